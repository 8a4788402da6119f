/** What only the driver over Redis has to do: one pace for all processes, nothing of a patient in Redis, and life without Redis. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { dueMessages, withDueMessages } from '../../../src/outbox/due.js';
import { bullmq } from '../../../src/outbox/queue/bullmq.js';
import { connectRedis, redisVersion } from '../../../src/outbox/queue/redis.js';
import { limiterOf, SenderRow } from '../../../src/outbox/queue/sender-row.js';
import type { SendQueue } from '../../../src/outbox/queue/port.js';
import type { Log } from '../../../src/log.js';
import { senderName } from '../../../src/outbox/prepare.js';
import { learnTier } from '../../../src/outbox/tier.js';
import { applyReceived, receive } from '../../../src/turn/receive.js';
import { failing } from '../../support/real-port.js';
import { mayLeaveOutRedis, TestRedis } from '../../support/redis.js';
import { after, PER_SECOND, SendingStage, until } from '../../support/sending.js';
import { TestStage, type Placed } from '../../support/services.js';

const PREFIX = 'vigente:bullmq-test';
const describeWithRedis = mayLeaveOutRedis() ? describe.skip : describe;

describe('the limiter of a row', () => {
  it('is never above the rate, and uses nearly all of it', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.double({ min: 0.05, max: 50, noNaN: true })),
        (rate) => {
          const { max, duration } = limiterOf(rate);
          expect((max * 1000) / duration).toBeLessThanOrEqual(rate + 1e-9);
          expect((max * 1000) / duration).toBeGreaterThan(rate * 0.95);
        },
      ),
      { numRuns: 500, seed: 20261123 },
    );
  });
});

describeWithRedis('sending over Redis', () => {
  let sending: SendingStage;
  let redis: TestRedis;
  let queue: () => SendQueue;
  beforeAll(async () => {
    sending = await SendingStage.open();
    redis = await TestRedis.start();
    queue = () => bullmq({ url: redis.url, prefix: PREFIX });
  });
  afterAll(async () => {
    await redis.stop();
    await sending.stage.close();
  });
  beforeEach(() => {
    sending.requests.splice(0);
    sending.provider();
  });
  afterEach(() => sending.rest());

  const openRow = async (connection: Redis, token = 'test') =>
    SenderRow.open(connection, PREFIX, senderName(sending.port.id, ''), sending.port.capabilities, token);
  async function withRow<T>(use: (row: SenderRow) => Promise<T>): Promise<T> {
    const connection = await connectRedis(redis.url);
    const row = await openRow(connection);
    try {
      return await use(row);
    } finally {
      await row.close();
      connection.disconnect();
    }
  }
  /** Messages that are due now. */
  const due = async () => dueMessages(await withDueMessages(sending.services(), 1_000), Date.now());
  /** Somebody whose question is to be answered. */
  async function asks({ addresses }: Placed): Promise<void> {
    const services = sending.services();
    await receive(services, [sending.stage.inbound(addresses[0] ?? '', 'quien es usted', { saidAt: Date.now() })]);
    await applyReceived(services);
  }

  it('gives a message one place, however often it is offered, and keeps nothing of a patient in Redis', async () => {
    const people = await sending.waiting(7);
    await withRow(async (row) => {
      const messages = await due();
      expect(messages).toHaveLength(7);
      await row.offer(messages);
      await row.offer([...messages, ...messages]);
      expect(await row.depth()).toBe(7);
    });
    const all = await redis.ask(async (ask) => {
      const keys = await ask.keys('*');
      const jobs = await Promise.all(keys.filter((key) => /-m\d+$/.test(key)).map((key) => ask.hgetall(key)));
      return { keys, jobs };
    });
    expect(all.jobs).toHaveLength(7);
    const conversations = new Set((await due()).map(({ doc }) => doc._id));
    for (const { data, ...rest } of all.jobs) {
      expect(Object.keys(JSON.parse(data ?? '{}') as object)).toEqual(['conversation']);
      expect(conversations).toContain((JSON.parse(data ?? '{}') as { conversation: string }).conversation);
      expect(Object.keys(rest).sort()).toEqual(['delay', 'name', 'opts', 'priority', 'timestamp']);
    }
    const everything = JSON.stringify(all);
    for (const { person, addresses } of people)
      for (const secret of [person, ...addresses]) expect(everything).not.toContain(secret);
    sending.work(queue());
    await sending.untilEmpty();
    // A place that was used is free again: the message may come back.
    expect(await withRow((row) => row.depth())).toBe(0);
  });

  it('leaves a provider alone that refused another worker', async () => {
    await sending.waiting(80);
    sending.provider(() =>
      sending.requests.length === 10
        ? failing({ kind: 'throttled', retryable: true, tooFast: true, waitMs: 500, code: '429' })
        : undefined,
    );
    sending.work(queue());
    sending.work(queue());
    await sending.untilEmpty();
    expect(sending.requests).toHaveLength(81);
    // What had its place in the row before may still go, on a busy machine some of it late; then nobody sends. Without the pause there are 25 ms between two.
    const times = sending.requests.map(({ at }) => at).sort((a, b) => a - b);
    const longest = Math.max(...times.slice(1).map((at, n) => at - (times[n] ?? at)));
    expect(longest).toBeGreaterThan(250);
  });

  it('takes every process down to the pace of the one that was refused', async () => {
    await sending.waiting(60);
    await withRow(async (row) => {
      await row.offer(await due());
      // Another process has been refused several times.
      const connection = await connectRedis(redis.url);
      const other = await openRow(connection, 'other');
      await other.take(1, 0.1);
      await other.close();
      connection.disconnect();
      await after(250);
      // A window of 200 ms holds eight at the full rate.
      expect(await row.take(50, 1)).toHaveLength(1);
    });
    await redis.ask((ask) => ask.flushall());
    sending.work(queue());
    await sending.untilEmpty();
  });

  it('gives the place of a process that died to others', async () => {
    const people = await sending.waiting(3);
    const connection = await connectRedis(redis.url);
    const row = await openRow(connection, 'dies');
    await row.offer(await due());
    expect(await row.take(3, 1)).toHaveLength(3);
    connection.disconnect();
    await row.close();
    sending.work(queue());
    await sending.untilEmpty();
    expect(sending.sentOnce(people)).toEqual({ sent: 3, people: 3, doubtful: 0 });
  }, 60_000);

  it('answers people while Redis is away, lets the campaign wait, and says so once', async () => {
    const [asker] = (await sending.waiting(1)) as [Placed];
    sending.work(queue());
    await sending.untilEmpty();
    await sending.rest();
    const said: string[] = [];
    const log: Log = {
      info: (_fields, message) => void said.push(message),
      warn: (_fields, message) => void said.push(message),
      error: (_fields, message) => void said.push(message),
    };
    await redis.kill();
    const people = await sending.waiting(30);
    const before = sending.requests.length;
    sending.work(queue(), sending.services({ log }));
    await asks(asker);
    await until(() => sending.requests.length > before, 'the answer');
    await after(3_000);
    expect(sending.requests.slice(before).map(({ kind, person }) => ({ kind, person }))).toEqual([
      { kind: 'reply', person: asker.person },
    ]);
    await redis.up();
    await sending.untilEmpty();
    expect(sending.sentOnce(people)).toEqual({ sent: 30, people: 30, doubtful: 0 });
    expect(said).toEqual([
      'Redis does not answer: campaigns wait, answers to people go on slowly',
      'Redis answers again: the queue is filled from the outbox',
    ]);
  });

  it('goes on as well when Redis hangs without hanging up', async () => {
    const people = await sending.waiting(60);
    sending.work(queue());
    await until(() => sending.requests.length > 10, 'the campaign has begun');
    redis.freeze();
    await asks(people.find(({ person }) => sending.requests.some((request) => request.person === person)) as Placed);
    await until(() => sending.requests.some(({ kind }) => kind === 'reply'), 'the answer');
    redis.thaw();
    await sending.untilEmpty();
    const firsts = sending.requests.filter(({ kind }) => kind === 'first');
    expect(new Set(firsts.map(({ id }) => id)).size).toBe(60);
    expect(firsts).toHaveLength(60);
  });

  it('leaves no connection behind, and stops although Redis is away', async () => {
    const connections = () =>
      redis.ask(
        async (ask) =>
          String(await ask.client('LIST'))
            .trim()
            .split('\n').length,
      );
    const sockets = () => process.getActiveResourcesInfo().filter((what) => what === 'TCPSocketWrap').length;
    await sending.waiting(10);
    const before = { connections: await connections(), sockets: sockets() };
    sending.work(queue());
    await sending.untilEmpty();
    expect(await connections()).toBeGreaterThan(before.connections);
    await sending.rest();
    await until(async () => (await connections()) === before.connections, 'the connections are closed');
    await until(() => sockets() <= before.sockets, 'the sockets are closed');
    sending.work(queue());
    await after(500);
    await redis.kill();
    await after(500);
    await sending.rest();
    await redis.up();
  });

  it('is found by doctor', async () => {
    expect(await redisVersion(redis.url)).toMatch(/^\d+\./);
    await redis.kill();
    expect(await redisVersion(redis.url)).toBeNull();
    await redis.up();
  });

  it('sends faster than its rate in no stretch of time, even when Redis is emptied again and again', async () => {
    await sending.waiting(160);
    sending.work(queue());
    sending.work(queue());
    for (const reached of [30, 60, 90]) {
      await until(() => sending.requests.length > reached, 'it goes on');
      await redis.ask((ask) => ask.flushall());
    }
    await sending.untilEmpty();
    expect(sending.beyond()).toBeLessThanOrEqual(1 + PER_SECOND);
  });

  it('counts WhatsApp’s tier over two workers', async () => {
    const whatsapp = await SendingStage.open(
      { carries: ['whatsapp'] },
      { programme: { cadence: [{ channel: 'whatsapp', dialog: 'confirm-need' }] } },
    );
    // What a process has counted is its store's.
    const other = await TestStage.open({ at: whatsapp.stage.database });
    try {
      whatsapp.provider(() => after(20));
      await learnTier(whatsapp.services(), whatsapp.port.id, 9);
      await whatsapp.waiting(40);
      for (const { store } of [whatsapp.stage.services, other.services]) {
        const services = whatsapp.services({ queue: queue(), store });
        whatsapp.work(services.queue, services);
      }
      const { messages } = whatsapp.stage.services.store;
      await until(async () => (await messages.countDocuments({ failure: 'throttled tier' })) === 31, 'the rest waits');
      expect(new Set(whatsapp.requests.map(({ person }) => person)).size).toBe(9);
    } finally {
      await whatsapp.rest();
      await other.close();
      await whatsapp.stage.close();
    }
  });
});
