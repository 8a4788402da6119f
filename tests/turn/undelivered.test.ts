import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SendFailure } from '../../src/domain/failure.js';
import { undeliveredEvent } from '../../src/outbox/undelivered-event.js';
import { handleEvents } from '../../src/turn/handle.js';
import { patient } from '../support/people.js';
import { failing, scriptedPort } from '../support/real-port.js';
import { DAY, HOUR, TestStage, type Placed } from '../support/services.js';

/** Receipts and windows as at a provider; templates are no matter here. */
const port = scriptedPort({ capabilities: { windowHours: null, needsTemplate: false } });
let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open({ ports: [port] });
});
afterAll(() => stage.close());
beforeEach(() => {
  port.answer = () => undefined;
});

const requestsTo = ({ person }: Placed) => port.requests.filter((request) => request.person === person);
const keysTo = (placed: Placed) => requestsTo(placed).map(({ channel, keys }) => `${channel} ${keys.at(-1)}`);
const contactsOf = async ({ person }: Placed) =>
  (await stage.services.store.persons.findOne({ _id: person }))?.contacts ?? [];
const messagesOf = ({ person }: Placed) =>
  stage.services.store.messages.find({ person, direction: 'out' }).sort({ at: 1, turn: 1 }).toArray();
const ledgerOf = async (placed: Placed) =>
  stage.services.store.optOuts
    .find({ scopes: `number:${placed.addresses[0]}` })
    .sort({ at: 1 })
    .toArray();
const failure = (change: Partial<SendFailure> & Pick<SendFailure, 'kind'>): SendFailure => ({
  retryable: false, code: '1', ...change,
}); // prettier-ignore

/** The next morning at ten in Chile: nothing of the test falls into a night. */
function morning(): void {
  const day = Math.ceil((stage.clock.now() - 13 * HOUR) / DAY) * DAY;
  stage.clock.advanceTo(day + 13 * HOUR);
}

let numbers = 0;
async function asked(phones = 1): Promise<Placed> {
  numbers += 10;
  const given = Array.from({ length: phones }, (_, n) => `+5696188${String(1000 + numbers + n)}`);
  const [placed] = (await stage.add(patient({ phones: given }))) as [Placed];
  for (let hours = 0; hours < 24 && requestsTo(placed).length === 0; hours += 1) await stage.wait(HOUR);
  return placed;
}

/** Nobody has answered the SMS: the same is asked on WhatsApp. */
async function askedOnWhatsapp(): Promise<Placed> {
  const placed = await asked();
  for (let hours = 0; hours < 7 * 24 && keysTo(placed).at(-1) !== 'whatsapp who.ask'; hours += 1)
    await stage.wait(HOUR);
  expect(keysTo(placed).at(-1)).toBe('whatsapp who.ask');
  return placed;
}

/** What a receipt brings: the newest message, or the one named, did not arrive. */
async function fails(
  placed: Placed,
  change: Partial<SendFailure> & Pick<SendFailure, 'kind'>,
  id?: string,
): Promise<void> {
  const { conversation, id: last } = requestsTo(placed).at(-1) ?? { conversation: '', id: '' };
  const key = (id ?? last).slice(conversation.length + 1);
  const request = requestsTo(placed).find((each) => each.id === (id ?? last));
  if (!request) throw new Error('there is no such message');
  const { kind, channel, keys, text, choices } = request;
  const attempt = (await stage.services.store.messages.findOne({ _id: request.id }))?.attempt;
  const at = stage.clock.now();
  const lost = { id: key, kind, channel, keys, text, choices, segments: 1, dueAt: at, ...(attempt ? { attempt } : {}) };
  await handleEvents(stage.services, [undeliveredEvent(conversation, key, failure(change), lost, at)]);
  await stage.settle();
}

