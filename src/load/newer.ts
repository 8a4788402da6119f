/** Writes what a source told unless something newer is known: a file read twice changes nothing, an older one undoes nothing. */
import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { UserError } from '../domain/failure.js';
import { bulkUpdate } from '../store/bulk.js';
import type { Store } from '../store/store.js';

const DAY = 86_400_000;

/** What every document of a source has. */
interface Told {
  readonly _id: string;
  readonly asOf: Date;
}

/** `docs` — of one file, one each id, all as of `asOf` (epoch ms). Returns how many were written and how many were known newer. */
export async function writeNewer<D extends Told>(
  store: Store,
  collection: Collection<D>,
  docs: readonly D[],
  asOf: number,
): Promise<{ readonly taken: number; readonly older: number }> {
  const ids = docs.map(({ _id }) => _id);
  const known = await collection
    .find({ _id: { $in: ids } } as never)
    .project<Told>({ asOf: 1 })
    .toArray();
  const newer = new Set(known.filter((doc) => doc.asOf.getTime() > asOf).map(({ _id }) => _id));
  const news = docs.filter(({ _id }) => !newer.has(_id));
  await bulkUpdate(
    store,
    collection,
    news.map(({ _id, ...rest }) => ({
      updateOne: { filter: { _id }, update: { $set: rest }, upsert: true },
    })) as AnyBulkWriteOperation<D>[],
  );
  return { taken: news.length, older: newer.size };
}

/** Data cannot be as of a moment to come; a day is left for clocks and zones. Both epoch ms. Throws `UserError`. */
export function checkAsOf(asOf: number, now: number): void {
  if (asOf > now + DAY)
    throw new UserError('as-of-to-come', 'The data cannot be as of a moment to come.', 'Check --as-of');
}
