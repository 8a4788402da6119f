/** `vigente keys rotate`: every data key is wrapped anew by the active master key; what is sealed with the data keys does not change. */
import { bulkUpdate } from '../store/bulk.js';
import { bytesOf, isReadable } from '../store/loadConversations.js';
import type { Store } from '../store/store.js';

const BATCH = 1_000;

/** Run again it goes on where it was. Returns how many keys were wrapped anew; then the old master key may leave the ring. */
export async function rotateKeys(store: Store): Promise<{ readonly persons: number; readonly conversations: number }> {
  const rotate = async (name: 'persons' | 'conversations'): Promise<number> => {
    const collection = store[name] as unknown as Store['persons'];
    let count = 0;
    let batch: { updateOne: { filter: { _id: string; key: Buffer }; update: { $set: { key: Buffer } } } }[] = [];
    const write = async () => {
      await bulkUpdate(store, collection, batch as never, { durable: true });
      count += batch.length;
      batch = [];
    };
    for await (const doc of collection.find({}).project<{ _id: string; key: Buffer }>({ key: 1 })) {
      if (!isReadable(doc)) continue;
      const wrapped = bytesOf(doc.key);
      const anew = store.vault.rewrap(wrapped);
      if (anew === null) continue;
      // Guarded by what was read: somebody who was erased meanwhile stays so.
      batch.push({ updateOne: { filter: { _id: doc._id, key: wrapped }, update: { $set: { key: anew } } } });
      if (batch.length === BATCH) await write();
    }
    await write();
    return count;
  };
  return { persons: await rotate('persons'), conversations: await rotate('conversations') };
}
