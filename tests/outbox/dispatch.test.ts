import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChannelPort, OutboundMessage, SendResult } from '../../src/channels/port.js';
import { Switchboard } from '../../src/channels/port.js';
import { simulator } from '../../src/channels/simulator.js';
import { nextAllowed } from '../../src/timers/hours.js';
import { isRemoving } from '../../src/domain/outcome.js';
import { dispatch } from '../../src/outbox/dispatch.js';
import { loadDemonstration } from '../../src/simulate/demonstration.js';
import { claimKind } from '../../src/store/store.js';
import { applyReceived, receive } from '../../src/turn/receive.js';
import type { Services } from '../../src/turn/services.js';
import { startPeople } from '../../src/campaigns/start.js';
import { patient, type Patient } from '../support/people.js';
import { DAY, MINUTE, TestStage, type Placed } from '../support/services.js';

let stage: TestStage;
/** What the channel does with the next messages. */
let answer: (message: OutboundMessage) => SendResult | void | Promise<SendResult | void> = () => undefined;
beforeAll(async () => {
  stage = await TestStage.open({ answer: (message) => answer(message) });
});
afterAll(() => stage.close());
beforeEach(() => {
  answer = () => undefined;
});

const SENT = undefined;
const fails = (kind: 'throttled' | 'unreachable', retryable: boolean): SendResult => ({
  ok: false,
  failure: { kind, retryable, code: '30003' },
});
const sentTo = ({ person }: Placed) => stage.sent.filter((message) => message.person === person);
const keysTo = (placed: Placed) => sentTo(placed).map(({ keys }) => keys.at(-1));
const docsOf = (...placed: Placed[]) =>
  stage.services.store.conversations.find({ person: { $in: placed.map(({ person }) => person) } }).toArray();
const messagesOf = ({ person }: Placed) =>
  stage.services.store.messages.find({ person, direction: 'out' }).sort({ at: 1, turn: 1 }).toArray();

async function add(change: Partial<Patient> = {}): Promise<Placed> {
  return (await stage.add(patient(change)))[0] as Placed;
}
/** To the next minute in which people may be written to first. */
const intoOpenHours = () => stage.clock.advanceTo(nextAllowed(stage.clock.now() + 3_600_000, stage.programme));
/** A conversation whose first message waits in the outbox. */
async function waiting(change: Partial<Patient> = {}): Promise<Placed> {
  const placed = await add(change);
  await startPeople(stage.services, 10, placed.person);
  return placed;
}

describe('suppressions', () => {
  it('are read right before each request: one that is acknowledged while others are sent still counts', async () => {
    const [first, second] = [await waiting(), await waiting()];
    answer = async ({ person }) => {
      if (person !== first.person) return SENT;
      await stage.services.store.suppressions.insertOne({
        _id: `number:${second.addresses[0]}`, why: 'stop', at: new Date(stage.clock.now()), conversation: 'elsewhere',
      }); // prettier-ignore
    };
    const docs = await docsOf(first, second);
    docs.sort((a) => (a.person === first.person ? -1 : 1));
    expect(await dispatch(stage.services, docs)).toMatchObject({ sent: 1, suppressed: 1 });
    expect(sentTo(second)).toEqual([]);
    expect((await messagesOf(second)).map(({ state }) => state)).toEqual(['suppressed']);
    await stage.settle();
  });

  it('STOP stops the number, for whoever shares it', async () => {
    const phone = '+56961999905';
    const [one, other] = await stage.add(patient({ phones: [phone] }), patient({ phones: [phone] }));
    await stage.settle();
    const [asked, waits] = keysTo(one as Placed).length > 0 ? [one, other] : [other, one];
    await stage.says((asked as Placed).addresses[0] ?? '', 'no me escriban mas');
    await stage.wait(DAY);
    expect(keysTo(asked as Placed)).toEqual(['who.ask', 'stop.done']);
    expect(keysTo(waits as Placed)).toEqual([]);
  });

  it('a death stops the person on another number of theirs, but lets the one closing text through', async () => {
    const placed = await add({ phones: ['+56961888805', '+56961888815'] });
    await stage.settle();
    // Meanwhile the same person is in a conversation on the second number.
    await receive(stage.services, [stage.inbound(placed.addresses[1] ?? '', 'hola')]);
    await applyReceived(stage.services);
    await receive(stage.services, [stage.inbound(placed.addresses[0] ?? '', 'ella fallecio')]);
    await applyReceived(stage.services);
    await stage.settle();
    expect(keysTo(placed)).toEqual(['who.ask', 'death.condolence']);
    await stage.wait(3 * DAY);
    expect(keysTo(placed)).toEqual(['who.ask', 'death.condolence']);
  });

  it("a wrong person detaches only the pair: the number may still be somebody else's", async () => {
    const phone = '+56961777705';
    const [first] = await stage.add(patient({ phones: [phone] }));
    await stage.settle();
    await stage.says(stage.address(phone), '3');
    const [second] = await stage.add(patient({ phones: [phone] }));
    await stage.settle();
    expect(keysTo(second as Placed)).toEqual(['who.ask']);
    expect(keysTo(first as Placed)).toEqual(['who.ask', 'wrong.bye']);
    const { suppressions } = stage.services.store;
    expect(await suppressions.findOne({ _id: `pair:${stage.address(phone)}:${first?.person}` })).not.toBeNull();
    expect(await suppressions.findOne({ _id: `number:${stage.address(phone)}` })).toBeNull();
  });
});

