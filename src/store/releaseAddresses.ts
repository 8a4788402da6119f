/** Whose turn it is at a number, once a conversation has ended. */
import { bulkUpdate } from './bulk.js';
import { onlyDuplicates } from './duplicates.js';
import type { Committed } from './projectTurns.js';
import type { Store } from './store.js';

/** A conversation that ended frees its number; the person who waits for it is next. */
export async function releaseAddresses(store: Store, committed: readonly Committed[]): Promise<void> {
  const ending = committed.filter(({ records }) => records.some(({ ended }) => ended !== null));
  if (ending.length === 0) return;
  // What ended may have been woken since, in the same batch or by another worker: then it keeps its number.
  const live = await store.conversations
    .find({ _id: { $in: ending.map(({ loaded }) => loaded.conversation.id) }, live: true })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const awake = new Set(live.map(({ _id }) => _id));
  const closed = ending.filter(({ loaded }) => !awake.has(loaded.conversation.id));
  const operations = closed.flatMap(({ loaded, records }) => {
    const { address, id } = loaded.conversation;
    const ended = { live: null, liveSince: null, last: id, lastAt: new Date(records.at(-1)?.at ?? 0) };
    return [
      { updateOne: { filter: { _id: address, live: id }, update: { $set: ended } } },
      // A conversation with somebody unknown never held the number; the next message still belongs to it.
      { updateOne: { filter: { _id: address, live: null }, update: { $set: ended }, upsert: true } },
    ];
  });
  try {
    await bulkUpdate(store, store.addresses, operations);
  } catch (error) {
    if (!onlyDuplicates(error)) throw error; // held by another conversation by now
  }
}
