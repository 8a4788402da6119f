import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChannelPort } from '../../src/channels/port.js';
import { startPeople } from '../../src/campaigns/start.js';
import { dispatch } from '../../src/outbox/dispatch.js';
import type { Report } from '../../src/store/documents.js';
import { patient } from '../support/people.js';
import { failing, scriptedPort } from '../support/real-port.js';
import { MINUTE, TestStage, type Placed } from '../support/services.js';

let found: string | null = null;
let lookedFor: { readonly id: string; readonly since: Date }[] = [];
const find: ChannelPort['find'] = async ({ id }, since) => {
  lookedFor.push({ id, since });
  return found;
};
const sms = scriptedPort({ id: 'scripted-sms', carries: ['sms'] });
const asks = scriptedPort({ id: 'asks', carries: ['whatsapp', 'sms'], find });
let stage: TestStage;
let other: TestStage;
beforeAll(async () => {
  [stage, other] = await Promise.all([TestStage.open({ ports: [sms] }), TestStage.open({ ports: [asks] })]);
});
afterAll(() => Promise.all([stage.close(), other.close()]));
beforeEach(() => {
  for (const port of [sms, asks]) port.answer = () => undefined;
  found = null;
  lookedFor = [];
});

const UNKNOWN = failing({ kind: 'unknown', retryable: true, code: 'timeout' });
async function waiting(on = stage): Promise<Placed> {
  const [placed] = (await on.add(patient())) as [Placed];
  await startPeople(on.services, 10, placed.person);
  return placed;
}
const send = async (placed: Placed, on = stage) =>
  dispatch(on.services, await on.services.store.conversations.find({ person: placed.person }).toArray());
const requests = ({ person }: Placed) =>
  [...sms.requests, ...asks.requests].filter((request) => request.person === person);
const messageOf = ({ person }: Placed, on = stage) => on.services.store.messages.findOne({ person, direction: 'out' });
const outboxOf = async ({ person }: Placed, on = stage) => Object.values((await on.conversation(person)).outbox);

let receipts = 0;
async function receipt(
  placed: Placed,
  state: 'sent' | 'delivered' | 'failed',
  code: number | null = null,
): Promise<void> {
  const ref = requests(placed)[0]?.id ?? '';
  const at = new Date(stage.clock.now());
  const report: Report = {
    kind: 'receipt', via: 'twilio', ref, providerId: `p-${ref}`, state, code, category: null, billable: null, at,
  }; // prettier-ignore
  await stage.services.store.reports.insertOne({ _id: `r${(receipts += 1)}`, receivedAt: at, dueAt: at, report });
}

describe('a request whose answer was lost', () => {
  it('is not sent again before its receipt can be here', async () => {
    sms.answer = () => UNKNOWN;
    const placed = await waiting();
    await send(placed);
    stage.pass(19_000);
    await send(placed);
    expect(requests(placed)).toHaveLength(1);
    expect(await messageOf(placed)).toMatchObject({ state: 'queued' });
  });

  it('is not sent again when the receipt says that it was sent', async () => {
    sms.answer = () => UNKNOWN;
    const placed = await waiting();
    await send(placed);
    await receipt(placed, 'delivered');
    stage.pass(MINUTE);
    await stage.settle();
    expect(requests(placed)).toHaveLength(1);
    expect(await outboxOf(placed)).toEqual([]);
    expect(await messageOf(placed)).toMatchObject({ state: 'delivered' });
    expect(await messageOf(placed)).not.toHaveProperty('possibleDuplicate');
  });

  it('is sent again, marked, when no receipt has come', async () => {
    sms.answer = () => (requests(placed).length === 1 ? UNKNOWN : undefined);
    const placed = await waiting();
    await send(placed);
    stage.pass(MINUTE);
    await send(placed);
    expect(requests(placed).map(({ possibleDuplicate }) => possibleDuplicate)).toEqual([false, true]);
    expect(requests(placed)[0]?.id).toBe(requests(placed)[1]?.id);
    expect(await messageOf(placed)).toMatchObject({ state: 'sent', possibleDuplicate: true });
  });

  it('does not become a message every minute when no answer ever comes', async () => {
    sms.answer = () => UNKNOWN;
    const placed = await waiting();
    for (let minutes = 0; minutes < 8 * 60 && (await outboxOf(placed)).length > 0; minutes += 1) {
      await send(placed);
      stage.pass(MINUTE);
    }
    expect(requests(placed).length).toBeLessThanOrEqual(10);
    expect(await outboxOf(placed)).toEqual([]);
    expect(await messageOf(placed)).toMatchObject({ state: 'unknown', possibleDuplicate: true });
  });

  it('is asked about first where the provider can be asked', async () => {
    asks.answer = () => UNKNOWN;
    const placed = await waiting(other);
    const started = other.clock.now();
    await send(placed, other);
    expect(lookedFor).toEqual([]);
    other.pass(MINUTE);
    found = 'it-was-taken';
    await send(placed, other);
    expect(requests(placed)).toHaveLength(1);
    expect(lookedFor).toEqual([{ id: requests(placed)[0]?.id, since: new Date(started) }]);
    expect((await messageOf(placed, other))?.state).toBe('sent');
  });

  it('is sent again when the provider has no trace of it', async () => {
    asks.answer = () => (requests(placed).length === 1 ? UNKNOWN : undefined);
    const placed = await waiting(other);
    await send(placed, other);
    other.pass(MINUTE);
    await send(placed, other);
    expect(lookedFor).toHaveLength(1);
    expect(requests(placed)).toHaveLength(2);
  });
});

describe('a worker that was killed with a message in its hands', () => {
  it('is waited for as long as its lease lasts; then the message is asked about and sent again, marked', async () => {
    asks.answer = () => Promise.reject(new Error('killed'));
    const placed = await waiting(other);
    await send(placed, other);
    asks.answer = () => undefined;
    other.pass(30_000);
    await send(placed, other);
    expect(requests(placed)).toHaveLength(1);
    other.pass(31_000);
    await send(placed, other);
    expect(lookedFor).toHaveLength(1);
    expect(requests(placed).map(({ possibleDuplicate }) => possibleDuplicate)).toEqual([false, true]);
  });

  it('has sent it when a receipt says so', async () => {
    sms.answer = () => Promise.reject(new Error('killed'));
    const placed = await waiting();
    await send(placed);
    sms.answer = () => undefined;
    await receipt(placed, 'sent');
    stage.pass(2 * MINUTE);
    await stage.settle();
    expect(requests(placed)).toHaveLength(1);
    expect(await messageOf(placed)).toMatchObject({ state: 'sent' });
  });
});

describe('one message that nobody can read', () => {
  it('never keeps what became of the others from being written down', async () => {
    const [bad, good, also] = [await waiting(), await waiting(), await waiting()];
    const doc = await stage.conversation(bad.person);
    const [id] = Object.keys(doc.outbox);
    await stage.services.store.conversations.updateOne(
      { _id: doc._id },
      { $set: { [`outbox.${id}.secret`]: Buffer.from('not sealed by anybody') } },
    );
    const people = [good, bad, also].map(({ person }) => person);
    await dispatch(
      stage.services,
      await stage.services.store.conversations.find({ person: { $in: people } }).toArray(),
    );
    for (const placed of [good, also]) {
      expect(requests(placed)).toHaveLength(1);
      expect(await messageOf(placed)).toMatchObject({ state: 'sent' });
    }
    stage.pass(2 * MINUTE);
    await stage.settle();
    for (const placed of [good, also]) expect(requests(placed)).toHaveLength(1);
    await stage.services.store.conversations.deleteOne({ _id: doc._id });
  });
});
