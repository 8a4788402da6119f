/** How long the callers of a programme wait: a few dozen rows. */
import type { KnownWaits } from '../../domain/call-waits.js';
import type { Programme } from '../../programmes/programme.js';
import { ZoneClock } from '../../timers/offset.js';
import type { Store } from '../store.js';
import { Kept } from './kept.js';
import { forgetWaitTable } from './waitTable.js';

const DAY = 86_400_000;
const kept = new Kept<KnownWaits | null>();

/** After new ones were loaded. */
export function forgetWaits(store: Store): void {
  kept.forget(store);
  forgetWaitTable(store);
}

/** Null where the programme names no source of them, or what it told is old. `now` — epoch ms. */
export async function knownWaits(store: Store, programme: Programme, now: number): Promise<KnownWaits | null> {
  const rule = programme.sources.waits;
  if (!rule) return null;
  return kept.get(store, programme.id, now, async () => {
    const fresh = (await store.callWaits.find({ programme: programme.id }).toArray())
      .filter(({ asOf }) => asOf.getTime() >= now - rule.maxAgeDays * DAY)
      .sort((a, b) => a.average - b.average || (a.from < b.from ? -1 : 1));
    const [best, worst] = [fresh[0], fresh.at(-1)];
    if (!best || !worst) return null;
    return { source: best.source, asOf: ZoneClock.of(programme.zone).day(best.asOf.getTime()), best, worst };
  });
}