describe('a first SMS that did not arrive', () => {
  it.each([
    ['landline', { kind: 'unreachable', number: 'landline' }, 'landline'],
    ['a number that does not exist', { kind: 'unreachable', number: 'noSuchNumber' }, 'unreachable'],
    ['a phone that is gone for good', { kind: 'unreachable' }, 'unreachable'],
  ] as const)('because of %s leads to the next number of the person', async (_what, what, status) => {
    const placed = await asked(2);
    await fails(placed, what);
    expect(requestsTo(placed).map(({ address }) => address)).toEqual(placed.addresses);
    expect((await contactsOf(placed))[0]?.status).toBe(status);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
  });

  it('and will not on the last number either is for the desk: one dead number is too little for "not located"', async () => {
    const placed = await asked(1);
    await fails(placed, { kind: 'unreachable', number: 'noSuchNumber' });
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
    expect(await stage.tasks(placed.person)).toEqual(['call unreachable']);
    expect(await stage.services.store.proposals.countDocuments({ person: placed.person })).toBe(0);
  });

  it('because of its text goes on the next channel, and says nothing against the number', async () => {
    const placed = await asked(2);
    await fails(placed, { kind: 'rejected', code: '30007' });
    expect(keysTo(placed)).toEqual(['sms who.ask', 'whatsapp who.ask']);
    expect(requestsTo(placed).map(({ address }) => address)).toEqual([placed.addresses[0], placed.addresses[0]]);
    expect((await contactsOf(placed))[0]?.status).toBe('unverified');
  });
});

describe('nobody on WhatsApp at that number', () => {
  it('ends, after a silent SMS, as not located and a call; the number keeps its state, and it is noted', async () => {
    const placed = await askedOnWhatsapp();
    await fails(placed, { kind: 'unreachable', number: 'notOnWhatsApp', code: '131026' });
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('notLocated');
    expect(await stage.tasks(placed.person)).toEqual(['call unknownPerson']);
    const [contact] = await contactsOf(placed);
    expect(contact?.status).toBe('unverified');
    expect(contact?.notOnWhatsApp).toEqual(new Date(stage.clock.now()));
  });
});

describe('a WhatsApp message that could not reach a phone for good', () => {
  it('takes nothing from a number on which an SMS arrived', async () => {
    const placed = await askedOnWhatsapp();
    await stage.services.store.persons.updateOne(
      { _id: placed.person },
      { $set: { 'contacts.0.status': 'reachable' } },
    );
    await fails(placed, { kind: 'unreachable' });
    expect((await contactsOf(placed))[0]?.status).toBe('reachable');
    expect(await stage.tasks(placed.person)).toEqual(['call unknownPerson']);
  });
});

