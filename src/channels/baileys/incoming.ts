/** From the socket to the program, in order, each message once. The socket sends nothing twice, so nothing is given up. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProviderEvent } from '../../domain/provider-event.js';

/** Ids kept to know a message again; history comes back in hundreds. */
const REMEMBERED = 5000;

export class Incoming {
  readonly #deliver: (events: readonly ProviderEvent[]) => Promise<void>;
  readonly #retryMs: number;
  readonly #seen = new Set<string>();
  readonly #ended = new AbortController();
  #last: Promise<void> = Promise.resolve();

  /** `retryMs` — milliseconds before what could not be stored is tried again. */
  constructor(deliver: (events: readonly ProviderEvent[]) => Promise<void>, retryMs: number) {
    this.#deliver = deliver;
    this.#retryMs = retryMs;
  }

  /** Whether this id is new; from now on it is not. */
  isNew(id: string): boolean {
    if (this.#seen.has(id)) return false;
    this.#seen.add(id);
    if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value ?? '');
    return true;
  }

  /** `before` runs first and is tried again with it. */
  handOn(events: readonly ProviderEvent[], before: () => Promise<void> = async () => undefined): void {
    if (events.length === 0) return;
    this.#last = this.#last.then(async () => {
      for (;;) {
        try {
          await before();
          return await this.#deliver(events);
        } catch {
          if (this.#ended.signal.aborted) return;
          await sleep(this.#retryMs, undefined, { signal: this.#ended.signal }).catch(() => undefined);
        }
      }
    });
  }

  /** Resolves when what is in hand is stored, or given up because its store is away. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#last;
  }
}
