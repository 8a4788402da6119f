import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPeople } from '../../src/campaigns/start.js';
import { stopChannel } from '../../src/outbox/stops.js';
import { sendDue } from '../../src/turn/work.js';
import { patient } from '../support/people.js';
import { failing, scriptedPort } from '../support/real-port.js';
import { MINUTE, TestStage, type Placed } from '../support/services.js';

const port = scriptedPort();
let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open({ ports: [port] });
});
afterAll(() => stage.close());
beforeEach(() => {
  port.answer = () => undefined;
});

const QUARTER = 15 * MINUTE;
const requestsTo = ({ person }: Placed) => port.requests.filter((request) => request.person === person);
const messageOf = ({ person }: Placed) => stage.services.store.messages.findOne({ person, direction: 'out' });
const coordinators = () => stage.services.store.deskTasks.countDocuments({ queue: 'coordinator', state: 'open' });
async function waiting(): Promise<Placed> {
  const [placed] = (await stage.add(patient())) as [Placed];
  await startPeople(stage.services, 10, placed.person);
  return placed;
}
/** As `vigente channels resume` does. */
const lift = () => stage.services.store.channelStops.deleteMany({});

describe('a channel whose provider refuses us', () => {
  it('stops at once for everybody, and one task tells the coordinator', async () => {
    const first = await waiting();
    port.answer = () => failing({ kind: 'misconfigured', stops: 'channel', code: '20003' });
    await sendDue(stage.services);
    expect(requestsTo(first)).toHaveLength(1);
    const second = await waiting();
    for (let n = 0; n < 3; n += 1) {
      await sendDue(stage.services);
      stage.pass(QUARTER);
    }
    expect(requestsTo(first)).toHaveLength(1);
    expect(requestsTo(second)).toEqual([]);
    for (const placed of [first, second])
      expect(await messageOf(placed)).toMatchObject({ state: 'queued', failure: 'misconfigured 20003' });
    expect(await coordinators()).toBe(1);
  });

  it('sends everything once the stop is lifted: no message is lost, none goes twice', async () => {
    await lift();
    stage.pass(QUARTER);
    const before = port.requests.length;
    await stage.settle();
    const sent = port.requests.slice(before).map(({ id }) => id);
    expect(sent).toHaveLength(2);
    expect(new Set(sent).size).toBe(2);
    expect(await stage.services.store.messages.countDocuments({ direction: 'out', state: { $ne: 'sent' } })).toBe(0);
  });

  it('takes nobody for unreachable, however long it lasts', async () => {
    const placed = await waiting();
    await stopChannel(stage.services, port.id, 'flagged');
    for (let hours = 0; hours < 24 * 8; hours += 1) {
      stage.pass(60 * MINUTE);
      await stage.settle(stage.services, false);
    }
    expect(requestsTo(placed)).toEqual([]);
    expect((await stage.conversation(placed.person)).live).toBe(true);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
    await lift();
    await stage.wait(60 * MINUTE);
    expect(requestsTo(placed)).toHaveLength(1);
  });

  it('says it to the coordinator once, in whatever number of workers it happens', async () => {
    await stage.services.store.deskTasks.updateMany({ queue: 'coordinator' }, { $set: { state: 'done' } });
    const failure = { kind: 'misconfigured', retryable: false, stops: 'channel', code: '1' } as const;
    await Promise.all(Array.from({ length: 4 }, () => stopChannel(stage.services, port.id, failure.code)));
    expect(await coordinators()).toBe(1);
    await lift();
  });

  it('is a new task when it is stopped again after somebody has looked', async () => {
    await stage.services.store.deskTasks.updateMany({ queue: 'coordinator' }, { $set: { state: 'done' } });
    stage.pass(MINUTE);
    await stopChannel(stage.services, port.id, 'again');
    expect(await coordinators()).toBe(1);
    await lift();
  });
});

describe('something wrong with us that stops nothing', () => {
  it('is tried again for as long as it takes, and is no failure of the number', async () => {
    const placed = await waiting();
    port.answer = () => failing({ kind: 'misconfigured', retryable: true, code: '21606' });
    for (let n = 0; n < 15; n += 1) {
      await sendDue(stage.services);
      stage.pass(QUARTER);
    }
    expect(requestsTo(placed).length).toBeGreaterThan(10);
    expect(await messageOf(placed)).toMatchObject({ state: 'queued', failure: 'misconfigured 21606' });
    port.answer = () => undefined;
    await sendDue(stage.services);
    expect(await messageOf(placed)).toMatchObject({ state: 'sent' });
    const person = await stage.services.store.persons.findOne({ _id: placed.person });
    expect(person?.contacts[0]?.status).toBe('unverified');
  });
});
