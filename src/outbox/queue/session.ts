/** Sending while Redis answers: rows are filled from the outbox, and what their turn has come for is sent. */
import type { Redis } from 'ioredis';
import { loop } from '../../turn/loop.js';
import type { Services } from '../../turn/services.js';
import { HORIZON } from '../choose.js';
import { dispatch, TOGETHER } from '../dispatch.js';
import { waitingIn } from '../due.js';
import { senderName, type Way } from '../prepare.js';
import type { Rate } from '../pace.js';
import { refill } from './refill.js';
import { RedisAway, SenderRow, type Taken } from './sender-row.js';
import { SharedTier } from './shared-tier.js';

/** The outbox is looked at this often: an answer waits no longer for its place. */
const REFILL_IDLE = 100;
/** The campaigns' part of it when the last look found nothing to add. */
const CAMPAIGN_IDLE = 500;
/** An empty row is looked at this often, one that was just in use more often: its limiter opens every fifth of a second. */
const ROW_IDLE = 100;
const ROW_IN_USE = 10;
const IN_USE_FOR = 2_000;

export interface SessionOptions {
  /** Of all keys in Redis. */
  readonly prefix: string;
  readonly inFlight: number;
  /** Messages that this process is sending. */
  readonly busy: Set<string>;
  /** Redis has just proved that it works. */
  onWorking(): void;
  /** Redis is away; the session ends as soon as what is under way is written down. */
  onAway(error: Error): void;
}

export class Session {
  readonly #rows = new Map<string, Promise<SenderRow>>();
  readonly #ending = new AbortController();
  readonly #parts: Promise<void>[] = [];
  readonly #sends = new Set<Promise<void>>();
  readonly #token: string;
  readonly #tier: SharedTier;
  #underWay = 0;
  #campaignsAt = 0;
  #trouble: RedisAway | null = null;
  constructor(
    private readonly services: Services,
    private readonly redis: Redis,
    private readonly options: SessionOptions,
  ) {
    this.#token = services.newId();
    this.#tier = new SharedTier(redis, options.prefix);
  }

  /** Works until `signal` is aborted or Redis is away, and what was under way is written down. Throws `RedisAway`. */
  async run(signal: AbortSignal): Promise<void> {
    const end = () => this.#ending.abort();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    try {
      for (const [sender, rate] of sendersOf(this.services)) await this.#row(sender, rate);
      this.#part(REFILL_IDLE, () => this.#refill());
      await this.#ended();
    } catch (error) {
      if (!(error instanceof RedisAway)) throw error;
      this.#lost(error);
    } finally {
      end();
      signal.removeEventListener('abort', end);
      while (this.#parts.length > 0) await Promise.all(this.#parts.splice(0));
      await Promise.all(this.#sends);
      for (const row of await Promise.allSettled(this.#rows.values()))
        if (row.status === 'fulfilled') await row.value.close();
    }
    if (this.#trouble) throw this.#trouble;
  }

  #lost(error: RedisAway): void {
    this.#trouble ??= error;
    if (!this.#ending.signal.aborted) this.options.onAway(error);
    this.#ending.abort();
  }

  #ended(): Promise<void> {
    const { signal } = this.#ending;
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** A loop of this session; Redis away ends all of them. */
  #part(idle: number | (() => number), pass: () => Promise<number>): void {
    const { signal } = this.#ending;
    this.#parts.push(
      loop(this.services.log, signal, idle, async () => {
        try {
          return await pass();
        } catch (error) {
          if (!(error instanceof RedisAway)) throw error;
          this.#lost(error);
          return 0;
        }
      }),
    );
  }

  #row(sender: string, rate: Rate): Promise<SenderRow> {
    const known = this.#rows.get(sender);
    if (known) return known;
    const opening = SenderRow.open(this.redis, this.options.prefix, sender, rate, this.#token);
    this.#rows.set(sender, opening);
    return opening.then((row) => {
      let usedAt = -Infinity;
      this.#part(
        () => (performance.now() - usedAt < IN_USE_FOR ? ROW_IN_USE : ROW_IDLE),
        async () => {
          const taken = await this.#send(row);
          if (taken > 0) usedAt = performance.now();
          return taken;
        },
      );
      return row;
    });
  }

  async #refill(): Promise<number> {
    const now = performance.now();
    const low = new Set<SenderRow>();
    if (now >= this.#campaignsAt)
      for (const opening of this.#rows.values()) {
        const row = await opening;
        if ((await row.depth()) < row.low) low.add(row);
      }
    const rowOf = ({ sender, rate }: Way) => this.#row(sender, rate);
    const done = await refill(this.services, rowOf, low, this.options.busy);
    if (low.size > 0 && done === 0) this.#campaignsAt = now + CAMPAIGN_IDLE;
    if (!this.#ending.signal.aborted) this.options.onWorking();
    // What was added is sent by the rows; looking again at once would find the same.
    return 0;
  }

  /** Takes as many from the row as there is room for, and sends them without being waited for. Returns how many. */
  async #send(row: SenderRow): Promise<number> {
    const { pace } = this.services;
    const room = pace.room(row.sender, row.rate, HORIZON);
    const most = Math.min(this.options.inFlight - this.#underWay, room, TOGETHER);
    if (most < 1) return 0;
    // Held before anything is awaited: the other rows take from the same room.
    this.#underWay += most;
    let taken: Taken[] = [];
    try {
      taken = await row.take(most, pace.share(row.sender));
    } finally {
      this.#underWay -= most - taken.length;
    }
    if (taken.length === 0) return 0;
    const sending = this.#sendTogether(row, taken).finally(() => {
      this.#underWay -= taken.length;
      this.#sends.delete(sending);
    });
    this.#sends.add(sending);
    return taken.length;
  }

  /** Never throws: what was not sent is still in the outbox. */
  async #sendTogether(row: SenderRow, taken: readonly Taken[]): Promise<void> {
    const { services } = this;
    let left: Promise<void> | null = null;
    try {
      const docs = await waitingIn(services, [...new Set(taken.map(({ data }) => data.conversation))]);
      await dispatch(services, docs, {
        inFlight: taken.length,
        busy: this.options.busy,
        only: new Set(taken.map(({ id }) => id ?? '')),
        tier: this.#tier,
        onClaimed: () => {
          left = row.done(taken);
        },
      });
      const rest = services.pace.pausedUntil(row.sender) - services.clock.now();
      if (rest > 0) await row.rest(rest);
    } catch (error) {
      services.log.error({ error: (error as Error).name }, 'messages could not be sent and are tried again');
    } finally {
      await (left ?? row.done(taken));
    }
  }
}

/** Every row a message may be in, as `prepare` names them: a process sends from all of them, whoever filled them. */
function sendersOf({ senders, switchboard, programmes }: Services): ReadonlyMap<string, Rate> {
  const rows = new Map<string, Rate>();
  for (const { id, carries, capabilities } of switchboard.ports)
    for (const programme of programmes.keys())
      for (const channel of carries) {
        const named = senders.all(programme).filter((sender) => sender.channel === channel && sender.via === id);
        const live = senders.on(programme, channel).filter(({ via }) => via === id);
        for (const address of named.length === 0 ? [''] : live.map((sender) => sender.address))
          rows.set(senderName(id, address), capabilities);
      }
  return rows;
}
