/** Sending by all processes together: BullMQ on Redis keeps one rate for each sender, whoever sends (DESIGN §8). */
import { loop, pause } from '../../turn/loop.js';
import type { Services } from '../../turn/services.js';
import { dispatch } from '../dispatch.js';
import { dueMessages, isReply, nameOf, withDueReplies } from '../due.js';
import type { Sending, SendQueue } from './port.js';
import { connectRedis, needRedisPackages } from './redis.js';
import { Session } from './session.js';

/** Redis is away: it is asked again after this. */
const ASK_AGAIN = 1_000;
/** Meanwhile answers are looked for this often. */
const REPLIES_IDLE = 300;
/** Answers looked at together while Redis is away. */
const REPLIES = 200;
/**
 * While Redis is away nothing that opens or reminds goes, in no process: the whole rate is there for answers, which are about a tenth of
 * all messages. A process uses this share of it and knows of no other, so that ten of them keep the provider's limit together.
 */
const SHARE_ALONE = 0.1;

export interface BullmqOptions {
  /** redis:// or rediss:// */
  readonly url: string;
  /** Of all our keys: other programs, and other databases of ours, may use the same Redis. */
  readonly prefix: string;
}

/** Connects when it starts to send, not before. Throws `UserError` when the packages it needs are not installed. */
export function bullmq(options: BullmqOptions): SendQueue {
  needRedisPackages();
  return {
    id: 'bullmq',
    start: (services, { inFlight }) => new Sender(services, options, inFlight),
  };
}

class Sender implements Sending {
  readonly #stopping = new AbortController();
  readonly #busy = new Set<string>();
  readonly #parts: readonly Promise<void>[];
  /** Redis has proved that it works, and has not failed since. */
  #working = false;
  #saidAway = false;
  constructor(
    private readonly services: Services,
    private readonly options: BullmqOptions,
    private readonly inFlight: number,
  ) {
    const { signal } = this.#stopping;
    this.#parts = [
      this.#run(signal),
      loop(services.log, signal, REPLIES_IDLE, () => (this.#working ? Promise.resolve(0) : this.#answerAlone())),
    ];
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#parts);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#withRedis(signal);
      } catch (error) {
        this.#lost(error as Error);
        await pause(ASK_AGAIN, signal);
      }
    }
  }

  async #withRedis(signal: AbortSignal): Promise<void> {
    const redis = await connectRedis(this.options.url);
    try {
      const session = new Session(this.services, redis, {
        prefix: this.options.prefix,
        inFlight: this.inFlight,
        busy: this.#busy,
        onWorking: () => this.#found(),
        onAway: (error) => this.#lost(error),
      });
      await session.run(signal);
    } finally {
      redis.disconnect();
    }
  }

  /** Answers to people go on, slowly; the campaigns wait. */
  async #answerAlone(): Promise<number> {
    const { services } = this;
    const docs = await withDueReplies(services, REPLIES);
    const only = new Set(dueMessages(docs, services.clock.now()).filter(isReply).map(nameOf));
    const { sent } = await dispatch(services, docs, {
      only,
      busy: this.#busy,
      share: SHARE_ALONE,
      inFlight: this.inFlight,
    });
    return sent;
  }

  #lost(error: Error): void {
    this.#working = false;
    if (this.#saidAway) return;
    this.#saidAway = true;
    // Only the kind of error: the address of a Redis may hold its password.
    this.services.log.warn(
      { error: error.name },
      'Redis does not answer: campaigns wait, answers to people go on slowly',
    );
  }

  #found(): void {
    this.#working = true;
    if (!this.#saidAway) return;
    this.#saidAway = false;
    this.services.log.info({}, 'Redis answers again: the queue is filled from the outbox');
  }
}
