/**
 * Where the oldest row of a list stands, so that nobody looks through the years before it. The embedded engines read the whole list for that:
 * so it is asked once, and again in the background every hour; in between the oldest only goes, or comes a moment late.
 */
import type { Collection, Document, Filter } from 'mongodb';
import type { Store } from '../store.js';

const DAY = 86_400_000;
/** Turns are written down some moments after they were taken; nothing comes so late. */
const LATE = DAY;
const AGAIN = 3_600_000;

interface Known {
  value: number;
  askedAt: number;
}
const known = new WeakMap<Store, Map<string, Known>>();

/** Epoch ms; nothing there: from the day before `now` on. */
export async function firstMoment<T extends Document>(
  store: Store,
  collection: Collection<T>,
  filter: Filter<T>,
  field: string,
  now: number,
): Promise<number> {
  const name = `${collection.collectionName} ${field} ${JSON.stringify(filter)}`;
  let mine = known.get(store);
  if (!mine) known.set(store, (mine = new Map()));
  const ask = async () => {
    const [first] = await collection
      .find(filter)
      .project({ [field]: 1 })
      .sort({ [field]: 1 })
      .limit(1)
      .toArray();
    const at = (first as Document | undefined)?.[field] as Date | undefined;
    // Nothing yet is not kept: the first row may come in the next moment.
    if (at) mine.set(name, { value: at.getTime() - LATE, askedAt: now });
    return (at?.getTime() ?? now) - LATE;
  };
  const before = mine.get(name);
  if (!before) return ask();
  if (now - before.askedAt > AGAIN) {
    before.askedAt = now;
    void ask().catch(() => undefined);
  }
  return before.value;
}
