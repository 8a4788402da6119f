/** One suite for every driver of sending: what may never differ between one process and many over Redis. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claim, LEASE } from '../../../src/outbox/claim.js';
import { dueMessages, withDueMessages } from '../../../src/outbox/due.js';
import { bullmq } from '../../../src/outbox/queue/bullmq.js';
import { inProcess } from '../../../src/outbox/queue/in-process.js';
import type { SendQueue } from '../../../src/outbox/queue/port.js';
import { applyReceived, receive } from '../../../src/turn/receive.js';
import { failing } from '../../support/real-port.js';
import { mayLeaveOutRedis, TestRedis } from '../../support/redis.js';
import { after, PER_SECOND, SendingStage, until } from '../../support/sending.js';
import type { Placed } from '../../support/services.js';

interface Driver {
  readonly name: string;
  open(): Promise<{
    queue(): SendQueue;
    /** The driver forgets all it knows. */
    forget(): Promise<void>;
    /** What the driver stands on ends, and comes back with nothing in it. */
    crash(): Promise<void>;
    close(): Promise<void>;
  }>;
  /** Rules this driver cannot keep, and why. */
  readonly skip: readonly { readonly reason: string; readonly tests: readonly string[] }[];
}

const nothing = async () => undefined;
const DRIVERS: readonly Driver[] = [
  {
    name: 'in process',
    open: async () => ({ queue: () => inProcess, forget: nothing, crash: nothing, close: nothing }),
    skip: [
      { reason: 'each process keeps the rate by itself', tests: ['one rate'] },
      { reason: 'it keeps nothing that could be lost, and stands on nothing that could end', tests: ['loss'] },
    ],
  },
  {
    name: 'BullMQ over Redis',
    open: async () => {
      const redis = await TestRedis.start();
      return {
        queue: () => bullmq({ url: redis.url, prefix: 'vigente:conformance' }),
        forget: async () => void (await redis.ask((ask) => ask.flushall())),
        crash: async () => {
          await redis.kill();
          await after(1_500);
          await redis.up();
        },
        close: () => redis.stop(),
      };
    },
    skip: [],
  },
];
const withoutRedis = mayLeaveOutRedis();

