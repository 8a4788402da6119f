/** Small lists that everybody may be told, kept in memory for a minute: read once, not with every message. */
import type { Store } from '../store.js';

const KEPT = 60_000;

export class Kept<T> {
  readonly #known = new WeakMap<Store, Map<string, { readonly readAt: number; readonly value: T }>>();

  /** `now` — epoch ms; on a clock that was set back it is read again. */
  async get(store: Store, programme: string, now: number, read: () => Promise<T>): Promise<T> {
    const mine = this.#known.get(store) ?? new Map<string, { readonly readAt: number; readonly value: T }>();
    this.#known.set(store, mine);
    const before = mine.get(programme);
    if (before && now >= before.readAt && now - before.readAt < KEPT) return before.value;
    const value = await read();
    mine.set(programme, { readAt: now, value });
    return value;
  }

  /** After something new was loaded. */
  forget(store: Store): void {
    this.#known.delete(store);
  }
}
