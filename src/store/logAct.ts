/** Acts that belong to no document of their own, in an audit chain by what they are about. */
import type { AuditDoc } from './documents.js';
import { DURABLE, type Store } from './store.js';

/** Times another process may be faster before something else is wrong. */
const TRIES = 20;

/** Appends one link; of two at once the second takes the next place. `event` — codes and names of colleagues, never of patients. */
export async function logAct(store: Store, stream: string, event: readonly unknown[], at: Date): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const [last] = await store.audit.find({ stream }).sort({ seq: -1 }).limit(1).toArray();
    const seq = (last?.seq ?? 0) + 1;
    const text = JSON.stringify(event);
    const row: AuditDoc = {
      _id: `${stream}:${seq}`,
      stream,
      seq,
      at,
      event: text,
      link: store.vault.auditLink(last?.link ?? '', stream, seq, text, at.getTime()),
    };
    try {
      await store.audit.insertOne(row, DURABLE);
      await noteHead(store, row);
      return;
    } catch (error) {
      if ((error as { code?: number }).code !== 11000 || tries >= TRIES) throw error;
    }
  }
}

/** The head of a chain that has no document of its own, for the seals. */
export async function noteHead(
  { chainHeads }: Pick<Store, 'chainHeads'>,
  { stream, seq, link, at }: AuditDoc,
): Promise<void> {
  await chainHeads
    .updateOne({ _id: stream, seq: { $lt: seq } }, { $set: { seq, head: link, at } }, { upsert: true })
    .catch((error: unknown) => {
      if ((error as { code?: number }).code !== 11000) throw error; // a later one is noted already
    });
}
