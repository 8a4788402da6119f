import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Switchboard } from '../../src/channels/port.js';
import { Senders, type Sender } from '../../src/channels/senders.js';
import { startPeople } from '../../src/campaigns/start.js';
import { dispatch } from '../../src/outbox/dispatch.js';
import { withDueMessages } from '../../src/outbox/due.js';
import { Pace } from '../../src/outbox/pace.js';
import { applyReceived, receive } from '../../src/turn/receive.js';
import { sendDue } from '../../src/turn/work.js';
import { patient } from '../support/people.js';
import { failing, scriptedPort } from '../support/real-port.js';
import { MINUTE, TestStage, type Placed } from '../support/services.js';

const port = scriptedPort({ capabilities: { perSecond: 10 } });
let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open({ ports: [port] });
});
afterAll(() => stage.close());

const requestsTo = ({ person }: Placed) => port.requests.filter((request) => request.person === person);
const messageOf = ({ person }: Placed) =>
  stage.services.store.messages.find({ person, direction: 'out' }).sort({ at: -1, turn: -1 }).next();
async function waiting(): Promise<Placed> {
  const [placed] = (await stage.add(patient())) as [Placed];
  await startPeople(stage.services, 10, placed.person);
  return placed;
}
/** Sends pass after pass, a second apart, until nothing is left to send now. */
async function sendAll(): Promise<void> {
  for (let idle = 0; idle < 3;) {
    idle = (await sendDue(stage.services)).done === 0 ? idle + 1 : 0;
    stage.pass(1_000);
  }
}

describe('an answer', () => {
  it('leaves before the messages of the campaign, behind however many of them', async () => {
    const [asker] = (await stage.add(patient())) as [Placed];
    await startPeople(stage.services, 10, asker.person);
    await sendAll();
    await stage.add(...Array.from({ length: 260 }, () => patient()));
    while ((await startPeople(stage.services, 300)) > 0);
    // The sender has had its fill: the answer comes to a row that is busy.
    await sendDue(stage.services);
    const before = port.requests.length;
    await receive(stage.services, [stage.inbound(asker.addresses[0] ?? '', 'quien es usted')]);
    await applyReceived(stage.services);
    stage.pass(1_000);
    await sendDue(stage.services);
    expect(port.requests[before]?.person).toBe(asker.person);
    expect(port.requests[before]?.kind).toBe('reply');
    expect(port.requests.length).toBeGreaterThan(before + 3);
    await stage.services.store.conversations.deleteMany({ person: { $ne: asker.person } });
  });

  it('goes at night too', async () => {
    const placed = await waiting();
    await sendAll();
    const night = Date.parse('2026-11-24T05:00:00Z');
    stage.clock.advanceTo(night);
    await receive(stage.services, [stage.inbound(placed.addresses[0] ?? '', '1')]);
    await applyReceived(stage.services);
    await sendDue(stage.services);
    expect(requestsTo(placed).map(({ kind }) => kind)).toEqual(['first', 'reply']);
  });
});

describe('the hours', () => {
  it('are looked at again when a message goes: a night in between puts it off to the morning', async () => {
    stage.clock.advanceTo(Date.parse('2026-11-24T22:59:00Z')); // 19:59
    const placed = await waiting();
    stage.clock.advanceTo(Date.parse('2026-11-24T23:00:00Z')); // 20:00
    await sendDue(stage.services);
    expect(requestsTo(placed)).toEqual([]);
    expect((await stage.conversation(placed.person)).nextDueAt).toEqual(new Date('2026-11-25T12:00:00Z'));
    stage.clock.advanceTo(Date.parse('2026-11-25T12:00:00Z'));
    await sendDue(stage.services);
    expect(requestsTo(placed)).toHaveLength(1);
  });

  it('do not keep back what nobody waits for alone: a holiday is skipped whole', async () => {
    stage.clock.advanceTo(Date.parse('2026-12-07T22:59:00Z'));
    const placed = await waiting();
    stage.clock.advanceTo(Date.parse('2026-12-08T14:00:00Z')); // Inmaculada Concepción, eleven in the morning
    await sendDue(stage.services);
    expect(requestsTo(placed)).toEqual([]);
    expect((await stage.conversation(placed.person)).sendDueAt).toEqual(new Date('2026-12-09T12:00:00Z'));
    stage.clock.advanceTo(Date.parse('2026-12-09T12:00:00Z'));
    await sendDue(stage.services);
    expect(requestsTo(placed)).toHaveLength(1);
  });
});

describe('the rate of a sender', () => {
  it('leaves the rest of a campaign for later, and sends each of them once', async () => {
    const people: Placed[] = [];
    for (let n = 0; n < 25; n += 1) people.push(await waiting());
    const before = port.requests.length;
    stage.pass(60_000);
    await sendDue(stage.services);
    expect(port.requests.length - before).toBeLessThan(15);
    await sendAll();
    for (const placed of people) expect(requestsTo(placed)).toHaveLength(1);
  });

  it('is held towards one person too: what is too much for now goes when it may', async () => {
    const narrow = scriptedPort({ capabilities: { pair: { seconds: 6, burst: 2 } } });
    const services = stage.also({ switchboard: new Switchboard([narrow]), pace: new Pace(stage.clock) });
    const placed = await waiting();
    await stage.settle(services, false);
    for (let n = 0; n < 3; n += 1) {
      await receive(services, [stage.inbound(placed.addresses[0] ?? '', 'quien es usted')]);
      await applyReceived(services);
      await sendDue(services);
      stage.pass(100);
    }
    expect(narrow.requests.filter(({ person }) => person === placed.person)).toHaveLength(2);
    stage.pass(12_000);
    await sendDue(services);
    expect(narrow.requests.filter(({ person }) => person === placed.person).length).toBeGreaterThan(2);
  });
});

