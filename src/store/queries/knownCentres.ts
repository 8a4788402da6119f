/** The centres of a programme: few, and asked for with every call. */
import type { Programme } from '../../programmes/programme.js';
import type { CentreDoc } from '../source-documents.js';
import type { Store } from '../store.js';
import { Kept } from './kept.js';

const DAY = 86_400_000;
const kept = new Kept<readonly CentreDoc[]>();

/** After new ones were loaded. */
export const forgetCentres = (store: Store): void => kept.forget(store);

/** None where the programme names no source of them, or what it told is old: then nothing is passed on, and everybody sees what there is to do. `now` — epoch ms. */
export async function knownCentres(store: Store, programme: Programme, now: number): Promise<readonly CentreDoc[]> {
  const rule = programme.sources.centres;
  if (!rule) return [];
  return kept.get(store, programme.id, now, async () =>
    (await store.centres.find({ programme: programme.id }).toArray())
      .filter(({ asOf }) => asOf.getTime() >= now - rule.maxAgeDays * DAY)
      .sort((a, b) => (a.code < b.code ? -1 : 1)),
  );
}
