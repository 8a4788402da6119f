/** Holds the rate of each sender, and of each sender towards one person (generic cell rate algorithm; ITU-T I.371). */
import type { Clock } from '../domain/clock.js';

export interface Rate {
  /** Messages a second; 0 = no limit. */
  readonly perSecond: number;
  /** One message every `seconds` to the same person, `burst` at once; null = no limit. */
  readonly pair: { readonly seconds: number; readonly burst: number } | null;
}

/** A sender may run ahead of its rate by so many seconds, to make up for a moment of waiting; providers count by the second. */
const AHEAD = 0.5;
/** After a refusal the rate falls to this share, and comes back by a step with every message that is taken. */
const SLOWER = 0.8;
const RECOVERY = 0.005;
const SLOWEST = 0.05;
/** The first pause after a refusal; it doubles while refusals go on. */
const PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
/** Failures in a row that are no chance any more: of 2 % failing requests ten follow each other once in 10^17. */
const TROUBLES = 10;
/** Pairs remembered; those that are free again are forgotten first. */
const PAIRS = 50_000;

interface SenderState {
  /** When the next message would be due if all came evenly (theoretical arrival time), epoch ms. */
  next: number;
  factor: number;
  pausedUntil: number;
  refusals: number;
  troubles: number;
}

export class Pace {
  readonly #clock: Clock;
  readonly #senders = new Map<string, SenderState>();
  readonly #pairs = new Map<string, number>();
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many messages may start on this sender within the next `horizon` milliseconds. */
  room(sender: string, { perSecond }: Rate, horizon: number): number {
    const now = this.#clock.now();
    const state = this.#senders.get(sender);
    if (state && state.pausedUntil > now + horizon) return 0;
    if (perSecond === 0) return Infinity;
    const interval = 1000 / (perSecond * (state?.factor ?? 1));
    const from = Math.max(state?.next ?? 0, state?.pausedUntil ?? 0, now);
    // One more than whole intervals fit: the first goes at their beginning. A sender of one message a second has room for one.
    return Math.max(0, Math.floor((now + horizon + AHEAD * 1000 - from) / interval) + 1);
  }

  /** Takes the next place in the sender's row; returns when it comes, epoch ms. */
  reserve(sender: string, { perSecond }: Rate): number {
    const now = this.#clock.now();
    const state = this.#stateOf(sender);
    if (perSecond === 0) return Math.max(now, state.pausedUntil);
    const interval = 1000 / (perSecond * state.factor);
    // Those that wait through a pause form a row too: else all of them would go in the moment it ends.
    const from = Math.max(state.next, now, state.pausedUntil);
    state.next = from + interval;
    return Math.max(now, from - AHEAD * 1000, state.pausedUntil);
  }

  /** Until when this sender is left alone, epoch ms; 0 = it is not. */
  pausedUntil(sender: string): number {
    return this.#senders.get(sender)?.pausedUntil ?? 0;
  }

  /** The share of its rate that refusals have left to this sender, (0, 1]. */
  share(sender: string): number {
    return this.#senders.get(sender)?.factor ?? 1;
  }

  /** Takes a place towards this person: null = it is free now, else when it will be, epoch ms. */
  pair(sender: string, address: string, { pair }: Rate): number | null {
    if (pair === null) return null;
    const now = this.#clock.now();
    const key = `${sender} ${address}`;
    const interval = pair.seconds * 1000;
    const next = Math.max(this.#pairs.get(key) ?? 0, now);
    const at = next - interval * (pair.burst - 1);
    if (at > now) return at;
    if (this.#pairs.size >= PAIRS) this.#forgetFree(now);
    this.#pairs.set(key, next + interval);
    return null;
  }

  /** The provider said "too fast": everybody waits, longer each time. `spread` in [0, 1) keeps several programs apart. */
  refused(sender: string, spread: number): void {
    const state = this.#stateOf(sender);
    const now = this.#clock.now();
    state.factor = Math.max(SLOWEST, state.factor * SLOWER);
    const pause = Math.min(LONGEST_PAUSE, PAUSE * 2 ** Math.min(state.refusals, 10));
    state.pausedUntil = Math.max(state.pausedUntil, now + pause * (0.5 + spread / 2));
    state.refusals += 1;
  }

  /** The provider, or the way to it, is in trouble: after some failures in a row everybody waits, and no message's tries are used up. */
  troubled(sender: string, spread: number): void {
    const state = this.#stateOf(sender);
    state.troubles += 1;
    if (state.troubles < TROUBLES) return;
    const pause = Math.min(LONGEST_PAUSE, PAUSE * 2 ** Math.min(state.troubles - TROUBLES, 10));
    state.pausedUntil = Math.max(state.pausedUntil, this.#clock.now() + pause * (0.5 + spread / 2));
  }

  taken(sender: string): void {
    const state = this.#senders.get(sender);
    if (!state) return;
    state.refusals = 0;
    state.troubles = 0;
    state.factor = Math.min(1, state.factor + RECOVERY);
  }

  #stateOf(sender: string): SenderState {
    let state = this.#senders.get(sender);
    if (!state) this.#senders.set(sender, (state = { next: 0, factor: 1, pausedUntil: 0, refusals: 0, troubles: 0 }));
    return state;
  }

  #forgetFree(now: number): void {
    for (const [key, next] of this.#pairs) if (next <= now) this.#pairs.delete(key);
    // All of them busy at once: the oldest go. At worst somebody gets a message a little early, which the provider refuses.
    for (const key of this.#pairs.keys()) {
      if (this.#pairs.size < PAIRS / 2) break;
      this.#pairs.delete(key);
    }
  }
}
