import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyChain } from '../support/audit-chain.js';
import type { ConversationDoc } from '../../src/store/documents.js';
import type { Store } from '../../src/store/store.js';
import { handleEvents } from '../../src/turn/handle.js';
import { applyReceived, receive } from '../../src/turn/receive.js';
import type { Services } from '../../src/turn/services.js';
import { workOnce } from '../../src/turn/work.js';
import { patient } from '../support/people.js';
import { earliestWork, HOUR, TestStage, type Placed } from '../support/services.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

/** A person who was asked who they are. */
async function asked(): Promise<Placed> {
  const [placed] = await stage.add(patient());
  await stage.settle();
  return placed as Placed;
}

const said = (placed: Placed, text: string, over = {}) => stage.inbound(placed.addresses[0] ?? '', text, over);

/** Everything that must hold of a person's conversation once nothing is due any more. */
async function expectWhole(placed: Placed, turns: number): Promise<ConversationDoc> {
  const { store } = stage.services;
  const doc = await stage.conversation(placed.person);
  expect(doc.turn).toBe(turns);
  expect(doc.pending).toEqual([]);
  expect(new Set(doc.applied).size).toBe(doc.applied.length);
  expect(await store.turns.countDocuments({ conversation: doc._id })).toBe(turns);
  expect(await store.audit.countDocuments({ stream: doc._id })).toBe(turns);
  expect(await verifyChain(store, doc._id)).toBe(true);
  expect(doc.nextDueAt?.getTime() ?? null).toBe(earliestWork(doc));
  const out = stage.sent.filter(({ conversation }) => conversation === doc._id);
  expect(new Set(out.map(({ id }) => id)).size).toBe(out.length);
  return doc;
}

/** A worker whose conversations collection is the real one, with something happening around one of its calls. */
function around<K extends 'bulkWrite' | 'find'>(
  collection: keyof Store &
    (
      | 'conversations'
      | 'turns'
      | 'messages'
      | 'audit'
      | 'proposals'
      | 'persons'
      | 'inbound'
      | 'entries'
      | 'outcomes'
      | 'deskTasks'
      | 'addresses'
    ),
  method: K,
  wrap: (real: (...given: unknown[]) => unknown, given: unknown[]) => unknown,
): Services {
  const real = stage.services.store[collection] as unknown as Record<string, (...given: unknown[]) => unknown>;
  const wrapped = new Proxy(real, {
    get: (target, name) => {
      const value = target[name as string];
      if (typeof value !== 'function') return value;
      if (name === method) return (...given: unknown[]) => wrap((...args) => value.apply(target, args), given);
      return value.bind(target);
    },
  });
  return stage.also({ store: { ...stage.services.store, [collection]: wrapped } as unknown as Store });
}

describe('twice is once', () => {
  it('applies the same message once, however often it is delivered', async () => {
    const placed = await asked();
    const message = said(placed, '1');
    await receive(stage.services, [message, message]);
    await stage.settle();
    await receive(stage.services, [message]);
    await stage.settle();
    await handleEvents(stage.services, [
      {
        conversation: (await stage.conversation(placed.person))._id,
        event: { kind: 'said', eventId: message.id, at: stage.clock.now(), saidAt: message.saidAt, said: message.said, facts: null },
      },
    ]); // prettier-ignore
    await expectWhole(placed, 2);
  });

  it('applies a message once and answers once when two workers take it at the same time', async () => {
    const people = await Promise.all([asked(), asked(), asked(), asked()]);
    for (let round = 0; round < 3; round += 1) {
      stage.pass(60_000);
      await receive(
        stage.services,
        people.map((placed) => said(placed, round === 0 ? '1' : '3')),
      );
      const other = stage.also();
      await Promise.all([stage.settle(), stage.settle(other)]);
    }
    for (const placed of people) {
      const doc = await expectWhole(placed, 4);
      expect(stage.sent.filter(({ conversation }) => conversation === doc._id)).toHaveLength(4);
    }
  });

  it('takes two messages of one person in one batch as two turns, in the order in which they were said', async () => {
    const placed = await asked();
    const early = said(placed, '1', { saidAt: stage.clock.now() + 1_000 });
    const late = said(placed, 'estoy mucho peor', { saidAt: stage.clock.now() + 2_000 });
    stage.pass(60_000);
    await receive(stage.services, [late, early]);
    await applyReceived(stage.services);
    await stage.settle();
    const doc = await expectWhole(placed, 3);
    // After "it is me" it is the answer to what is asked next; before it nobody would know whose it is.
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('worse');
    expect(doc.applied.slice(-2)).toEqual([early.id, late.id]);
  });
});

