/** The row of one sender in Redis: a BullMQ queue whose limiter is the sender's rate, for all processes together. */
import type { Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { isReply, nameOf, type DueMessage } from '../due.js';
import type { Rate } from '../pace.js';

/** BullMQ counts in windows of fixed length: a shorter one bursts less where two of them meet, a longer one loses less between them. */
const WINDOW = 200;
/** A job that was taken and not given back within this belongs to a process that died: others get it. Claiming takes some 50 ms. */
const LOCK = 5_000;
const LOOK_FOR_LOST = 2_500;
/** Answers to people go before what opens and reminds. */
const PRIORITY = { reply: 1, campaign: 10 } as const;
/** The slow-down after refusals is told to the other processes for so long. */
const SLOW = 10_000;
const SLOW_READ = 1_000;
/** For a sender without a limit. BullMQ honours a pause only where there is a limiter. */
const NO_LIMIT = { max: 1_000_000, duration: 1_000 };

/** Redis does not answer, or not as it should. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway';
  constructor(readonly why: string) {
    super(why);
  }
}

/** A message's turn has come. Holds ids only: no payload is needed, and none of a patient goes to Redis. */
interface Place {
  readonly conversation: string;
}
export type Taken = Job<Place>;

/** `max` messages in `duration` milliseconds: as near to the rate as whole messages and the window allow, never above it. */
export function limiterOf(perSecond: number): { readonly max: number; readonly duration: number } {
  if (perSecond === 0) return NO_LIMIT;
  const max = Math.max(1, Math.floor((perSecond * WINDOW) / 1000));
  return { max, duration: Math.ceil((max * 1000) / perSecond) };
}

export class SenderRow {
  #slowest = 1;
  #slowReadAt = 0;
  private constructor(
    readonly sender: string,
    readonly rate: Rate,
    private readonly token: string,
    private readonly redis: Redis,
    private readonly slowKey: string,
    private readonly queue: Queue<Place>,
    private readonly worker: Worker<Place>,
  ) {}

  /** `prefix` of all keys; `token` names this process. Throws `RedisAway`. */
  static async open(redis: Redis, prefix: string, sender: string, rate: Rate, token: string): Promise<SenderRow> {
    const { Queue, Worker } = await import('bullmq');
    // A colon separates the parts of BullMQ's keys.
    const name = sender.replaceAll(':', '_');
    const options = { connection: redis, prefix };
    const queue = new Queue<Place>(name, {
      ...options,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      streams: { events: { maxLen: 100 } },
    });
    // Taken from by hand: the process takes what it has room for, and claims it together.
    const worker = new Worker<Place>(name, null, {
      ...options,
      autorun: false,
      limiter: limiterOf(rate.perSecond),
      lockDuration: LOCK,
      stalledInterval: LOOK_FOR_LOST,
      // A job is a place in the row, no work of its own: it is never given up.
      maxStalledCount: 1_000_000,
    });
    // What fails says so where it was asked for.
    queue.on('error', () => undefined);
    worker.on('error', () => undefined);
    const row = new SenderRow(sender, rate, token, redis, `${prefix}:slow:${name}`, queue, worker);
    try {
      await row.#ask(() => Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]));
      void worker.startStalledCheckTimer();
    } catch (error) {
      await row.close();
      throw error;
    }
    return row;
  }

  /** Messages that wait in the row. */
  depth(): Promise<number> {
    return this.#ask(() => this.queue.getJobCountByTypes('waiting', 'prioritized'));
  }

  /** Below this depth the row is filled up: some seconds of sending. */
  get low(): number {
    return this.rate.perSecond === 0 ? 250 : Math.min(500, Math.max(20, Math.ceil(this.rate.perSecond * 2.5)));
  }

  /** Gives these messages a place. One that has a place keeps it: the job has the message's name. */
  async offer(messages: readonly DueMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const jobs = messages.map((message) => ({
      name: 'send',
      data: { conversation: message.doc._id },
      opts: { jobId: nameOf(message), priority: isReply(message) ? PRIORITY.reply : PRIORITY.campaign },
    }));
    await this.#ask(() => this.queue.addBulk(jobs));
  }

  /** Takes at most `most` whose turn has come; `share` of its rate is what this process has left to the sender after refusals. */
  async take(most: number, share: number): Promise<Taken[]> {
    const taken: Taken[] = [];
    try {
      await this.#slowDown(share);
      while (taken.length < most) {
        const job = await this.#ask(() => this.worker.getNextJob(this.token, { block: false }));
        if (!job) break;
        taken.push(job);
      }
    } catch (error) {
      // Those that were taken are sent; the next question fails too.
      if (taken.length === 0) throw error;
    }
    return taken;
  }

  /** These have left the row: their lease in MongoDB tells who has them, or the outbox when they go again. Never throws. */
  async done(taken: readonly Taken[]): Promise<void> {
    await Promise.allSettled(taken.map((job) => job.moveToCompleted(null, this.token, false)));
  }

  /** The provider wants to be left alone: nobody takes anything for so many milliseconds. A longer rest stays as it is. */
  async rest(ms: number): Promise<void> {
    await this.#ask(async () => {
      const { max } = limiterOf(this.rate.perSecond);
      if ((await this.queue.getRateLimitTtl(max)) < ms) await this.queue.rateLimit(Math.ceil(ms));
    });
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.worker.close(true), this.queue.close()]);
  }

  /** All processes go at the pace of the one that was refused most. */
  async #slowDown(share: number): Promise<void> {
    if (this.rate.perSecond === 0) return;
    const now = performance.now();
    if (now - this.#slowReadAt >= SLOW_READ) {
      this.#slowReadAt = now;
      const told = Number((await this.#ask(() => this.redis.get(this.slowKey))) ?? 1);
      // Told again while it lasts; a process that has recovered, or died, leaves it to run out.
      if (share < 1 && share <= told) await this.#ask(() => this.redis.set(this.slowKey, String(share), 'PX', SLOW));
      this.#slowest = told;
    }
    this.worker.opts.limiter = limiterOf(this.rate.perSecond * Math.min(share, this.#slowest));
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      throw new RedisAway((error as Error).name);
    }
  }
}
