/** What is odd about a batch is an alarm, and what is ordinary is none. */
import { describe, expect, it } from '@jest/globals';
import { alarmsOf, type Counted, type History, type Sampled } from '../../src/discharge/alarms.js';
import { interval } from '../../src/campaigns/interval.js';

const limits = {
  firstBatch: 1_000,
  oneReviewer: 0.6,
  oneCause: 0.8,
  spike: 3,
  spikeFrom: 20,
  falseRemovals: 0.02,
  sample: 200,
};
const nothing: History = { batches: 0, rows: 0, byCause: {}, byService: {}, byEstablishment: {} };
const sampled = (answered: number, wrong = 0): Sampled => ({
  drawn: answered,
  answered,
  wrong,
  high: interval(wrong, answered).high,
});

const ordinary = (at: number): Counted => ({
  cause: [2, 4, 5, 6, 7, 9][at % 6] as number, healthService: 1 + (at % 10), establishment: `1${String(at % 20).padStart(5, '0')}`,
  reviewers: [['ana', 'luis'], ['eva', 'luis'], ['eva', 'ana'], ['pia', 'leo']][at % 4] as string[], contacted: true, registry: at % 6 === 5 ? 'dead' : 'alive',
  wroteAfterDeath: false, wrongContact: false,
}); // prettier-ignore
const batch = (size: number, change: (row: Counted, at: number) => Partial<Counted> = () => ({})): Counted[] =>
  Array.from({ length: size }, (_, at) => ({ ...ordinary(at), ...change(ordinary(at), at) }));
const usual: History = {
  batches: 10, rows: 6_000, byCause: { 2: 1_000, 4: 1_000, 5: 1_000, 6: 1_000, 7: 1_000, 9: 1_000 },
  byService: Object.fromEntries(Array.from({ length: 10 }, (_, at) => [at + 1, 600])),
  byEstablishment: Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`1${String(at).padStart(5, '0')}`, 300])),
}; // prettier-ignore
const ids = (rows: readonly Counted[], history = usual, of = sampled(200)) =>
  alarmsOf(rows, history, limits, of).map(({ id }) => id);

describe('an ordinary batch', () => {
  it('raises none, and neither does an empty one', () => {
    expect(ids(batch(600))).toEqual([]);
    expect(ids([])).toEqual([]);
    expect(ids([], nothing, sampled(0))).toEqual([]);
  });
});

describe('what is never right is an alarm from the first one', () => {
  it.each([
    ['no-contact', { cause: 7, contacted: false }],
    ['living-coded-dead', { cause: 9, registry: 'alive' }],
    ['living-coded-dead', { cause: 9, registry: null }],
    ['dead-write', { cause: 9, registry: 'dead', wroteAfterDeath: true }],
    ['not-in-registry', { registry: 'unknown', cause: 4 }],
  ] as const)('%s', (id, change) => {
    const rows = batch(600, (_, at) => (at === 300 ? change : {}));
    expect(alarmsOf(rows, usual, limits, sampled(200))).toMatchObject([{ id, count: 1 }]);
  });
});

describe('spikes and shares', () => {
  it.each([
    [
      'a hospital that empties its list',
      (_: Counted, at: number) => (at < 120 ? { establishment: '199999' } : {}),
      ['spike:establishment:199999'],
    ],
    [
      'a service that discharges five times as many',
      (_: Counted, at: number) => (at < 300 ? { healthService: 3 } : {}),
      ['spike:service:3'],
    ],
    [
      'a cause that was a sixth and is five',
      (_: Counted, at: number) => (at % 3 !== 0 ? { cause: 6, registry: 'alive' as const } : {}),
      ['one-cause:6', 'spike:cause:6'],
    ],
    ['one reviewer for nearly all', () => ({ reviewers: ['ana'] }), ['one-reviewer:ana']],
    ['wrong contacts', (_: Counted, at: number) => (at < 30 ? { wrongContact: true } : {}), ['wrong-contact']],
  ] as const)('%s', (_, change, expected) => {
    expect(ids(batch(600, change))).toEqual(expected);
  });

  it('are not seen in a handful, nor where all is of the usual size', () => {
    expect(
      ids(
        batch(18, () => ({ reviewers: ['ana'], cause: 6, registry: 'alive' })),
        usual,
        sampled(18),
      ),
    ).toEqual([]);
    expect(ids(batch(6_000))).toEqual([]);
  });

  it('a large first batch is looked at, with nothing to compare', () => {
    expect(ids(batch(1_001), nothing)).toEqual(['first-batch']);
    expect(ids(batch(1_000), nothing)).toEqual([]);
  });
});

describe('call-backs', () => {
  it('are wanted before anything leaves', () => {
    expect(ids(batch(600), usual, sampled(199))).toEqual(['sample-open']);
    // Of a small batch all of them; the dead are not called.
    expect(ids(batch(60), usual, sampled(50))).toEqual([]);
    expect(ids(batch(60), usual, sampled(49))).toEqual(['sample-open']);
  });

  it('stop everything when more did need it than the programme bears', () => {
    expect(ids(batch(600), usual, sampled(200, 0))).toEqual([]);
    expect(ids(batch(600), usual, sampled(200, 1))).toEqual(['false-removals']);
    expect(ids(batch(600), usual, sampled(2_000, 20))).toEqual([]);
  });
});