describe('a phone that is off', () => {
  it('gets nothing again on a channel that the person has left since', async () => {
    morning();
    const placed = await asked();
    await stage.says(placed.addresses[0] ?? '', 'ahora no puedo, mas tarde', { channel: 'whatsapp' });
    const first = requestsTo(placed)[0]?.id;
    await fails(placed, { kind: 'unreachable', retryable: true, code: '30003' }, first);
    await stage.wait(5 * HOUR);
    expect(requestsTo(placed).filter(({ channel }) => channel === 'sms')).toHaveLength(1);
  });

  it('gets the same words again later, three times in all, each a message of its own, and then the next channel is tried', async () => {
    morning();
    const placed = await asked();
    const off = { kind: 'unreachable', retryable: true, code: '30003' } as const;
    await fails(placed, off);
    expect(requestsTo(placed)).toHaveLength(1);
    await stage.wait(2 * HOUR);
    expect(requestsTo(placed)).toHaveLength(2);
    await fails(placed, off);
    await stage.wait(3 * HOUR);
    expect(requestsTo(placed)).toHaveLength(2);
    await stage.wait(HOUR);
    expect(requestsTo(placed)).toHaveLength(3);
    expect(new Set(requestsTo(placed).map(({ text }) => text)).size).toBe(1);
    expect(new Set(requestsTo(placed).map(({ id }) => id)).size).toBe(3);
    expect((await messagesOf(placed)).map(({ attempt }) => attempt)).toEqual([undefined, 1, 2]);
    await fails(placed, off);
    expect(keysTo(placed)).toEqual(['sms who.ask', 'sms who.ask', 'sms who.ask', 'whatsapp who.ask']);
  });

  it('is not woken at night: what opens or reminds waits for the morning', async () => {
    morning();
    const placed = await asked();
    stage.pass(9 * HOUR); // seven in the evening
    await fails(placed, { kind: 'unreachable', retryable: true });
    await stage.wait(5 * HOUR);
    expect(requestsTo(placed)).toHaveLength(1);
    await stage.wait(12 * HOUR);
    expect(requestsTo(placed)).toHaveLength(2);
  });

  it('gets nothing again when something newer was said meanwhile', async () => {
    const placed = await asked();
    const first = requestsTo(placed)[0]?.id ?? '';
    await stage.says(placed.addresses[0] ?? '', '1');
    const before = requestsTo(placed).length;
    await fails(placed, { kind: 'unreachable', retryable: true }, first);
    await stage.wait(8 * HOUR);
    expect(requestsTo(placed)).toHaveLength(before);
    expect((await stage.conversation(placed.person)).live).toBe(true);
    expect(await stage.tasks(placed.person)).toEqual([]);
  });

  it('gets nothing again after the end', async () => {
    const placed = await asked();
    await stage.says(placed.addresses[0] ?? '', '3');
    const before = requestsTo(placed).length;
    await fails(placed, { kind: 'unreachable', retryable: true });
    await stage.wait(8 * HOUR);
    expect(requestsTo(placed)).toHaveLength(before);
    expect((await stage.conversation(placed.person)).ended).toBe('wrongPerson');
  });
});

describe('a failure that is told twice, by the answer and by a receipt', () => {
  it('counts once', async () => {
    morning();
    const placed = await asked();
    const first = requestsTo(placed)[0]?.id ?? '';
    await fails(placed, { kind: 'unreachable', retryable: true }, first);
    await fails(placed, { kind: 'unreachable', retryable: true }, first);
    await stage.wait(3 * HOUR);
    expect(requestsTo(placed)).toHaveLength(2);
  });
});

describe('an answer to somebody who was located', () => {
  it('that is refused because of its text becomes a call', async () => {
    const placed = await asked();
    await stage.says(placed.addresses[0] ?? '', '1');
    await fails(placed, { kind: 'rejected' });
    expect(await stage.tasks(placed.person)).toEqual(['call rejected']);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
  });
});

describe('a provider that refuses because the person said no there', () => {
  it('is a STOP: recorded as told by the provider, nothing is said, and START brings them back', async () => {
    const placed = await asked();
    port.answer = ({ person }) => (person === placed.person ? failing({ kind: 'optedOut', code: '21610' }) : undefined);
    await stage.says(placed.addresses[0] ?? '', '1');
    const number = `number:${placed.addresses[0]}`;
    const { suppressions } = stage.services.store;
    expect(await suppressions.findOne({ _id: number })).toMatchObject({ why: 'stop' });
    // The provider speaks of the number: it says nothing about the person elsewhere.
    expect(await suppressions.findOne({ _id: `person:${placed.person}` })).toBeNull();
    expect(await ledgerOf(placed)).toMatchObject([
      { action: 'stop', by: 'provider', inboundId: null, scopes: [number] },
    ]);
    expect((await stage.conversation(placed.person)).ended).toBe('stopped');
    port.answer = () => undefined;
    const before = requestsTo(placed).length;
    await stage.wait(3 * DAY);
    expect(requestsTo(placed)).toHaveLength(before);
    await stage.says(placed.addresses[0] ?? '', 'START');
    expect(await suppressions.findOne({ _id: number })).toBeNull();
    expect(requestsTo(placed).length).toBeGreaterThan(before);
    expect((await ledgerOf(placed)).map(({ action, by }) => `${action} ${by}`)).toEqual([
      'stop provider',
      'start person',
    ]);
  });
});
