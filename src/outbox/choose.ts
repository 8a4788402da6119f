/** Which of the due messages go now: as many as there is room for on each sender and in the tier. */
import type { Addressed } from '../turn/handle.js';
import type { Services } from '../turn/services.js';
import { nameOf, type DueMessage } from './due.js';
import { prepare, type Way } from './prepare.js';
import { Results } from './results.js';
import type { Stops } from './stops.js';
import { enterTier } from './tier.js';
import { undeliveredEvent } from './undelivered-event.js';

/** How far ahead messages are claimed: they wait for their place in the row no longer than this. */
const HORIZON = 400;
const TIER_RETRY = 3_600_000;

export interface Ready {
  readonly message: DueMessage;
  readonly way: Way;
  /** When its place in the sender's row comes, epoch ms. */
  slot: number;
  /** The channel in whose tier it holds a place; null = it needs none. */
  tier: string | null;
}

/** Adds to `ready` as many as there is room for on each sender and in the tier; returns what cannot go at all for now and is put off. */
export async function choose(
  services: Services,
  due: readonly DueMessage[],
  stops: Stops,
  busy: Set<string>,
  ready: Ready[],
): Promise<{ readonly postponed: Results; readonly events: readonly Addressed[] }> {
  const now = services.clock.now();
  const postponed = new Results();
  const events: Addressed[] = [];
  for (const message of due) {
    if (busy.has(nameOf(message))) continue;
    const prepared = prepare(services, message, stops, now);
    if (prepared.is === 'later') {
      if (message.again) postponed.doubted(message, message.item.lease?.token ?? '', prepared.at);
      else postponed.postpone(message, prepared.at, prepared.why);
      continue;
    }
    if (prepared.is === 'failed') {
      postponed.ended(message, 'failed', {
        failure: `${prepared.failure.kind} ${prepared.failure.code}`,
        failedAt: new Date(now),
      });
      // This channel cannot carry it: the conversation goes on elsewhere. A fault of ours says nothing to it.
      if (prepared.failure.kind === 'rejected')
        events.push(undeliveredEvent(message.doc._id, message.id, prepared.failure, null, now));
      continue;
    }
    const { way } = prepared;
    if (services.pace.room(way.sender, way.rate, HORIZON) < 1) continue;
    const each: Ready = { message, way, slot: 0, tier: null };
    busy.add(nameOf(message));
    ready.push(each);
    if (way.windowClosed && way.port.capabilities.needsTemplate) {
      if (!(await enterTier(services, way.port.id))) {
        postponed.postpone(message, now + TIER_RETRY, 'throttled tier');
        busy.delete(nameOf(message));
        ready.pop();
        continue;
      }
      each.tier = way.port.id;
    }
    // The place in the row is taken here, at once: other rows of this process would claim the same places, and a crash leave them in doubt.
    each.slot = services.pace.reserve(way.sender, way.rate);
  }
  return { postponed, events };
}
