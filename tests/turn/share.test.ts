/** Several processes over one database: each begins with its own share of what is due, and nothing is left lying. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { joinWorkers, type Membership } from '../../src/turn/share.js';
import { TestStage } from '../support/services.js';

let stage: TestStage;
beforeAll(async () => (stage = await TestStage.open()));
afterAll(() => stage.close());

const NOW = Date.UTC(2026, 10, 23, 15);
const rows = Array.from({ length: 600 }, (_, n) => ({ number: `+5697${n}`, id: `message-${n}` }));
type Row = (typeof rows)[number];
const BY = { of: ({ number }: Row) => number, what: ({ id }: Row) => id };

/** Three processes that know of one another, on a clock of the test. */
async function three(): Promise<{ readonly all: readonly Membership[]; later(ms: number): void }> {
  await stage.services.store.settings.deleteMany({ _id: { $gte: 'worker:', $lt: 'worker;' } });
  let at = 0;
  const all = ['one', 'two', 'three'].map((name) => joinWorkers(stage.services.store, name, () => at));
  for (const each of all) await each.beat(NOW);
  for (const each of all) await each.beat(NOW + 1);
  return { all, later: (ms) => (at += ms) };
}

it('alone, everything is its own, in its order', () => {
  const alone = joinWorkers(stage.services.store, 'alone');
  expect(alone.window(200)).toBe(200);
  expect(alone.mine(rows, BY, 200)).toEqual(rows.slice(0, 200));
  expect(alone.owns('tendCampaigns')).toBe(true);
});

it('what is due belongs to exactly one, about as much to each, and every job too', async () => {
  const { all } = await three();
  const shares = all.map((each) => each.mine(rows, BY, 600));
  expect(shares.flat()).toHaveLength(600);
  expect(new Set(shares.flat()).size).toBe(600);
  for (const share of shares) expect(Math.abs(share.length - 200)).toBeLessThan(60);
  for (const job of ['tendCampaigns', 'startReminders', 'giveOnPlaces'])
    expect(all.filter((each) => each.owns(job))).toHaveLength(1);
  // Wide enough to find a full batch of one's own.
  expect(all[0]?.window(200)).toBe(1200);
});

it('what its owner has left lying is anybody’s after a while; what is due later of the same number is not', async () => {
  const { all, later } = await three();
  const [one] = all as [Membership];
  const own = one.mine(rows, BY, 600);
  later(2_999);
  expect(one.mine(rows, BY, 600)).toEqual(own);
  later(1);
  const fresh = rows.map(({ number, id }) => ({ number, id: `${id} again` }));
  expect(one.mine(fresh, BY, 600)).toHaveLength(own.length);
  const now = one.mine(rows, BY, 600);
  expect(now).toHaveLength(600);
  expect(now.slice(0, own.length)).toEqual(own);
});

it('the share of a process that left, or that nobody has heard of, is the others’; theirs stay as they were', async () => {
  const { all } = await three();
  const [one, two, third] = all as [Membership, Membership, Membership];
  const before = one.mine(rows, BY, 600);
  await third.leave();
  for (const each of [one, two]) await each.beat(NOW + 2);
  const after = one.mine(rows, BY, 600);
  expect(before.every((row) => after.includes(row))).toBe(true);
  expect(after.length + two.mine(rows, BY, 600).length).toBe(600);

  // Killed: it says nothing any more.
  await one.beat(NOW + 20_000);
  expect(one.mine(rows, BY, 600)).toHaveLength(600);
  // A day later its name is gone as well.
  await one.beat(NOW + 90_000_000);
  expect(await stage.services.store.settings.countDocuments({ _id: { $gte: 'worker:', $lt: 'worker;' } })).toBe(1);
});
