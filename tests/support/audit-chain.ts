/** One chain by itself, asked of the database as an auditor would; the program follows all of them at once (src/audit/verify.ts). */
import type { Store } from '../../src/store/store.js';

/** Is a stream whole: every link in its place, none changed, none missing? Follows it from its first event to the head. */
export async function verifyChain(store: Store, stream: string): Promise<boolean> {
  return (await firstBadLink(store, stream)) === null;
}

/** The `seq` of the first event that was edited, removed or reordered; null when the stream is whole. */
export async function firstBadLink(store: Store, stream: string): Promise<number | null> {
  const rows = await store.audit.find({ stream }).toArray();
  rows.sort((a, b) => a.seq - b.seq);
  let head = '';
  let seq = 0;
  for (const row of rows) {
    if (row.seq !== seq + 1) return seq + 1;
    seq = row.seq;
    head = store.vault.auditLink(head, stream, seq, row.event, row.at.getTime());
    if (head !== row.link) return seq;
  }
  const conversation = await store.conversations.findOne({ _id: stream }, { projection: { audit: 1 } });
  if (conversation && conversation.audit.seq !== seq) return Math.min(conversation.audit.seq, seq) + 1;
  return conversation && conversation.audit.head !== head ? seq : null;
}
