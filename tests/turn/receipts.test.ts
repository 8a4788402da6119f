import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReceiptEvent, ReceiptState } from '../../src/domain/provider-event.js';
import { dispatch } from '../../src/outbox/dispatch.js';
import { startPeople } from '../../src/campaigns/start.js';
import type { ContactStatus, MessageDoc } from '../../src/store/documents.js';
import { applyReports } from '../../src/turn/reports.js';
import { patient } from '../support/people.js';
import { HOUR, TestStage, type Placed } from '../support/services.js';
import { receipt, tell } from '../support/told.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

const applyAll = async () => {
  while ((await applyReports(stage.services)) > 0);
};
const told = async (...receipts: readonly ReceiptEvent[]) => {
  await tell(stage, 'twilio', ...receipts);
  await applyAll();
};
const firstOf = async ({ person }: Placed): Promise<MessageDoc> => {
  const doc = await stage.services.store.messages.findOne({ person, direction: 'out' }, { sort: { turn: 1 } });
  if (!doc) throw new Error('nothing was sent');
  return doc;
};
/** Somebody who was asked, and has not answered. */
async function asked(): Promise<Placed> {
  const [placed] = (await stage.add(patient())) as [Placed];
  await stage.settle();
  return placed;
}
async function contactOf({ person }: Placed) {
  return (await stage.services.store.persons.findOne({ _id: person }))?.contacts[0];
}
const undelivered = ({ person }: Placed) => stage.services.store.turns.countDocuments({ person, event: 'undelivered' });
const failedReceipt = (ref: string, errorCode = 30003) => receipt('failed', { ref, messageId: `SM-${ref}`, errorCode });

const STATES = ['queued', 'sent', 'failed', 'delivered', 'read'] as const;
/** Every order of every choice of them. */
function orders(left: readonly ReceiptState[], begun: readonly ReceiptState[] = []): (readonly ReceiptState[])[] {
  const here = begun.length > 0 ? [begun] : [];
  return [...here, ...left.flatMap((state) => orders(left.filter((each) => each !== state), [...begun, state]))]; // prettier-ignore
}
const highest = (order: readonly ReceiptState[]) => STATES.findLast((state) => order.includes(state));

describe('receipts in any order', () => {
  const queued = (set: string, all: readonly unknown[]): MessageDoc[] =>
    all.map((_, index) => ({
      _id: `${set}-${index}`, conversation: 'gone', person: null, programme: 'minsal', direction: 'out', channel: 'sms', at: new Date(0),
      turn: 1, kind: 'first', key: 'who.ask', state: 'queued', segments: 1,
    })); // prettier-ignore
  const receiptOf = (set: string, index: number, state: ReceiptState) =>
    receipt(state, { ref: `${set}-${index}`, messageId: `SM-${set}-${index}` });
  async function wrong(set: string, all: readonly (readonly ReceiptState[])[]): Promise<string[]> {
    const docs = await stage.services.store.messages.find({ _id: { $gte: `${set}-`, $lt: `${set}.` } }).toArray();
    const stateOf = new Map(docs.map(({ _id, state }) => [_id, state]));
    expect(stateOf.size).toBe(all.length);
    return all.flatMap((order, index) => {
      const state = stateOf.get(`${set}-${index}`);
      return state === highest(order) ? [] : [`${order.join(' ')} → ${state}`];
    });
  }

  it('end in the state that the message reached, one after the other, each told twice', async () => {
    const all = orders(STATES.slice(1)); // 64
    await stage.services.store.messages.insertMany(queued('slow', all));
    for (let round = 0; round < 4; round += 1)
      for (let twice = 0; twice < 2; twice += 1)
        await told(
          ...all.flatMap((order, index) =>
            order.slice(round, round + 1).map((state) => receiptOf('slow', index, state)),
          ),
        );
    expect(await wrong('slow', all)).toEqual([]);
  });

  it('end in the state that the message reached, all at once', async () => {
    const all = orders(STATES); // 325
    await stage.services.store.messages.insertMany(queued('fast', all));
    await told(...all.flatMap((order, index) => order.map((state) => receiptOf('fast', index, state))));
    expect(await wrong('fast', all)).toEqual([]);
  });
});