describe('a lost race', () => {
  it('is run again on what the other worker wrote, and both messages count', async () => {
    const placed = await asked();
    const mine = said(placed, '1', { saidAt: stage.clock.now() + 1 });
    const theirs = said(placed, 'quien es usted', { saidAt: stage.clock.now() });
    stage.pass(60_000);
    await receive(stage.services, [mine]);
    let raced = false;
    const slow = around('conversations', 'bulkWrite', async (write, given) => {
      if (!raced) {
        raced = true;
        await receive(stage.services, [theirs]);
        await stage.settle();
      }
      return write(...given);
    });
    await applyReceived(slow);
    await stage.settle();
    expect(raced).toBe(true);
    const doc = await expectWhole(placed, 3);
    expect(doc.applied).toEqual(expect.arrayContaining([mine.id, theirs.id]));
  });

  it('changes nothing when the other worker has applied the very same message among others', async () => {
    const placed = await asked();
    const first = said(placed, 'quien es usted', { saidAt: stage.clock.now() });
    const second = said(placed, '1', { saidAt: stage.clock.now() + 1 });
    const conversation = (await stage.conversation(placed.person))._id;
    const event = (message: typeof first) => ({
      conversation,
      event: { kind: 'said' as const, eventId: message.id, at: stage.clock.now(), saidAt: message.saidAt, said: message.said, facts: null },
    }); // prettier-ignore
    stage.pass(60_000);
    // The other worker folds both; this one had only seen the second, and loses between its load and its commit.
    const slow = around('conversations', 'bulkWrite', async (write, given) => {
      if ((await stage.conversation(placed.person)).turn === 1) {
        const crashing = around('turns', 'find', () => undefined);
        const noProjection = new Proxy(crashing.store.turns, {
          get: (target, name) =>
            name === 'insertMany' ? () => Promise.reject(new Error('killed')) : Reflect.get(target, name),
        });
        await expect(
          handleEvents(stage.also({ store: { ...stage.services.store, turns: noProjection } }), [
            event(first),
            event(second),
          ]),
        ).rejects.toThrow('killed');
      }
      return write(...given);
    });
    await handleEvents(slow, [event(second)]);
    await stage.settle();
    const doc = await expectWhole(placed, 3);
    expect(doc.applied.slice(-2)).toEqual([first.id, second.id]);
    const rows = await stage.services.store.turns.find({ conversation }).sort({ turn: 1 }).toArray();
    expect(rows.map(({ from, to }) => `${from}>${to}`)).toEqual(['fresh>who', 'who>who', 'who>need']);
  });

  it('keeps a turn that was overtaken between its commit and the look at what became of it', async () => {
    const placed = await asked();
    const other = await asked();
    const mine = said(placed, '1', { saidAt: stage.clock.now() });
    const next = said(placed, 'estoy mucho peor', { saidAt: stage.clock.now() + 1 });
    stage.pass(60_000);
    await receive(stage.services, [mine, said(other, '1')]);
    let shaken = false;
    const overtaken = around('conversations', 'bulkWrite', async (write, given) => {
      if (shaken) return write(...given);
      shaken = true;
      // Somebody takes a turn of the other conversation before, so that not all match, and one of this one after.
      await receive(stage.services, [said(other, 'quien es usted', { saidAt: stage.clock.now() - 5 })]);
      const { store } = stage.services;
      const waiting = await store.inbound.find({ state: 'received', address: placed.addresses[0] ?? '' }).toArray();
      await store.inbound.updateMany({ _id: { $in: waiting.map(({ _id }) => _id) } }, { $set: { state: 'applied' } });
      await stage.settle();
      const result = await write(...given);
      await receive(stage.services, [next]);
      await stage.settle();
      return result;
    });
    await applyReceived(overtaken);
    await stage.settle();
    expect(shaken).toBe(true);
    await expectWhole(placed, 3);
    await expectWhole(other, 3);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('worse');
  });

  it('applies nothing twice when the connection drops after the write went through', async () => {
    const placed = await asked();
    stage.pass(60_000);
    await receive(stage.services, [said(placed, '1')]);
    const dropped = around('conversations', 'bulkWrite', async (write, given) => {
      await write(...given);
      throw new Error('connection 7 closed');
    });
    await expect(applyReceived(dropped)).rejects.toThrow('connection 7 closed');
    await stage.settle();
    await expectWhole(placed, 2);
    expect(stage.sent.at(-1)?.keys).toEqual(['need.ask']);
  });
});

