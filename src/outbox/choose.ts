/** Which of the due messages go now: as many as there is room for on each sender and in the tier. */
import type { Addressed } from '../turn/handle.js';
import type { Services } from '../turn/services.js';
import { nameOf, type DueMessage } from './due.js';
import { prepare, type Way } from './prepare.js';
import { putOff } from './put-off.js';
import { Results } from './results.js';
import type { Stops } from './stops.js';
import type { Tier } from './tier.js';

/** How far ahead messages are claimed: they wait for their place in the row no longer than this. */
export const HORIZON = 400;
const TIER_RETRY = 3_600_000;

export interface Ready {
  readonly message: DueMessage;
  readonly way: Way;
  /** When its place in the sender's row comes, epoch ms. */
  slot: number;
  /** The channel in whose tier it holds a place; null = it needs none. */
  opens: string | null;
}

export interface Room {
  /** Messages that are being sent by this process. */
  readonly busy: Set<string>;
  /** The share of each sender's rate that may be used. */
  readonly share: number;
  readonly tier: Tier;
}

/** Adds to `ready` as many as there is room for on each sender and in the tier; returns what cannot go at all for now and is put off. */
export async function choose(
  services: Services,
  due: readonly DueMessage[],
  stops: Stops,
  { busy, share, tier }: Room,
  ready: Ready[],
): Promise<{ readonly postponed: Results; readonly events: readonly Addressed[] }> {
  const now = services.clock.now();
  const postponed = new Results();
  const events: Addressed[] = [];
  for (const message of due) {
    if (busy.has(nameOf(message))) continue;
    const prepared = prepare(services, message, stops, now);
    if (prepared.is !== 'ready') {
      events.push(...putOff(postponed, message, prepared, now));
      continue;
    }
    const { way } = prepared;
    const rate = { ...way.rate, perSecond: way.rate.perSecond * share };
    if (services.pace.room(way.sender, rate, HORIZON) < 1) continue;
    const each: Ready = { message, way, slot: 0, opens: null };
    busy.add(nameOf(message));
    ready.push(each);
    if (way.windowClosed && way.port.capabilities.needsTemplate) {
      if (!(await tier.enter(services, way.port.id, nameOf(message)))) {
        postponed.postpone(message, now + TIER_RETRY, 'throttled tier');
        busy.delete(nameOf(message));
        ready.pop();
        continue;
      }
      each.opens = way.port.id;
    }
    // The place in the row is taken here, at once: other rows of this process would claim the same places, and a crash leave them in doubt.
    each.slot = services.pace.reserve(way.sender, rate);
  }
  return { postponed, events };
}
