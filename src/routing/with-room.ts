/** Who takes what the own centre does not: one rule, for calls as they are played and as they come in. */
import { refusal, type Standing } from './criteria.js';

/** When a centre is slow, and how many of its people it keeps for its own area. */
export interface Passing {
  /** Seconds. */
  readonly slowAfter: number;
  readonly keepFree: number;
}

/** Of the centres of `order` after the first: the next that has somebody free at once, else the next at which the wait is short; null = none. */
export function withRoom(
  order: readonly number[],
  standing: (centre: number) => Standing,
  { slowAfter, keepFree }: Passing,
): number | null {
  let short: number | null = null;
  for (let next = 1; next < order.length; next += 1) {
    const index = order[next] as number;
    const centre = standing(index);
    if (refusal(centre, slowAfter) !== null) continue;
    const free = centre.agents - centre.busy;
    if (free > keepFree) return index;
    // Who keeps people for the own area lets nobody else stand in its queue either.
    if (free <= 0 && keepFree === 0) short ??= index;
  }
  return short;
}