describe('a crash between two steps', () => {
  /** Collection and method at which the process dies, before or after the call. */
  const places: [string, Parameters<typeof around>[0], 'bulkWrite' | 'insertMany' | 'updateMany' | 'find', number, boolean][] = [
    ['before the suppressions are written', 'suppressions' as never, 'bulkWrite', 1, false],
    ['after the suppressions, before the commit', 'conversations', 'bulkWrite', 1, false],
    ['after the commit', 'conversations', 'bulkWrite', 1, true],
    ['before the turns are projected', 'turns', 'insertMany', 1, false],
    ['before the messages', 'messages', 'bulkWrite', 1, false],
    ['after the audit', 'audit', 'insertMany', 1, true],
    ['before the tasks', 'deskTasks', 'insertMany', 1, false],
    ['before the entries', 'entries', 'bulkWrite', 1, false],
    ['before the outcomes', 'outcomes', 'insertMany', 1, false],
    ['before the persons', 'persons', 'bulkWrite', 1, false],
    ['before the number is free again', 'addresses', 'bulkWrite', 1, false],
    ['before the inbound rows are marked', 'inbound', 'bulkWrite', 1, false],
    ['before the turn leaves the pending ones', 'conversations', 'bulkWrite', 2, false],
  ]; // prettier-ignore

  it.each(places)('%s: a new worker finishes, nothing is done twice', async (_where, collection, method, at, after) => {
    const placed = await asked();
    stage.pass(60_000);
    await stage.says(placed.addresses[0] ?? '', '1');
    const real = stage.services.store[collection] as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
    let calls = 0;
    const dying = new Proxy(real, {
      get: (target, name) => {
        const value = target[name as string];
        if (typeof value !== 'function') return value;
        if (name !== method) return value.bind(target);
        return async (...given: unknown[]) => {
          calls += 1;
          if (calls !== at) return value.apply(target, given);
          if (after) await value.apply(target, given);
          throw new Error('killed');
        };
      },
    });
    const killed = stage.also({ store: { ...stage.services.store, [collection]: dying } as unknown as Store });
    // Closes the conversation, records an outcome, a task, a suppression and a message: every projection has something to do.
    stage.pass(60_000);
    const worse = said(placed, '2', { saidAt: stage.clock.now() - 2 });
    const death = said(placed, 'ella fallecio el mes pasado', { saidAt: stage.clock.now() - 1 });
    await receive(stage.services, [worse, death]);
    await expect(applyReceived(killed)).rejects.toThrow('killed');
    expect(calls).toBeGreaterThanOrEqual(at);
    await stage.settle();
    await expectWhole(placed, 4);
    const { store } = stage.services;
    expect(await store.suppressions.findOne({ _id: `person:${placed.person}` })).not.toBeNull();
    expect(await stage.tasks(placed.person)).toEqual(['registry deathReported', 'sameDay gotWorse']);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('deceasedReported');
    expect((await store.persons.findOne({ _id: placed.person }))?.asking).toMatchObject({ state: 'excluded', why: 'deceased' });
    expect((await store.addresses.findOne({ _id: placed.addresses[0] ?? '' }))?.live).toBeNull();
    expect(await store.inbound.countDocuments({ address: placed.addresses[0] ?? '', state: 'received' })).toBe(0);
    expect(stage.sent.filter(({ person }) => person === placed.person).map(({ keys }) => keys.at(-1))).toEqual([
      'who.ask', 'need.ask', 'death.condolence',
    ]); // prettier-ignore
  }); // prettier-ignore

  it('keeps the unwritten turn of a dead worker when a newer message comes first', async () => {
    const placed = await asked();
    await stage.says(placed.addresses[0] ?? '', '1');
    stage.pass(60_000);
    await receive(stage.services, [said(placed, '2')]);
    const killed = around('turns', 'find', () => undefined);
    const noTurns = new Proxy(killed.store.turns, {
      get: (target, name) =>
        name === 'insertMany' ? () => Promise.reject(new Error('killed')) : Reflect.get(target, name),
    });
    // Nothing of the projection happens in a killed process: stop before its first write.
    const silent = {
      bulkWrite: () => Promise.reject(new Error('killed')),
      insertMany: () => Promise.reject(new Error('killed')),
    };
    await expect(
      applyReceived(
        stage.also({
          store: { ...stage.services.store, turns: noTurns, messages: silent, outcomes: silent, entries: silent, deskTasks: silent, audit: silent } as unknown as Store,
        }),
      ),
    ).rejects.toThrow('killed'); // prettier-ignore
    stage.pass(1_000);
    await receive(stage.services, [said(placed, 'gracias')]);
    await workOnce(stage.services, { start: false });
    await stage.settle();
    await expectWhole(placed, 4);
    expect(await stage.tasks(placed.person)).toEqual(['sameDay gotWorse']);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('worse');
  });
});

describe('the earliest work of a conversation', () => {
  it('is right after each step, and none is left when everything is done', async () => {
    const placed = await asked();
    const check = async () => {
      const doc = await stage.conversation(placed.person);
      expect(doc.nextDueAt?.getTime() ?? null).toBe(earliestWork(doc));
      return doc;
    };
    await check();
    for (const text of ['1', '1', '1']) {
      stage.pass(60_000);
      await receive(stage.services, [said(placed, text)]);
      await applyReceived(stage.services);
      await check();
      await stage.settle();
      await check();
    }
    await stage.wait(60 * HOUR);
    expect((await check()).nextDueAt).toBeNull();
  });
});
