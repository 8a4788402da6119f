import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bestStart } from '../../src/timers/best-hour.js';
import { nextAllowed, type AllowedHours } from '../../src/timers/hours.js';
import { changesOf, wallOf, ZONES } from '../support/wall.js';
import { EVERYTHING } from '../support/everything.js';

const START = Date.parse('2024-01-01T00:00:00Z');
const END = Date.parse('2033-01-01T00:00:00Z');
const [MINUTE, DAY] = [60_000, 86_400_000];
const GRID = 5 * MINUTE;
const RUNS = { numRuns: EVERYTHING ? 600 : 150, seed: 20261123 };

const hhmm = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Any instant of nine years, many of them around a change of the clocks, 29 February and the end of a year. */
function instants(zone: string): fc.Arbitrary<number> {
  const special = [
    ...changesOf(zone, START, END),
    ...[2024, 2028, 2032].map((year) => Date.parse(`${year}-02-29T00:00:00Z`)),
    ...[2025, 2029].map((year) => Date.parse(`${year}-01-01T00:00:00Z`)),
  ];
  const near = fc
    .tuple(fc.constantFrom(...special), fc.integer({ min: -2 * DAY, max: 2 * DAY }))
    .map(([instant, by]) => instant + by);
  return fc.oneof(
    fc.integer({ min: START, max: END }),
    near,
    near.map((at) => at - (at % GRID)),
  );
}

/** Hours of a working day, of a few minutes, of the middle of the night: what a programme may write, on the grid. */
const hours = fc
  .oneof(
    fc.constant<[number, number]>([9 * 60, 20 * 60]),
    fc.constantFrom<[number, number]>(
      [0, 30],
      [0, 24 * 60],
      [2 * 60, 3 * 60],
      [23 * 60, 24 * 60],
      [60, 90],
      [23 * 60, 23 * 60 + 30],
    ),
    fc
      .uniqueArray(fc.integer({ min: 0, max: 288 }), { minLength: 2, maxLength: 2 })
      .map(([a = 0, b = 1]): [number, number] => [Math.min(a, b) * 5, Math.max(a, b) * 5]),
  )
  .map(([from, to]) => ({ from: hhmm(from), to: hhmm(to) }));

/** Of the days from the one before `at` to the seventh after it, some are holidays. */
const free = fc.array(fc.boolean(), { minLength: 9, maxLength: 9 });
const holidaysOf = (zone: string, at: number, days: readonly boolean[]) =>
  new Set(days.flatMap((isFree, n) => (isFree ? [wallOf(zone, at + (n - 1) * DAY).day] : [])));

const isAllowed = ({ zone, hours, holidays }: AllowedHours, at: number) => {
  const { day, time } = wallOf(zone, at);
  return time >= hours.from && time < hours.to && !holidays?.has(day);
};

/** The first instant of the grid, or `at` itself, of which `isRight` holds. */
function firstOf(at: number, until: number, isRight: (instant: number) => boolean): number | null {
  if (isRight(at)) return at;
  for (let instant = Math.ceil(at / GRID) * GRID; instant <= until; instant += GRID)
    if (isRight(instant)) return instant;
  return null;
}

describe.each(ZONES)('at any instant of 2024 to 2032 in %s', (zone) => {
  it('what is put off goes at the first minute that is within the hours and on no holiday', () => {
    fc.assert(
      fc.property(instants(zone), hours, free, (at, within, days) => {
        const allowed: AllowedHours = { zone, hours: within, holidays: holidaysOf(zone, at, days) };
        const goes = nextAllowed(at, allowed);
        expect(goes).toBeGreaterThanOrEqual(at);
        expect(isAllowed(allowed, goes)).toBe(true);
        expect(nextAllowed(goes, allowed)).toBe(goes);
        expect(firstOf(at, goes, (instant) => isAllowed(allowed, instant))).toBe(goes);
      }),
      RUNS,
    );
  });

  it('somebody is begun with at the hour at which they answered, or as soon as may be where that is not allowed', () => {
    const answered = fc.option(fc.integer({ min: 0, max: 23 }));
    fc.assert(
      fc.property(instants(zone), hours, free, answered, (at, within, days, hour) => {
        const allowed: AllowedHours = { zone, hours: within, holidays: holidaysOf(zone, at, days) };
        const begins = bestStart(at, allowed, hour);
        const isTheirs = (instant: number) => Number(wallOf(zone, instant).time.slice(0, 2)) === hour;
        const hasIt = hour !== null && hhmm(hour * 60 + 55) >= within.from && hhmm(hour * 60) < within.to;
        if (!hasIt) expect(begins).toBe(nextAllowed(at, allowed));
        else {
          expect(isTheirs(begins)).toBe(true);
          expect(bestStart(begins, allowed, hour)).toBe(begins);
          const first = firstOf(at, begins, (instant) => isTheirs(instant) && isAllowed(allowed, instant));
          expect(first).toBe(begins);
        }
      }),
      RUNS,
    );
  });
});