describe('a provider in trouble', () => {
  it('uses up no tries of the messages that wait while it is left alone', async () => {
    const people: Placed[] = [];
    for (let n = 0; n < 14; n += 1) people.push(await waiting());
    const down = scriptedPort();
    down.answer = () => failing({ kind: 'throttled', retryable: true });
    const services = stage.also({ switchboard: new Switchboard([down]), pace: new Pace(stage.clock) });
    await sendDue(services);
    const asked = down.requests.length;
    // Everybody waits now: nothing is claimed, so no try is counted.
    for (let n = 0; n < 5; n += 1) await sendDue(services);
    expect(down.requests).toHaveLength(asked);
    const docs = await stage.services.store.conversations
      .find({ person: { $in: people.map(({ person }) => person) } })
      .toArray();
    for (const doc of docs) for (const item of Object.values(doc.outbox)) expect(item.tries).toBeLessThanOrEqual(1);
    down.answer = () => undefined;
    for (let n = 0; n < 40; n += 1) {
      stage.pass(1_000);
      await sendDue(services);
    }
    for (const placed of people) expect(await messageOf(placed)).toMatchObject({ state: 'sent' });
  });
});

describe('a channel that only answers', () => {
  it('neither opens a conversation nor reminds', async () => {
    const answers = scriptedPort({ capabilities: { opens: false, needsTemplate: false } });
    const placed = await waiting();
    await sendDue(stage.also({ switchboard: new Switchboard([answers]) }));
    expect(answers.requests).toEqual([]);
    const first = await stage.services.store.messages.findOne({ person: placed.person, direction: 'out', turn: 1 });
    expect(first).toMatchObject({ state: 'failed', failure: 'rejected only-replies' });
    // Nobody is written off for it: the conversation goes on to its next channel.
    expect(await messageOf(placed)).toMatchObject({ channel: 'whatsapp', state: 'queued' });
    await receive(stage.services, [stage.inbound(placed.addresses[0] ?? '', '1')]);
    await applyReceived(stage.services);
    await sendDue(stage.also({ switchboard: new Switchboard([answers]) }));
    expect(answers.requests.map(({ kind }) => kind)).toEqual(['reply']);
  });
});

describe('our numbers', () => {
  const sender = (change: Partial<Sender>): Sender => ({
    channel: 'sms', via: 'scripted', address: '+56900000001', providerRef: '', state: 'live', twoWay: true, replyCost: 'free', ...change,
  }); // prettier-ignore
  const withSenders = (...senders: Sender[]) =>
    stage.also({ senders: new Senders(new Map([['minsal', { ...stage.programme, senders }]])) });

  it('are used in the order in which the programme names them', async () => {
    const placed = await waiting();
    await sendDue(withSenders(sender({}), sender({ address: '+56900000002' })));
    expect(requestsTo(placed).map(({ from }) => from.address)).toEqual(['+56900000001']);
  });

  it('are not used as long as they are pending: the next live one is', async () => {
    const placed = await waiting();
    await sendDue(withSenders(sender({ state: 'pending' }), sender({ address: '+56900000002' })));
    expect(requestsTo(placed).map(({ from }) => from.address)).toEqual(['+56900000002']);
  });

  it('leave the messages waiting when all of them are pending, even where the channel has a number of its own', async () => {
    const placed = await waiting();
    const services = withSenders(sender({ state: 'pending' }));
    await sendDue(services);
    expect(requestsTo(placed)).toEqual([]);
    expect(await messageOf(placed)).toMatchObject({ state: 'queued', failure: 'misconfigured no-channel' });
    stage.pass(15 * MINUTE);
    await sendDue(withSenders(sender({})));
    expect(requestsTo(placed)).toHaveLength(1);
  });

  it('belong to one programme: the same number in two is an error that names both', () => {
    const two = (one: Partial<Sender>, other: Partial<Sender>) => () =>
      new Senders(
        new Map([
          ['minsal', { ...stage.programme, senders: [sender(one)] }],
          ['other', { ...stage.programme, id: 'other', senders: [sender(other)] }],
        ]),
      );
    expect(two({}, {})).toThrow(/minsal and other/);
    expect(two({ providerRef: '123' }, { address: '+56900000009', providerRef: '123' })).toThrow(/minsal and other/);
    expect(two({}, { address: '+56900000009' })).not.toThrow();
  });
});

describe('two dispatchers that looked at the same moment', () => {
  it('send what each saw only once', async () => {
    const people = [await waiting(), await waiting(), await waiting()];
    const docs = await withDueMessages(stage.services, 50);
    await Promise.all([dispatch(stage.services, docs), dispatch(stage.also({ pace: new Pace(stage.clock) }), docs)]);
    for (const placed of people) expect(requestsTo(placed)).toHaveLength(1);
  });
});
