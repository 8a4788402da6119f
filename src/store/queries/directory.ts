/** The professionals of a programme, kept in memory for a minute: public, few, and asked for by words that no index knows. */
import type { Directory } from '../../domain/directory.js';
import type { Programme } from '../../programmes/programme.js';
import { ZoneClock } from '../../timers/offset.js';
import type { Store } from '../store.js';

const DAY = 86_400_000;
const KEPT = 60_000;

const known = new WeakMap<Store, Map<string, { readonly readAt: number; readonly directory: Directory | null }>>();

/** After a new list was loaded. */
export const forgetDirectory = (store: Store): void => void known.delete(store);

/** Null where the programme names no source of it, or what it told is old. `now` — epoch ms. */
export async function directoryOf(store: Store, programme: Programme, now: number): Promise<Directory | null> {
  const rule = programme.sources.professionals;
  if (!rule) return null;
  const mine = known.get(store) ?? new Map<string, { readAt: number; directory: Directory | null }>();
  known.set(store, mine);
  const before = mine.get(programme.id);
  if (before && now >= before.readAt && now - before.readAt < KEPT) return before.directory;
  const docs = (await store.professionals.find({ programme: programme.id }).toArray()).filter(
    ({ asOf }) => asOf.getTime() >= now - rule.maxAgeDays * DAY,
  );
  const newest = docs.sort((a, b) => b.asOf.getTime() - a.asOf.getTime())[0];
  const directory = newest
    ? {
        source: newest.source,
        asOf: ZoneClock.of(programme.zone).day(newest.asOf.getTime()),
        listings: docs.map(({ name, service, place, hours, phone }) => ({ name, service, place, hours, phone })),
      }
    : null;
  mine.set(programme.id, { readAt: now, directory });
  return directory;
}
