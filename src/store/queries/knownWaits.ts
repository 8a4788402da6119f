/** The waits of a programme's callers, kept in memory for a minute: a few dozen rows that everybody may be told. */
import type { KnownWaits } from '../../domain/call-waits.js';
import type { Programme } from '../../programmes/programme.js';
import { ZoneClock } from '../../timers/offset.js';
import type { Store } from '../store.js';

const DAY = 86_400_000;
const KEPT = 60_000;

const known = new WeakMap<Store, Map<string, { readonly readAt: number; readonly waits: KnownWaits | null }>>();

/** After new ones were loaded. */
export const forgetWaits = (store: Store): void => void known.delete(store);

/** Null where the programme names no source of them, or what it told is old. `now` — epoch ms. */
export async function knownWaits(store: Store, programme: Programme, now: number): Promise<KnownWaits | null> {
  const rule = programme.sources.waits;
  if (!rule) return null;
  const mine = known.get(store) ?? new Map<string, { readAt: number; waits: KnownWaits | null }>();
  known.set(store, mine);
  const before = mine.get(programme.id);
  if (before && now >= before.readAt && now - before.readAt < KEPT) return before.waits;
  const fresh = (await store.callWaits.find({ programme: programme.id }).toArray())
    .filter(({ asOf }) => asOf.getTime() >= now - rule.maxAgeDays * DAY)
    .sort((a, b) => a.average - b.average || (a.from < b.from ? -1 : 1));
  const [best, worst] = [fresh[0], fresh.at(-1)];
  const waits =
    best && worst
      ? { source: best.source, asOf: ZoneClock.of(programme.zone).day(best.asOf.getTime()), best, worst }
      : null;
  mine.set(programme.id, { readAt: now, waits });
  return waits;
}
