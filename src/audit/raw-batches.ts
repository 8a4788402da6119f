/**
 * A whole collection as bytes, with one batch on its way while the last is worked on. The driver's own cursor looks into every document
 * before it hands it out, raw or not, which took more time than all that is done with a link here.
 */
import type { Document } from 'mongodb';
import type { Store } from '../store/store.js';

interface Reply {
  readonly cursor: {
    readonly id: { toString(): string };
    readonly firstBatch?: readonly Uint8Array[];
    readonly nextBatch?: readonly Uint8Array[];
  };
}

/** Documents stay bytes; all else in a reply is read. */
const RAW = { fieldsAsRaw: { firstBatch: true, nextBatch: true }, promoteLongs: false } as const;

/** In whatever order the database keeps them. `size` — documents in a batch. */
export async function* rawBatches(
  { db, client }: Pick<Store, 'db' | 'client'>,
  collection: string,
  {
    filter = {},
    projection,
    size,
  }: { readonly filter?: Document; readonly projection?: Document; readonly size: number },
): AsyncGenerator<readonly Uint8Array[]> {
  // A cursor belongs to the session it was opened in.
  const session = client.startSession();
  const ask = (command: Document) => db.command(command, { ...RAW, session }) as unknown as Promise<Reply>;
  let open: unknown = null;
  try {
    let reply = await ask({ find: collection, filter, ...(projection ? { projection } : {}), batchSize: size });
    for (;;) {
      const { id, firstBatch, nextBatch } = reply.cursor;
      open = id.toString() === '0' ? null : id;
      // Asked for before the batch is handed out, so that it is made meanwhile.
      const next = open === null ? null : ask({ getMore: id, collection, batchSize: size });
      next?.catch(() => undefined); // thrown below, where it is waited for
      yield firstBatch ?? nextBatch ?? [];
      if (next === null) return;
      reply = await next;
    }
  } finally {
    if (open !== null) await ask({ killCursors: collection, cursors: [open] }).catch(() => undefined);
    await session.endSession();
  }
}
