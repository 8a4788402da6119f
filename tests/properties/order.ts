import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { armOf, inOrder, Slots } from '../../src/campaigns/order.js';
import { isNotLocated, mayTry } from '../../src/turn/cadence.js';
import { runs } from '../support/property-runs.js';
import { HOUR } from '../support/services.js';
import { wallOf, ZONES } from '../support/wall.js';

const attempt = fc.record({
  channel: fc.constantFrom('sms' as const, 'whatsapp' as const, 'portal' as const),
  at: fc.integer({ min: 0, max: 24 * 12 }).map((hours) => Date.parse('2026-09-01T00:00:00Z') + hours * HOUR),
});
const attempts = fc.array(attempt, { maxLength: 10 });

/** Eight thousand runs in all, or a share of them. */
export function orderProperties(share: number): void {
  describe('the order of a campaign', () => {
    it('has everybody once, the longest wait first, by lot within a day', () => {
      const people = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 0, max: 2 ** 32 - 1 })), { maxLength: 60 });
      fc.assert(
        fc.property(people, (list) => {
          const order = inOrder(
            Int32Array.from(list, ([day]) => day),
            Uint32Array.from(list, ([, lot]) => lot),
          );
          expect([...order].sort((a, b) => a - b)).toEqual(list.map((_, n) => n));
          for (let n = 1; n < order.length; n += 1) {
            const [[day, lot], [nextDay, nextLot]] = [list[order[n - 1] ?? 0] ?? [0, 0], list[order[n] ?? 0] ?? [0, 0]];
            expect(day < nextDay || (day === nextDay && lot <= nextLot)).toBe(true);
          }
        }),
        runs(2_000, share),
      );
    });

    it('begins with nobody outside the hours, and with no more an hour than the pace', () => {
      const slots = fc.record({
        zone: fc.constantFrom(...ZONES),
        from: fc.integer({ min: 0, max: 24 * 60 * 400 }).map((minutes) => Date.parse('2026-01-01T00:00:00Z') + minutes * 60_000),
        perHour: fc.integer({ min: 1, max: 3_000 }),
        people: fc.integer({ min: 1, max: 150 }),
      }); // prettier-ignore
      const hours = { from: '09:00', to: '20:00' };
      fc.assert(
        fc.property(slots, ({ zone, from, perHour, people }) => {
          const allowed = { zone, hours };
          const row = new Slots(from, perHour, allowed);
          const times = Array.from({ length: people }, () => row.take(allowed, null));
          times.forEach((at, n) => {
            const { time } = wallOf(zone, at);
            expect(at % 1000 === 0 && at > from - 1000 && time >= hours.from && time < hours.to).toBe(true);
            expect(at).toBeGreaterThanOrEqual(times[n - 1] ?? 0);
            // Whole seconds: a second is given away at most.
            const later = times[n + perHour];
            if (later !== undefined) expect(later - at).toBeGreaterThanOrEqual(HOUR - 1000);
          });
        }),
        runs(2_000, share),
      );
    });

    it('draws every wording once in each block, the same for the same campaign', () => {
      const draw = fc.record({ arms: fc.integer({ min: 1, max: 6 }), seed: fc.integer(), block: fc.nat(1_000_000) });
      fc.assert(
        fc.property(draw, ({ arms, seed, block }) => {
          const drawn = Array.from({ length: arms }, (_, n) => armOf(block * arms + n, arms, seed));
          expect([...drawn].sort((a, b) => a - b)).toEqual(drawn.map((_, n) => n));
          expect(drawn).toEqual(drawn.map((_, n) => armOf(block * arms + n, arms, seed)));
        }),
        runs(2_000, share),
      );
    });

    it('says "not located" only after as many attempts, days and channels as the rule wants, and tries nobody more than it allows', () => {
      const rule = fc.record({ attempts: fc.integer({ min: 1, max: 6 }), days: fc.integer({ min: 1, max: 4 }), channels: fc.integer({ min: 1, max: 3 }) }); // prettier-ignore
      const most = fc.record({
        perPerson: fc.integer({ min: 1, max: 9 }),
        perChannel: fc.record({ sms: fc.integer({ min: 1, max: 5 }) }),
      });
      fc.assert(
        fc.property(attempts, rule, most, fc.constantFrom(...ZONES), fc.boolean(), (tried, need, limit, zone, answered) => {
          const days = new Set(tried.map(({ at }) => wallOf(zone, at).day)).size;
          const channels = new Set(tried.map(({ channel }) => channel)).size;
          const met = tried.length >= need.attempts && days >= need.days && channels >= need.channels;
          expect(isNotLocated(tried, need, zone)).toBe(met);
          const bySms = tried.filter(({ channel }) => channel === 'sms').length;
          const cadence = { id: 'x', steps: [], secondNumber: null, notLocated: need, bestHours: true, attempts: limit };
          expect(mayTry({ attempts: tried, answered }, 'sms', cadence)).toBe(
            answered || (tried.length < limit.perPerson && bySms < limit.perChannel.sms),
          );
          expect(mayTry({ attempts: tried, answered }, 'whatsapp', cadence)).toBe(answered || tried.length < limit.perPerson);
        }),
        runs(2_000, share),
      ); // prettier-ignore
    });
  });
}
