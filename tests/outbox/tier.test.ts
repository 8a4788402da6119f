import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPeople } from '../../src/campaigns/start.js';
import { learnTier, peopleOf } from '../../src/outbox/tier.js';
import type { Store } from '../../src/store/store.js';
import { sendDue } from '../../src/turn/work.js';
import { patient } from '../support/people.js';
import { failing, scriptedPort } from '../support/real-port.js';
import { DAY, HOUR, TestStage, type Placed } from '../support/services.js';

const port = scriptedPort({ carries: ['whatsapp'] });
let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open({
    ports: [port],
    programme: { cadence: [{ channel: 'whatsapp', dialog: 'confirm-need' }] },
  });
});
afterAll(() => stage.close());

async function waiting(count: number): Promise<Placed[]> {
  const placed = await stage.add(...Array.from({ length: count }, () => patient()));
  while ((await startPeople(stage.services)) > 0);
  return placed;
}
const written = () => new Set(port.requests.map(({ person }) => person)).size;

describe('people we may write to first in a day', () => {
  it('are never more than the tier, however many send at once, and the others are written to later', async () => {
    await learnTier(stage.services, port.id, 6);
    await waiting(20);
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
    port.answer = slow;
    const busy = new Set<string>();
    await Promise.all(Array.from({ length: 6 }, () => sendDue(stage.services, { inFlight: 4, busy })));
    for (let pass = 0; pass < 3; pass += 1) await sendDue(stage.services, { inFlight: 4, busy });
    expect(written()).toBe(6);
    const waits = await stage.services.store.messages.findOne({ state: 'queued' });
    expect(waits?.failure).toBe('throttled tier');
  });

  it('who have answered are answered all the same', async () => {
    const { person } = port.requests[0] ?? {};
    const { address } = await stage.conversation(person ?? '');
    await stage.says(address, { choice: 'self' }, { channel: 'whatsapp' });
    expect(port.requests.at(-1)).toMatchObject({ person, kind: 'reply' });
    expect(written()).toBe(6);
  });

  it('are counted over 24 hours: the next ones come when the first fall out', async () => {
    stage.pass(20 * HOUR);
    await stage.settle();
    expect(written()).toBe(6);
    await stage.wait(DAY / 4);
    expect(written()).toBe(12);
  });

  it('are not used up by requests that were refused', async () => {
    await learnTier(stage.services, port.id, 1_000);
    await stage.wait(2 * HOUR);
    expect(written()).toBe(20);
    const used = await stage.services.store.addresses.countDocuments({ openedAt: { $exists: true } });
    await learnTier(stage.services, port.id, used + 2);
    const refused: string[] = [];
    port.answer = ({ person }) => {
      if (refused.length >= 5) return undefined;
      refused.push(person ?? '');
      return failing({ kind: 'rejected' });
    };
    await waiting(7);
    await stage.settle();
    await stage.wait(2 * HOUR);
    expect(await stage.services.store.addresses.countDocuments({ openedAt: { $exists: true } })).toBeGreaterThan(used);
  });

  it('are not forgotten when the database was away while they were counted', async () => {
    await learnTier(stage.services, port.id, 10_000);
    await waiting(3);
    const before = written();
    const { store } = stage.services;
    // Whether anything is stopped is still told; how many may be written to is not.
    const find = store.settings.find.bind(store.settings);
    const away = { ...store, settings: { find, findOne: () => Promise.reject(new Error('away')) } } as unknown as Store;
    const busy = new Set<string>();
    await expect(sendDue(stage.also({ store: away }), { busy })).rejects.toThrow('away');
    expect(busy.size).toBe(0);
    await sendDue(stage.services, { busy });
    expect(written()).toBe(before + 3);
  });

  it.each([
    ['TIER_250', 250],
    ['tier_10k', 10_000],
    [1_000, 1_000],
    [-1, Infinity],
    ['TIER_UNLIMITED', Infinity],
    ['TIER_OF_TOMORROW', null],
  ])('are what the provider calls %s: %s', (limit, people) => expect(peopleOf(limit)).toBe(people));
});
