/**
 * Where the oldest row of a list stands, so that nobody looks through the years before it. Asked once, and again in the background every hour;
 * in between the oldest only goes, or comes a moment late.
 *
 * Days are halved and what they hold is counted. A sort would be one question, and the embedded engines answer it with the whole list in their
 * memory: of three million cases eighteen gigabytes, and the server is gone (decisions.md).
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
    const first = await firstDay(collection, filter, field, now);
    // Nothing yet is not kept: the first row may come in the next moment.
    if (first !== null) mine.set(name, { value: first - LATE, askedAt: now });
    return (first ?? now) - LATE;
  };
  const before = mine.get(name);
  if (!before) return ask();
  if (now - before.askedAt > AGAIN) {
    before.askedAt = now;
    void ask().catch(() => undefined);
  }
  return before.value;
}

/** Older than the program: what a list says of before it is no moment at which something was done here. */
export const BEGIN = Date.UTC(2000, 0, 1);

/** The beginning of the day (UTC) of the oldest row; null = there is none. */
async function firstDay<T extends Document>(
  collection: Collection<T>,
  filter: Filter<T>,
  field: string,
  now: number,
): Promise<number | null> {
  const any = async (from: number, until: number): Promise<boolean> => {
    const range = { [field]: { $gte: new Date(from), $lt: new Date(until) } };
    return (await collection.countDocuments({ ...filter, ...range } as Filter<T>)) > 0;
  };
  // Half-open [low, high) in days, the oldest row in it.
  let [low, high] = [0, Math.ceil((now + 2 * DAY - BEGIN) / DAY)];
  const at = (day: number): number => BEGIN + day * DAY;
  let found = false;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await any(at(low), at(middle))) [high, found] = [middle, true];
    else low = middle;
  }
  return found || (await any(at(low), at(high))) ? at(low) : null;
}