describe('a receipt', () => {
  it('may come before our own note that the message was sent', async () => {
    const [placed] = (await stage.add(patient())) as [Placed];
    await startPeople(stage.services, 10, placed.person);
    const { _id } = await firstOf(placed);
    await told(receipt('delivered', { ref: _id, messageId: 'SM-early' }));
    const docs = await stage.services.store.conversations.find({ person: placed.person }).toArray();
    expect(await dispatch(stage.services, docs)).toMatchObject({ sent: 1 });
    expect(await firstOf(placed)).toMatchObject({ state: 'delivered' });
  });

  it('finds its message by our reference, and by the id of the provider where there is none', async () => {
    const [one, other] = [await firstOf(await asked()), await asked()];
    await told(receipt('delivered', { ref: one._id, messageId: 'another id' }));
    expect(await stage.services.store.messages.findOne({ _id: one._id })).toMatchObject({ state: 'delivered' });
    const { providerId } = await firstOf(other);
    await told(receipt('read', { messageId: providerId ?? '' }));
    expect(await firstOf(other)).toMatchObject({ state: 'read', providerId });
  });

  it('finds its message by an id of WhatsApp, which holds the number and is not kept as it is', async () => {
    const stageOfCloud = await TestStage.open({ answer: () => ({ ok: true, providerId: 'wamid.ABC' }) });
    try {
      const [placed] = (await stageOfCloud.add(patient())) as [Placed];
      await stageOfCloud.settle();
      await tell(stageOfCloud, 'whatsapp-cloud', receipt('read', { messageId: 'wamid.ABC' }));
      await stageOfCloud.settle();
      const doc = await stageOfCloud.services.store.messages.findOne({ person: placed.person, direction: 'out' });
      expect(doc).toMatchObject({ state: 'read', providerId: expect.stringMatching(/^wamid:[\w-]{22}$/) });
    } finally {
      await stageOfCloud.close();
    }
  });

  it('of a message that is not known yet waits for it', async () => {
    const placed = await asked();
    const { _id } = await firstOf(placed);
    const { messages } = stage.services.store;
    await messages.updateOne({ _id }, { $set: { providerId: 'not yet' } });
    await told(receipt('delivered', { messageId: 'SM-late' }));
    await messages.updateOne({ _id }, { $set: { providerId: 'SM-late' } });
    await applyAll();
    expect(await firstOf(placed)).toMatchObject({ state: 'sent' }); // not looked for all the time
    stage.pass(10_000);
    await applyAll();
    expect(await firstOf(placed)).toMatchObject({ state: 'delivered' });
  });

  it("of somebody else's message is given up after an hour", async () => {
    const { reports } = stage.services.store;
    await told(receipt('delivered', { messageId: 'SM-nobody' }));
    expect(await reports.countDocuments()).toBe(1);
    for (let left = HOUR - 10_000; left > 0; left -= 590_000) {
      stage.pass(Math.min(left, 590_000));
      await applyAll();
    }
    expect(await reports.countDocuments()).toBe(1);
    stage.pass(20_000);
    await applyAll();
    expect(await reports.countDocuments()).toBe(0);
  });

  it('keeps what it costs and when it came', async () => {
    const placed = await asked();
    const { _id } = await firstOf(placed);
    const pricing = { category: 'utility', billable: true };
    await told(
      receipt('read', { ref: _id, at: '2026-11-23T13:05:00.000Z' }),
      receipt('delivered', { ref: _id, at: '2026-11-23T13:04:00.000Z', pricing }),
    );
    expect(await firstOf(placed)).toMatchObject({
      state: 'read',
      category: 'utility',
      billable: true,
      deliveredAt: new Date('2026-11-23T13:04:00Z'),
      readAt: new Date('2026-11-23T13:05:00Z'),
    });
  });
});

