/** Reads with one batch on its way while the last is worked on: the database and we each have a processor. */
import type { FindCursor } from 'mongodb';

/** Batches in the cursor's order. Closes it at the end, or when nobody wants more. */
export async function* ahead<T>(cursor: FindCursor<T>): AsyncGenerator<readonly T[]> {
  try {
    let first = await cursor.next();
    while (first !== null) {
      const batch = [first, ...cursor.readBufferedDocuments()];
      // Asked for before the batch is handed out, so it is made meanwhile.
      const next = cursor.next();
      next.catch(() => undefined); // thrown below, where it is waited for
      yield batch;
      first = await next;
    }
  } finally {
    await cursor.close();
  }
}
