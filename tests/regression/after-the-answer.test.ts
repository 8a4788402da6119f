/** What must not happen once a person has answered, said STOP, or said that the number is not theirs. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { patient } from '../support/people.js';
import { failing, scriptedPort } from '../support/real-port.js';
import { DAY, HOUR, MINUTE, TestStage, type Placed } from '../support/services.js';

const sms = scriptedPort({
  id: 'scripted-sms',
  carries: ['sms'],
  capabilities: { windowHours: null, needsTemplate: false },
});
const whatsapp = scriptedPort({ id: 'scripted-whatsapp', carries: ['whatsapp'] });
let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open({ ports: [sms, whatsapp] });
});
afterAll(() => stage.close());
beforeEach(() => {
  for (const port of [sms, whatsapp]) port.answer = () => undefined;
});

const keysTo = ({ person }: Placed) =>
  [...sms.requests, ...whatsapp.requests].filter((request) => request.person === person).map(({ keys }) => keys.at(-1));
async function asked(change: Parameters<typeof patient>[0] = {}): Promise<Placed> {
  const [placed] = (await stage.add(patient(change))) as [Placed];
  await stage.settle();
  return placed;
}

describe('a question whose sending is in doubt', () => {
  it('is not sent again once it was answered: its digits would count for the next question', async () => {
    const placed = await asked();
    const [phone] = placed.addresses as [string];
    sms.answer = ({ keys }) =>
      keys.at(-1) === 'need.ask' ? failing({ kind: 'unknown', retryable: true, code: 'timeout' }) : undefined;
    await stage.says(phone, '1');
    expect(keysTo(placed)).toEqual(['who.ask', 'need.ask']);
    sms.answer = () => undefined;
    // It did arrive, and they answer it while we do not know that.
    await stage.says(phone, '4');
    for (let minute = 0; minute < 10; minute += 1) {
      stage.pass(MINUTE);
      await stage.settle();
    }
    expect(keysTo(placed)).toEqual(['who.ask', 'need.ask', 'reason.ask']);
  });
});

describe('a person with two numbers', () => {
  it('who answers on the other one keeps that answer when the first stays silent', async () => {
    const placed = await asked({ phones: ['+56961555505', '+56961555515'] });
    const [first, second] = placed.addresses as [string, string];
    await stage.says(second, 'hola');
    await stage.says(second, '1');
    await stage.says(second, '1');
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
    await stage.wait(14 * DAY);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
    const { persons, conversations } = stage.services.store;
    expect((await persons.findOne({ _id: placed.person }))?.asking.state).toBe('answered');
    const silent = await conversations.findOne({ person: placed.person, address: first });
    expect(silent).toMatchObject({ live: false, ended: 'elsewhere' });
  });
});

describe('after a STOP on WhatsApp whose confirmation comes too late', () => {
  it('nothing goes in its place, least of all the question whether to go on', async () => {
    const placed = await asked();
    const [phone] = placed.addresses as [string];
    whatsapp.answer = () => failing({ kind: 'throttled', retryable: true, code: '503' });
    await stage.says(phone, 'STOP', { channel: 'whatsapp' });
    for (let hours = 0; hours < 26; hours += 1) {
      stage.pass(HOUR);
      await stage.settle();
    }
    whatsapp.answer = () => undefined;
    const before = whatsapp.requests.length;
    await stage.wait(DAY);
    expect(whatsapp.requests.slice(before).filter((request) => request.person === placed.person)).toEqual([]);
  });
});

describe('whoever said that the number is not the person’s', () => {
  it('is nobody on the list when they write again, however much later', async () => {
    const placed = await asked();
    const [phone] = placed.addresses as [string];
    await stage.says(phone, '3');
    await stage.wait(40 * DAY);
    await stage.says(phone, 'hola');
    await stage.says(phone, 'si');
    await stage.says(phone, '1');
    expect(await stage.outcome(placed.entries[0] ?? '')).not.toBe('stillNeeds');
    const person = await stage.services.store.persons.findOne({ _id: placed.person });
    expect(person?.contacts[0]?.status).toBe('wrongPerson');
    const last = await stage.services.store.conversations
      .find({ address: phone })
      .sort({ openedAt: -1 })
      .limit(1)
      .next();
    expect(last?.person).toBeNull();
  });
});
