/** From what a dialog says (a key and facts) to what a person reads on one channel. Pure. */
import { DateTime } from 'luxon';
import type { DayMention, EntryMention, Places, Say, SayParam } from '../domain/effect.js';
import type { Channel } from '../domain/channel.js';
import type { Programme } from '../programmes/programme.js';
import { segmentsOf, toGsm7 } from './gsm7.js';
import { wordsOf } from './own-words.js';
import type { Words } from './words.js';

export interface Rendered {
  readonly text: string;
  /** The answers offered, in order: buttons or a list; by SMS they stand in the text already, as digits. */
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  /** SMS segments; 0 on other channels. */
  readonly segments: number;
}

/** What a text may say of the turn it is said in. */
export interface Moment {
  /** The number of the task that this turn opens. */
  readonly number: string;
  /** The address of the portal with the letters of this turn; '' where there is none. */
  readonly link: string;
  /** The day, yyyy-mm-dd, so many working days from now. */
  within(workingDays: number): string;
}

/** As long as they get, to measure texts with. */
export const LONGEST_MOMENT: Moment = {
  number: '271130-WWWWW',
  link: 'portal.salud-regional.gob.cl/portal/WWWWWWWWWWWW',
  within: () => '2027-09-22',
};

export function render(
  say: Pick<Say, 'key' | 'params' | 'choices' | 'labels'>,
  channel: Channel,
  programme: Programme,
  shared: Words,
  moment: Moment,
): Rendered {
  const { locale } = programme;
  const words = wordsOf(programme, shared);
  // The same answer may read otherwise under one question: `appointment.ask.choice.cannot` before `choice.cannot`.
  const question = say.key.replace(/\.(again|reminder)$/, '');
  const label = (id: string) => {
    const slot = say.labels?.[id];
    if (slot) return shortDay(slot, programme);
    const own = `${question}.choice.${id}`;
    return words.text(locale, channel, words.has(locale, channel, own) ? own : `choice.${id}`, {});
  };
  const digits = say.choices.map((id, index) => `${index + 1} ${label(id)}`).join(' ');

  const values: Record<string, string | number> = { ...programme.numbers, choices: digits };
  for (const [name, value] of Object.entries(say.params)) {
    if (isDay(value)) values[name] = dayOf(value, programme);
    else if (typeof value === 'object' && 'numberOf' in value) values[name] = moment.number;
    else if (typeof value === 'object' && 'linkTo' in value) values[name] = moment.link;
    else if (typeof value === 'object' && 'slots' in value)
      values[name] = value.slots
        .map((slot, index) =>
          words.text(locale, channel, 'book.place', { ...placeOf(slot, programme), index: index + 1 }),
        )
        .join(channel === 'sms' ? ' ' : '\n');
    else if (typeof value === 'object' && 'workingDays' in value)
      values[name] = dayOf({ day: moment.within(value.workingDays), weekday: true }, programme);
    else if (typeof value === 'object') values[name] = mentionOf(value, channel, programme, words);
    else values[name] = name === 'reason' ? words.text(locale, channel, `reason.${value}`, {}) : value;
  }

  // A text of its own for the reminder is rare; usually the question is put again behind a few words.
  const reminded = /^(.*)\.reminder$/.exec(say.key)?.[1];
  let source = say.key;
  if (reminded !== undefined && !words.has(locale, channel, say.key)) {
    source = 'reminder';
    values['question'] = withDigits(
      words.raw(locale, channel, reminded),
      words.text(locale, channel, reminded, values),
      digits,
      channel,
    );
  }
  const text = words.text(locale, channel, source, values);
  if (channel !== 'sms') {
    return { text, choices: say.choices.map((id) => ({ id, label: label(id) })), segments: 0 };
  }
  const whole = source === 'reminder' ? text : withDigits(words.raw(locale, channel, source), text, digits, channel);
  const sms = programme.sms.alphabet === 'gsm7' ? toGsm7(whole) : whole;
  return { text: sms, choices: say.choices.map((id) => ({ id, label: label(id) })), segments: segmentsOf(sms) };
}

const placeOf = ({ on, at, place }: Places['slots'][number], programme: Programme) => ({
  day: dayOf({ day: on, weekday: true }, programme),
  time: at,
  place: place || 'none',
});

/** "mar 22 dic 10:30": a row of a list has 24 characters. */
function shortDay(
  { on, at }: { readonly on: string; readonly at: string },
  { locale }: Pick<Programme, 'locale'>,
): string {
  const day = DateTime.fromISO(on, { zone: 'utc' })
    .setLocale(locale)
    .toLocaleString({ weekday: 'short', day: 'numeric', month: 'short' });
  return `${day.replace(/[.,]/g, '')} ${at}`.trim();
}

/** By SMS the answers stand where the text says `{choices}`, else at its end. */
function withDigits(source: string | undefined, text: string, digits: string, channel: Channel): string {
  return channel !== 'sms' || digits === '' || source?.includes('{choices}') ? text : `${text} ${digits}`;
}

function mentionOf(entry: EntryMention, channel: Channel, programme: Programme, words: Words): string {
  const month = monthOf(entry.askedOn, programme);
  const values = { month, place: entry.place, care: entry.care ?? '' };
  return words.text(programme.locale, channel, entry.care ? 'entry.named' : 'entry.plain', values);
}

/** There are some hundred months on a list, and millions of messages. */
const months = new Map<string, string>();

/** "marzo de 2025" of 2025-03, in the programme's language. */
export function monthOf(askedOn: string, { locale }: Pick<Programme, 'locale'>): string {
  const key = `${locale} ${askedOn}`;
  const known = months.get(key);
  if (known !== undefined) return known;
  const month = DateTime.fromISO(askedOn, { zone: 'utc' }).setLocale(locale).toFormat("LLLL 'de' yyyy");
  months.set(key, month);
  return month;
}

const isDay = (value: SayParam): value is DayMention => typeof value === 'object' && 'day' in value;

/** "12 de diciembre" of a date, in the programme's language. */
export function dayOf({ day, weekday }: DayMention, { locale }: Pick<Programme, 'locale'>): string {
  const written = DateTime.fromISO(day, { zone: 'utc' })
    .setLocale(locale)
    .toLocaleString({ ...(weekday ? { weekday: 'long' } : {}), day: 'numeric', month: 'long' });
  return written.replace(',', ''); // "martes, 4 de marzo" in a sentence of its own commas
}