describe.each(DRIVERS)('sending: $name', ({ name, open, skip }) => {
  if (name.includes('Redis') && withoutRedis) {
    it.skip('there is no redis-server here', () => undefined);
    return;
  }
  const rule = (test: string) => (skip.some(({ tests }) => tests.includes(test)) ? it.skip : it);
  let sending: SendingStage;
  let driver: Awaited<ReturnType<Driver['open']>>;
  beforeAll(async () => {
    sending = await SendingStage.open();
    driver = await open();
  });
  afterAll(async () => {
    await driver.close();
    await sending.stage.close();
  });
  beforeEach(() => {
    sending.requests.splice(0);
    sending.provider();
  });
  afterEach(() => sending.rest());

  it('sends every message once, however many workers look for it at the same time', async () => {
    const people = await sending.waiting(90);
    for (let n = 0; n < 3; n += 1) sending.work(driver.queue());
    await sending.untilEmpty();
    expect(sending.sentOnce(people)).toEqual({ sent: 90, people: 90, doubtful: 0 });
    const { messages } = sending.stage.services.store;
    expect(await messages.countDocuments({ direction: 'out', state: { $ne: 'sent' } })).toBe(0);
  });

  it('sends an answer before the campaign that waits', async () => {
    const [asker] = (await sending.waiting(1)) as [Placed];
    sending.work(driver.queue());
    await sending.untilEmpty();
    const people = await sending.waiting(200);
    await until(() => sending.requests.length > 20, 'the campaign has begun');
    const services = sending.services();
    const question = sending.stage.inbound(asker.addresses[0] ?? '', 'quien es usted', { saidAt: Date.now() });
    await receive(services, [question]);
    await applyReceived(services);
    const asked = sending.requests.length;
    await sending.untilEmpty();
    const answered = sending.requests.findLastIndex(({ person }) => person === asker.person);
    expect(sending.requests[answered]?.kind).toBe('reply');
    // What had left the row when it was asked goes before; of two hundred the answer would be the last in its turn.
    expect(answered - asked).toBeLessThan(PER_SECOND * 2);
    expect(sending.sentOnce(people)).toEqual({ sent: 200, people: 200, doubtful: 0 });
  });

  rule('one rate')('keeps one rate for a sender over two workers', async () => {
    await sending.waiting(160);
    sending.work(driver.queue());
    sending.work(driver.queue());
    await sending.untilEmpty();
    expect(sending.requests).toHaveLength(160);
    // Two that know nothing of each other would be beyond it by half of all.
    expect(sending.beyond()).toBeLessThanOrEqual(1 + PER_SECOND);
  });

  it('sends nothing to somebody who was suppressed while their message waited', async () => {
    const people = await sending.waiting(8);
    const queue = driver.queue();
    sending.work(queue, sending.resting(queue));
    await after(700);
    expect(sending.requests).toEqual([]);
    await sending.stage.services.store.suppressions.insertMany(
      people.map(({ person }) => ({
        _id: `person:${person}`, why: 'stop' as const, at: new Date(), conversation: 'elsewhere',
      })), // prettier-ignore
    );
    await sending.untilEmpty();
    expect(sending.requests).toEqual([]);
  });

  it('sends nothing that was taken back while it waited', async () => {
    const people = await sending.waiting(6);
    const [stopper] = people as [Placed];
    const queue = driver.queue();
    sending.work(queue, sending.resting(queue));
    await after(700);
    const services = sending.services();
    const stop = sending.stage.inbound(stopper.addresses[0] ?? '', 'no me escriban mas', { saidAt: Date.now() });
    await receive(services, [stop]);
    await applyReceived(services);
    expect(sending.requests).toEqual([]);
    await sending.untilEmpty();
    const said = sending.requests.filter(({ person }) => person === stopper.person);
    expect(said.map(({ kind }) => kind)).toEqual(['stopConfirmation']);
    expect(sending.sentOnce(people.slice(1))).toEqual({ sent: 5, people: 5, doubtful: 0 });
  });

  it('takes over what a worker had claimed that died, once its lease has run out, and marks it', async () => {
    const people = await sending.waiting(5);
    const dead = sending.services();
    const now = Date.now();
    const leftOver = 1_500;
    const due = dueMessages(await withDueMessages(dead, 100), now);
    expect(await claim(dead, due, 'dead', now - LEASE + leftOver)).toHaveLength(5);
    sending.work(driver.queue());
    sending.work(driver.queue());
    await sending.untilEmpty();
    expect(sending.sentOnce(people)).toEqual({ sent: 5, people: 5, doubtful: 5 });
    expect(Math.min(...sending.requests.map(({ at }) => at))).toBeGreaterThanOrEqual(now + leftOver);
  });

  it('waits when the provider says "too fast", and sends it later', async () => {
    const people = await sending.waiting(12);
    let refused = '';
    sending.provider(({ id }) => {
      if (refused !== '') return undefined;
      refused = id;
      return failing({ kind: 'throttled', retryable: true, tooFast: true, waitMs: 1_200, code: '429' });
    });
    sending.work(driver.queue());
    await sending.untilEmpty();
    const tries = sending.requests.filter(({ id }) => id === refused).map(({ at }) => at);
    expect(tries).toHaveLength(2);
    expect((tries[1] ?? 0) - (tries[0] ?? 0)).toBeGreaterThanOrEqual(1_200 * 0.75);
    expect(sending.sentOnce(people)).toMatchObject({ sent: 13, people: 12 });
  });

  rule('loss').each(['forget', 'crash'] as const)(
    'loses nothing and doubles nothing when the driver has to %s',
    async (how) => {
      const people = await sending.waiting(120);
      sending.work(driver.queue());
      sending.work(driver.queue());
      await until(() => sending.requests.length > 25, 'the campaign has begun');
      await driver[how]();
      await sending.untilEmpty();
      expect(sending.sentOnce(people)).toEqual({ sent: 120, people: 120, doubtful: 0 });
    },
  );

  it('leaves nothing under way when it is stopped, and what was not sent is still due', async () => {
    const people = await sending.waiting(60);
    let underWay = 0;
    sending.provider(async () => {
      underWay += 1;
      await after(100);
      underWay -= 1;
    });
    sending.work(driver.queue());
    await until(() => sending.requests.length > 10, 'the campaign has begun');
    await sending.rest();
    expect(underWay).toBe(0);
    const sent = sending.requests.length;
    const { messages } = sending.stage.services.store;
    expect(await messages.countDocuments({ state: 'queued' })).toBe(60 - sent);
    await after(400);
    expect(sending.requests).toHaveLength(sent);
    sending.work(driver.queue());
    await sending.untilEmpty();
    expect(sending.sentOnce(people)).toEqual({ sent: 60, people: 60, doubtful: 0 });
  });
});