describe('a crash while sending', () => {
  it('a message found in `sending` after its lease is sent once more, marked, and never a third time', async () => {
    const placed = await waiting();
    answer = () => Promise.reject(new Error('killed'));
    await dispatch(stage.services, await docsOf(placed));
    expect(sentTo(placed)).toHaveLength(1);
    // Before the lease is over nobody touches it.
    await dispatch(stage.services, await docsOf(placed));
    expect(sentTo(placed)).toHaveLength(1);
    stage.pass(MINUTE);
    await dispatch(stage.services, await docsOf(placed));
    expect(sentTo(placed).map(({ possibleDuplicate }) => possibleDuplicate)).toEqual([false, true]);
    stage.pass(MINUTE);
    await dispatch(stage.services, await docsOf(placed));
    expect(sentTo(placed)).toHaveLength(2);
    expect(await messagesOf(placed)).toMatchObject([{ state: 'unknown', possibleDuplicate: true }]);
    expect((await stage.conversation(placed.person)).outbox).toEqual({});
  });

  it('leaves the other messages of the batch as they are: sent, and written down as sent', async () => {
    const [bad, good] = [await waiting(), await waiting()];
    answer = ({ person }) => (person === bad.person ? Promise.reject(new Error('socket hang up')) : SENT);
    await dispatch(stage.services, await docsOf(bad, good));
    expect(await messagesOf(good)).toMatchObject([{ state: 'sent' }]);
    answer = () => SENT;
    stage.pass(2 * MINUTE);
    await stage.settle();
    expect(sentTo(good)).toHaveLength(1);
    expect(await messagesOf(bad)).toMatchObject([{ state: 'sent', possibleDuplicate: true }]);
  });

  it('two dispatchers never send the same message', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => waiting()));
    const docs = await docsOf(...people);
    const done = await Promise.all([dispatch(stage.services, docs), dispatch(stage.also(), [...docs].reverse())]);
    expect(done[0].sent + done[1].sent).toBe(8);
    for (const placed of people) expect(sentTo(placed)).toHaveLength(1);
  });

  it('a turn that nobody wrote down yet says nothing yet', async () => {
    const placed = await waiting();
    const [doc] = await docsOf(placed);
    const unwritten = { ...doc, pending: [{ turn: 1, at: new Date(), secret: Buffer.from('') }] } as never;
    expect(await dispatch(stage.services, [unwritten])).toMatchObject({ sent: 0 });
    await stage.settle();
  });
});

