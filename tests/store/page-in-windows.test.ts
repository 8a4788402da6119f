/** Lists that are read in ranges: page after page each row once, in order, however rows lie and however often somebody looked before. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Random } from '../../src/domain/random.js';
import { entriesPage } from '../../src/store/queries/entriesPage.js';
import type { Page, Place } from '../../src/store/queries/pageInWindows.js';
import { proposalsPage } from '../../src/store/queries/proposalsPage.js';
import type { EntryDoc, ProposalDoc } from '../../src/store/documents.js';
import { TestStage } from '../support/services.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

interface Row {
  readonly _id: string;
}

/** All pages, and how many there were. A page may be empty and not the last. */
async function walk<R extends Row>(page: (after: Place | null) => Promise<Page<R>>): Promise<string[]> {
  const seen: string[] = [];
  let after: Place | null = null;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const { rows, next } = await page(after);
    seen.push(...rows.map(({ _id }) => _id));
    if (next === null) return seen;
    after = next;
  }
  throw new Error('it never ends');
}

/** Bursts, thin stretches with a row every few minutes, many at one moment, and months with none. */
function moments(random: Random, count: number, end: number): number[] {
  const found: number[] = [];
  let at = end;
  while (found.length < count) {
    const kind = random.between(0, 3);
    const some = random.between(1, kind === 0 ? 120 : 30);
    for (let n = 0; n < some; n += 1) {
      found.push(at);
      at -= [random.between(0, 500), random.between(1, 20) * MINUTE, 0, random.between(1, 100) * 1_000][kind] ?? 0;
    }
    at -= random.between(1, 5) === 1 ? random.between(1, 200) * DAY : random.between(1, 90) * MINUTE;
  }
  return found.slice(0, count);
}

it('proposals, the oldest first', async () => {
  const { store, clock } = stage.services;
  const random = new Random(20);
  const docs = moments(random, 900, clock.now() - DAY).map((at, n) => ({
    _id: `p${String(random.between(0, 9_999)).padStart(4, '0')}:${n}`, programme: 'minsal', entry: `e${n}`, person: `x${n}`, is: 'recovered',
    state: 'verified', at: new Date(at), assurance: 2, conversation: '', turn: 1, healthService: random.between(1, 4), revision: 1, touchedAt: new Date(at),
    audit: { seq: 1, head: '' }, unlogged: [],
  })) as unknown as ProposalDoc[]; // prettier-ignore
  await store.proposals.insertMany(docs);
  const ordered = docs.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1));
  // Again and again: what was learned of gaps changes nothing.
  for (const [limit, services] of [
    [7, []],
    [50, []],
    [50, [2]],
    [13, [1, 3]],
    [200, []],
  ] as const) {
    const expected = ordered.filter(({ healthService }) => services.length === 0 || services.some((each) => each === healthService)); // prettier-ignore
    const wanted = { programme: 'minsal', state: 'verified', services, by: 'at', limit, now: clock.now() } as const;
    expect(await walk((after) => proposalsPage(store, { ...wanted, after }))).toEqual(expected.map(({ _id }) => _id));
  }
}, 60_000);

it('entries by day, both ways, with only the fields that decide read of all', async () => {
  const { store, clock } = stage.services;
  const random = new Random(21);
  const docs = moments(random, 900, clock.now() - DAY).map((at, n) => ({
    _id: `minsal:sigte:${7_000_000 + n}`, programme: 'minsal', person: `x${n}`, state: random.chance(0.8) ? 'open' : 'closed', type: 1, careCode: `07-${random.between(100, 103)}`,
    enteredOn: new Date(at).toISOString().slice(0, 10), healthService: random.between(1, 3), sigteId: String(n), outcome: null,
  })) as unknown as EntryDoc[]; // prettier-ignore
  await store.entries.insertMany(docs);
  for (const order of ['oldest', 'newest'] as const)
    for (const filter of [{}, { state: 'closed' as const }, { careCode: '07-101' }]) {
      const expected = docs
        .filter((doc) => Object.entries(filter).every(([field, value]) => doc[field as 'state'] === value))
        .toSorted((a, b) => (a.enteredOn < b.enteredOn ? -1 : a.enteredOn > b.enteredOn ? 1 : a._id < b._id ? -1 : 1))
        .map(({ _id }) => _id);
      const wanted = { programme: 'minsal', services: [], order, limit: 40, now: clock.now(), ...filter };
      const seen = await walk((after) => entriesPage(store, { ...wanted, after }));
      expect(order === 'oldest' ? seen : seen.toReversed()).toEqual(expected);
    }
  const [first] = (await entriesPage(store, { programme: 'minsal', services: [], order: 'newest', limit: 1, now: clock.now(), after: null })).rows; // prettier-ignore
  expect(first).toMatchObject({ sigteId: expect.any(String), careCode: expect.any(String) });
}, 60_000);
