import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VirtualClock } from '../../src/domain/clock.js';
import { Pace, type Rate } from '../../src/outbox/pace.js';

const START = Date.parse('2026-11-23T13:00:00Z');
/** Seconds a sender may run ahead of its rate. */
const BURST = 0.5;
const ALONE: Rate = { perSecond: 0, pair: { seconds: 6, burst: 45 } };
const at = (perSecond: number): Rate => ({ perSecond, pair: null });

function paced() {
  const clock = new VirtualClock(new Date(START).toISOString());
  return { clock, pace: new Pace(clock) };
}

/** When each of the messages goes that ask for a place after these pauses. */
function times(perSecond: number, pauses: readonly number[]): number[] {
  const { clock, pace } = paced();
  return pauses.map((pause) => {
    clock.advanceTo(clock.now() + pause);
    return pace.reserve('a', at(perSecond));
  });
}

/** The most messages that start in any stretch, beyond what the rate allows for its length. */
function most(starts: readonly number[], perSecond: number): number {
  const sorted = [...starts].sort((a, b) => a - b);
  let worst = 0;
  for (let first = 0; first < sorted.length; first += 1)
    for (let last = first; last < sorted.length; last += 1) {
      const seconds = ((sorted[last] ?? 0) - (sorted[first] ?? 0)) / 1000;
      worst = Math.max(worst, last - first + 1 - seconds * perSecond);
    }
  return worst;
}

const pauses = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 4_000 })), {
  minLength: 1,
  maxLength: 120,
});

describe('the rate of a sender', () => {
  it('is never passed by more than half a second, whenever the messages come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), pauses, (perSecond, given) => {
        expect(most(times(perSecond, given), perSecond)).toBeLessThanOrEqual(1 + perSecond * BURST + 1e-3);
      }),
      { numRuns: 150, seed: 20261123 },
    );
  });

  it('is used up while there is something to send', () => {
    const starts = times(
      80,
      Array.from({ length: 801 }, () => 0),
    );
    expect(Math.max(...starts) - START).toBeLessThanOrEqual(10_000);
  });

  it('tells how much room there is: what was promised can be kept', () => {
    const { pace } = paced();
    const room = pace.room('a', at(80), 400);
    const starts = Array.from({ length: room }, () => pace.reserve('a', at(80)));
    expect(room).toBeGreaterThan(0);
    expect(Math.max(...starts)).toBeLessThanOrEqual(START + 400);
    expect(pace.room('a', at(80), 400)).toBe(0);
  });

  it('lets a slow sender send too: of one message a second, or of one every two', () => {
    const { clock, pace } = paced();
    for (const perSecond of [1, 0.5]) {
      expect(pace.room(`slow ${perSecond}`, at(perSecond), 400)).toBe(1);
      pace.reserve(`slow ${perSecond}`, at(perSecond));
      clock.advanceTo(clock.now() + 2_000);
      expect(pace.room(`slow ${perSecond}`, at(perSecond), 400)).toBeGreaterThanOrEqual(1);
    }
  });

  it('is each sender’s own: one that is paused keeps no other waiting', () => {
    const { pace } = paced();
    for (let n = 0; n < 100; n += 1) pace.reserve('a', at(10));
    pace.refused('a', 0.5);
    expect(pace.room('a', at(10), 400)).toBe(0);
    expect(pace.reserve('b', at(10))).toBe(START);
    expect(pace.room('b', at(10), 400)).toBeGreaterThan(0);
  });
});

describe('messages to one person', () => {
  it('come 45 at once at most, then one every six seconds', () => {
    const { clock, pace } = paced();
    const first = Array.from({ length: 45 }, () => pace.pair('a', 'phone', ALONE));
    expect(first).toEqual(Array.from({ length: 45 }, () => null));
    const free = pace.pair('a', 'phone', ALONE) ?? 0;
    expect(free - START).toBe(6_000);
    // Asking does not take the place.
    expect(pace.pair('a', 'phone', ALONE)).toBe(free);
    clock.advanceTo(free);
    expect(pace.pair('a', 'phone', ALONE)).toBeNull();
    expect(pace.pair('a', 'phone', ALONE)).toBe(free + 6_000);
  });

  it('are never more than that over any stretch of time', () => {
    fc.assert(
      fc.property(pauses, (given) => {
        const { clock, pace } = paced();
        const starts: number[] = [];
        for (const pause of given) {
          clock.advanceTo(clock.now() + pause);
          if (pace.pair('a', 'phone', { perSecond: 0, pair: { seconds: 6, burst: 4 } }) === null)
            starts.push(clock.now());
        }
        expect(most(starts, 1 / 6)).toBeLessThanOrEqual(4 + 1e-3);
      }),
      { numRuns: 100, seed: 20261123 },
    );
  });

  it('keep nobody else waiting', () => {
    const { pace } = paced();
    for (let n = 0; n < 46; n += 1) pace.pair('a', 'phone', ALONE);
    expect(pace.pair('a', 'another phone', ALONE)).toBeNull();
    expect(pace.pair('b', 'phone', ALONE)).toBeNull();
  });
});

describe('a provider that says "too fast"', () => {
  it('is given a pause, twice as long each time it says so again', () => {
    const pausesOf = [0, 1, 2].map((before) => {
      const { pace } = paced();
      for (let n = 0; n <= before; n += 1) pace.refused('a', 0);
      return pace.reserve('a', at(10)) - START;
    });
    expect(pausesOf).toEqual([500, 1_000, 2_000]);
  });

  it('is never paused for longer than a minute', () => {
    const { pace } = paced();
    for (let n = 0; n < 50; n += 1) pace.refused('a', 0.99);
    expect(pace.reserve('a', at(10)) - START).toBeLessThanOrEqual(60_000);
  });

  it('gets fewer messages a second, and as many as before once enough were taken', () => {
    const { clock, pace } = paced();
    pace.refused('a', 0);
    clock.advanceTo(clock.now() + 5_000);
    const gap = () => {
      clock.advanceTo(clock.now() + 60_000);
      // The burst first; then the steady rate shows.
      const starts = Array.from({ length: 100 }, () => pace.reserve('a', at(20)));
      return (starts[99] ?? 0) - (starts[98] ?? 0);
    };
    expect(gap()).toBeGreaterThan(50 * 1.2);
    for (let n = 0; n < 150; n += 1) pace.taken('a');
    expect(gap()).toBeCloseTo(50, 5);
  });

  it('does not get all that waited through the pause at once', () => {
    const { pace } = paced();
    pace.refused('a', 0.99);
    const starts = Array.from({ length: 60 }, () => pace.reserve('a', at(20)));
    expect(most(starts, 20)).toBeLessThanOrEqual(1 + 20 * BURST + 1e-3);
  });
});

describe('a provider in trouble', () => {
  it('is left alone after ten failures in a row, not after nine', () => {
    const { pace } = paced();
    for (let n = 0; n < 9; n += 1) pace.troubled('a', 0);
    expect(pace.reserve('a', at(0))).toBe(START);
    pace.troubled('a', 0);
    expect(pace.reserve('a', at(0))).toBeGreaterThan(START);
    expect(pace.room('a', at(0), 400)).toBe(0);
  });

  it('is not in trouble when something was taken in between', () => {
    const { pace } = paced();
    for (let n = 0; n < 9; n += 1) pace.troubled('a', 0);
    pace.taken('a');
    for (let n = 0; n < 9; n += 1) pace.troubled('a', 0);
    expect(pace.reserve('a', at(0))).toBe(START);
  });
});