describe('a message that arrived', () => {
  it('shows that the number is reached, with when and why', async () => {
    const placed = await asked();
    expect((await contactOf(placed))?.status).toBe('unverified');
    const at = new Date('2026-11-23T13:07:00Z');
    const { _id } = await firstOf(placed);
    for (let twice = 0; twice < 2; twice += 1)
      await told(receipt('delivered', { ref: _id, messageId: 'SM-a', at: at.toISOString() }));
    expect(await contactOf(placed)).toMatchObject({
      status: 'reachable',
      statusAt: at,
      history: [{ status: 'reachable', at, why: 'delivered' }],
    });
    expect((await contactOf(placed))?.history).toHaveLength(1);
  });

  it.each<ContactStatus>(['validated', 'wrongPerson', 'optedOut'])(
    'undoes nothing that was said of the number: %s',
    async (status) => {
      const placed = await asked();
      const { persons } = stage.services.store;
      await persons.updateOne({ _id: placed.person }, { $set: { 'contacts.0.status': status } });
      const { _id } = await firstOf(placed);
      await told(receipt('delivered', { ref: _id }), receipt('read', { ref: _id }));
      expect((await contactOf(placed))?.status).toBe(status);
      expect((await contactOf(placed))?.history ?? []).toEqual([]);
    },
  );
});

describe('a message that failed on the way', () => {
  it('is news for its conversation once, however often it is told', async () => {
    const placed = await asked();
    const { _id } = await firstOf(placed);
    await told(failedReceipt(_id));
    expect(await firstOf(placed)).toMatchObject({ state: 'failed', failure: 'unreachable 30003' });
    await told(failedReceipt(_id));
    await told({ ...failedReceipt(_id), status: 'undelivered' });
    expect(await undelivered(placed)).toBe(1);
    await stage.wait(8 * HOUR);
    const again = await stage.services.store.messages.find({ person: placed.person, direction: 'out' }).toArray();
    expect(again.map(({ attempt }) => attempt ?? 0).sort()).toEqual([0, 1]);
  });

  it('is news once also when the program dies between the note and the news', async () => {
    const placed = await asked();
    const { _id } = await firstOf(placed);
    const { store } = stage.services;
    const turns = new Proxy(store.turns, {
      get: (target, name) => {
        if (name === 'find') throw new Error('killed');
        return Reflect.get(target, name) as unknown;
      },
    });
    await tell(stage, 'twilio', failedReceipt(_id));
    await expect(applyReports(stage.also({ store: { ...store, turns } }))).rejects.toThrow('killed');
    expect(await firstOf(placed)).toMatchObject({ state: 'failed' });
    expect(await undelivered(placed)).toBe(0);
    await applyAll();
    expect(await undelivered(placed)).toBe(1);
    await told(failedReceipt(_id));
    expect(await undelivered(placed)).toBe(1);
  });

  it('and did arrive after all, says the same batch, is not sent again', async () => {
    const [placed, other] = [await asked(), await asked()];
    const [one, two] = [await firstOf(placed), await firstOf(other)];
    await told(failedReceipt(one._id), receipt('delivered', { ref: one._id, messageId: 'SM-1' }));
    await told(receipt('read', { ref: two._id, messageId: 'SM-2' }), failedReceipt(two._id));
    expect([await undelivered(placed), await undelivered(other)]).toEqual([0, 0]);
  });

  it('after it arrived is no news: a provider that takes back what it said is not believed', async () => {
    const placed = await asked();
    const { _id } = await firstOf(placed);
    await told(receipt('delivered', { ref: _id, messageId: 'SM-1' }));
    await told(failedReceipt(_id));
    expect(await firstOf(placed)).toMatchObject({ state: 'delivered' });
    expect(await undelivered(placed)).toBe(0);
  });
});
