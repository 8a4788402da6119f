/** The days on which nobody is written to first: a calendar of `calendars/`, with the days that are the programme's own. */
import { dirname, join } from 'node:path';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { UserError } from '../domain/failure.js';
import { readJson } from './read-json.js';

/** yyyy-mm-dd that exists; `mm-dd` is that day of every year (29 February in leap years alone). */
const day = z
  .string()
  .refine((text) => DateTime.fromISO(text).isValid && text.length === 10, 'must be a day, yyyy-mm-dd');
const anyDay = z
  .string()
  .refine(
    (text) => DateTime.fromISO(text.length === 5 ? `2028-${text}` : text).isValid && [5, 10].includes(text.length),
    'must be a day, yyyy-mm-dd, or mm-dd for every year',
  );
const byHand = z.record(anyDay, z.string().min(1)).default({});
const made = z.record(day, z.string());

const calendarFile = z.strictObject({
  about: z.string(),
  of: z.string().min(2),
  years: z.strictObject({ from: z.int(), to: z.int() }),
  added: byHand,
  removed: byHand,
  places: z
    .record(z.string(), z.strictObject({ about: z.string().optional(), of: z.string().optional(), added: byHand }))
    .default({}),
  made: z.strictObject({ by: z.string(), days: made, places: z.record(z.string(), made).default({}) }),
});

const programmeFile = z.strictObject({
  about: z.string().optional(),
  /** From the file that names it. */
  calendar: z.string().endsWith('.json'),
  added: byHand,
  removed: byHand,
  /** By the code of a commune or a region. */
  places: z.record(z.string(), z.strictObject({ added: byHand })).default({}),
});

export interface WithHolidays {
  /** Local days (yyyy-mm-dd) on which nobody is written to first, wherever they live. */
  readonly holidays: ReadonlySet<string>;
  /** All such days of the places that have more of them, by the code of the commune or the region. */
  readonly localHolidays: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads `holidays.json` of a programme's folder and the calendar it names. Throws `UserError` naming the file and the field. */
export async function loadHolidays(folder: string): Promise<WithHolidays> {
  const file = join(folder, 'holidays.json');
  const own = await readJson(file, programmeFile);
  const calendarAt = join(dirname(file), own.calendar);
  const calendar = await readJson(calendarAt, calendarFile);
  const { from, to } = calendar.years;
  if (to < from) throw new UserError('programme-file-wrong', `${calendarAt}: years.to must not be before years.from`);
  const years = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const daysOf = (named: Readonly<Record<string, string>>) =>
    Object.keys(named).flatMap((key) => everyYear(key, years));
  const without = (days: readonly string[], removed: Readonly<Record<string, string>>): string[] => {
    const gone = new Set(daysOf(removed));
    return days.filter((each) => !gone.has(each));
  };
  // The nearer word is the last one: what the programme adds stays, whatever the country removed.
  const national = [...daysOf(calendar.made.days), ...daysOf(calendar.added)];
  const everywhere = without([...without(national, calendar.removed), ...daysOf(own.added)], own.removed);
  const places = new Set([...Object.keys(calendar.places), ...Object.keys(own.places)]);
  const local = [...places].map((place): [string, ReadonlySet<string>] => {
    const more = [
      ...daysOf(calendar.made.places[place] ?? {}),
      ...daysOf(calendar.places[place]?.added ?? {}),
      ...daysOf(own.places[place]?.added ?? {}),
    ];
    return [place, new Set([...everywhere, ...without(more, own.removed)])];
  });
  return { holidays: new Set(everywhere), localHolidays: new Map(local) };
}

function everyYear(key: string, years: readonly number[]): string[] {
  if (key.length === 10) return [key];
  return years.map((year) => `${year}-${key}`).filter((each) => DateTime.fromISO(each).isValid);
}