describe('failures', () => {
  it('a failure that may pass is tried again, each time later, and given up in the end', async () => {
    const placed = await waiting();
    const tries: number[] = [];
    answer = ({ person }) => {
      if (person !== placed.person) return SENT;
      tries.push(stage.clock.now());
      return fails('unreachable', true);
    };
    // Not a whole day: then the reminder would come.
    for (let step = 0; step < 20 && (await messagesOf(placed))[0]?.state === 'queued'; step += 1) {
      const { nextDueAt } = await stage.conversation(placed.person);
      stage.clock.advanceTo(nextDueAt?.getTime() ?? 0);
      await dispatch(stage.services, await docsOf(placed));
    }
    const pauses = tries.slice(1).map((at, index) => (at - (tries[index] ?? 0)) / 1000);
    expect(pauses).toHaveLength(9);
    // Each three times as long as the one before, up to an hour, give or take a quarter.
    pauses.forEach((pause, index) => {
      const usual = Math.min(5 * 3 ** index, 3600);
      expect(pause).toBeGreaterThanOrEqual(usual * 0.75);
      expect(pause).toBeLessThanOrEqual(usual * 1.25 + 1);
    });
    expect(await messagesOf(placed)).toMatchObject([{ state: 'failed', failure: 'unreachable 30003' }]);
  });

  it('a provider that is away for a night writes nobody off: its messages go when it is back', async () => {
    intoOpenHours();
    const placed = await waiting();
    answer = ({ person }) => (person === placed.person ? fails('throttled', true) : SENT);
    for (let hour = 0; hour < 9; hour += 1) {
      stage.pass(60 * MINUTE);
      await dispatch(stage.services, await docsOf(placed));
    }
    expect(await messagesOf(placed)).toMatchObject([{ state: 'queued' }]);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
    answer = () => SENT;
    stage.pass(2 * 60 * MINUTE);
    intoOpenHours();
    await dispatch(stage.services, await docsOf(placed));
    expect(await messagesOf(placed)).toMatchObject([{ state: 'sent' }]);
  });

  it('an unreachable number leads to the next one of the person, and after the last to a call: too little to say "not located"', async () => {
    intoOpenHours();
    const placed = await add({ phones: ['+56961666605', '+56961666615'] });
    answer = ({ person }) => (person === placed.person ? fails('unreachable', false) : SENT);
    await stage.settle();
    expect(sentTo(placed).map(({ address }) => address)).toEqual(placed.addresses);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
    const { persons } = stage.services.store;
    expect((await persons.findOne({ _id: placed.person }))?.asking.state).toBe('calling');
    expect(await stage.tasks(placed.person)).toEqual(['call unreachable']);
  });

  it('who was tried as often as the rule wants before the last number died is "not located", never removed', async () => {
    intoOpenHours();
    const placed = await add({ phones: ['+56961666625'] });
    const { persons, outcomes, proposals } = stage.services.store;
    const at = (day: number) => new Date(stage.clock.now() - day * 24 * 60 * MINUTE);
    const attempts = [{ channel: 'sms', at: at(6) }, { channel: 'sms', at: at(4) }, { channel: 'whatsapp', at: at(2) }] as const; // prettier-ignore
    await persons.updateOne({ _id: placed.person }, { $set: { 'asking.attempts': [...attempts] } });
    answer = ({ person }) => (person === placed.person ? fails('unreachable', false) : SENT);
    await stage.settle();
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('notLocated');
    expect((await persons.findOne({ _id: placed.person }))?.asking.state).toBe('exhausted');
    const recorded = await outcomes.find({ person: placed.person }).toArray();
    expect(recorded.map(({ is }) => is).filter(isRemoving)).toEqual([]);
    expect(await proposals.countDocuments({ person: placed.person })).toBe(0);
  });

  it('somebody who has answered was located: an undeliverable reply is a call, and not "not located"', async () => {
    const placed = await add();
    await stage.settle();
    answer = ({ person }) => (person === placed.person ? fails('unreachable', false) : SENT);
    await stage.says(placed.addresses[0] ?? '', '1');
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
    expect(await stage.tasks(placed.person)).toEqual(['call unreachable']);
  });

  it('nobody keeps silent about a message that never left', async () => {
    const placed = await waiting();
    const disconnected = stage.also({ switchboard: new Switchboard([]) });
    for (let day = 0; day < 8; day += 1) {
      stage.pass(DAY);
      for (let pass = 0; pass < 3; pass += 1) await stage.settle(disconnected, false);
    }
    expect((await stage.conversation(placed.person)).live).toBe(true);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
    intoOpenHours();
    await stage.settle();
    expect(keysTo(placed)).toEqual(['who.ask']);
  });
});

describe('invented people', () => {
  let rang = 0;
  const real: ChannelPort = {
    id: 'real',
    carries: ['sms', 'whatsapp', 'portal', 'operator'],
    reaches: 'real',
    capabilities: simulator(() => undefined).capabilities,
    send: async () => {
      rang += 1;
      return { ok: true, providerId: 'rang' };
    },
  };

  // Configured alone; and forced upon the dispatcher by a switchboard that does not look.
  const careless = { portFor: () => real, ids: ['real'] } as unknown as Services['switchboard'];
  it.each([
    ['configured alone', new Switchboard([real])],
    ['forced upon the dispatcher', careless],
  ])('are never written to over a channel that reaches real people, %s', async (_how, switchboard) => {
    const placed = await waiting();
    await dispatch(stage.also({ switchboard }), await docsOf(placed));
    expect(rang).toBe(0);
    expect((await messagesOf(placed)).map(({ state }) => state)).not.toContain('sent');
    await stage.services.store.conversations.deleteMany({ person: placed.person });
  });

  it('never share a database with real ones, and the demonstration refuses a real database', async () => {
    const other = await TestStage.open();
    try {
      await claimKind(other.services.store, 'real');
      await expect(claimKind(other.services.store, 'synthetic')).rejects.toMatchObject({ code: 'kinds-mixed' });
      await expect(
        loadDemonstration(other.services, other.programme, 'never-read.csv', () => undefined),
      ).rejects.toMatchObject({ code: 'database-real' });
      expect(await other.services.store.persons.countDocuments({})).toBe(0);
    } finally {
      await other.close();
    }
    await claimKind(stage.services.store, 'synthetic');
    await expect(claimKind(stage.services.store, 'real')).rejects.toMatchObject({ code: 'kinds-mixed' });
  });
});
