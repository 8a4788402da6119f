/** The professionals of a programme: public, few, and asked for by words that no index knows. */
import type { Directory } from '../../domain/directory.js';
import type { Programme } from '../../programmes/programme.js';
import { ZoneClock } from '../../timers/offset.js';
import type { Store } from '../store.js';
import { Kept } from './kept.js';

const DAY = 86_400_000;
const kept = new Kept<Directory | null>();

/** After a new list was loaded. */
export const forgetDirectory = (store: Store): void => kept.forget(store);

/** Null where the programme names no source of it, or what it told is old. `now` — epoch ms. */
export async function directoryOf(store: Store, programme: Programme, now: number): Promise<Directory | null> {
  const rule = programme.sources.professionals;
  if (!rule) return null;
  return kept.get(store, programme.id, now, async () => {
    const docs = (await store.professionals.find({ programme: programme.id }).toArray())
      .filter(({ asOf }) => asOf.getTime() >= now - rule.maxAgeDays * DAY)
      .sort((a, b) => b.asOf.getTime() - a.asOf.getTime());
    const [newest] = docs;
    if (!newest) return null;
    return {
      source: newest.source,
      asOf: ZoneClock.of(programme.zone).day(newest.asOf.getTime()),
      listings: docs.map(({ name, service, place, hours, phone }) => ({ name, service, place, hours, phone })),
    };
  });
}
