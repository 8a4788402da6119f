import { beforeAll, describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import fc from 'fast-check';
import { PATHS } from '../../src/paths.js';
import { loadProgramme, type Programme } from '../../src/programmes/programme.js';
import { nextAllowed } from '../../src/timers/hours.js';

let minsal: Programme;
beforeAll(async () => {
  minsal = await loadProgramme(`${PATHS.programmes}/minsal`);
});
const next = (local: string) => {
  const at = DateTime.fromISO(local, { zone: minsal.zone }).toMillis();
  return DateTime.fromMillis(nextAllowed(at, minsal), { zone: minsal.zone }).toFormat("yyyy-MM-dd'T'HH:mm");
};

describe('holidays', () => {
  it.each([
    ['2026-12-08T10:00', '2026-12-09T09:00'], // Inmaculada Concepción
    ['2026-12-07T21:00', '2026-12-09T09:00'], // the evening before
    ['2026-12-25T12:00', '2026-12-26T09:00'],
    ['2026-09-18T09:00', '2026-09-20T09:00'], // two in a row
    ['2026-12-24T19:59', '2026-12-24T19:59'],
  ])('disturb nobody: what is due at %s goes at %s', (due, goes) => expect(next(due)).toBe(goes));

  it('end at midnight of the place, wherever the server is', () => {
    // 2026-12-09T01:00Z is still the 8th in Santiago.
    const goes = nextAllowed(Date.parse('2026-12-09T01:00:00Z'), minsal);
    expect(new Date(goes).toISOString()).toBe('2026-12-09T12:00:00.000Z');
  });

  it('never keep people waiting for ever: a calendar that closes every day is a mistake', () => {
    const days = Array.from(
      { length: 400 },
      (_, n) => DateTime.fromISO('2026-12-01').plus({ days: n }).toISODate() ?? '',
    );
    const at = Date.parse('2026-12-10T15:00:00Z');
    expect(nextAllowed(at, { ...minsal, holidays: new Set(days) })).toBe(at);
  });
});

describe('the days on which summer time begins and ends', () => {
  it.each([
    ['2026-04-04T23:30', '2026-04-05T09:00'],
    ['2026-09-05T23:30', '2026-09-06T09:00'], // midnight does not exist that night
    ['2026-09-06T08:59', '2026-09-06T09:00'],
  ])('begin at nine of their own clock: %s', (due, goes) => {
    const free = { ...minsal, holidays: new Set<string>() };
    const at = DateTime.fromISO(due, { zone: minsal.zone }).toMillis();
    const local = DateTime.fromMillis(nextAllowed(at, free), { zone: minsal.zone }).toFormat("yyyy-MM-dd'T'HH:mm");
    expect(local).toBe(goes);
  });
});

describe('at any instant of two years', () => {
  it('what is put off goes within the hours, on no holiday, never earlier, and then at once', () => {
    const from = Date.parse('2026-01-01T00:00:00Z');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * 365 * 24 * 60 }), (minute) => {
        const at = from + minute * 60_000;
        const goes = nextAllowed(at, minsal);
        const local = DateTime.fromMillis(goes, { zone: minsal.zone });
        expect(goes).toBeGreaterThanOrEqual(at);
        expect(minsal.holidays.has(local.toISODate() ?? '')).toBe(false);
        expect(local.toFormat('HH:mm') >= '09:00' && local.toFormat('HH:mm') < '20:00').toBe(true);
        expect(nextAllowed(goes, minsal)).toBe(goes);
        // Not later than it need be: either at once, or at nine.
        expect(goes === at || local.toFormat('HH:mm') === '09:00').toBe(true);
      }),
      { numRuns: 400, seed: 20261123 },
    );
  });
});
