import type { ConversationDoc } from '../documents.js';
import type { Store } from '../store.js';

export type ConversationRow = Pick<
  ConversationDoc,
  '_id' | 'person' | 'channel' | 'state' | 'live' | 'ended' | 'outcomes' | 'touchedAt'
>;

/** Windows to look back in, until one is full enough: a range bounded on both sides is fast on every engine, a sort of all is not. */
const WINDOWS = [60_000, 600_000, 3_600_000, 86_400_000, 30 * 86_400_000];

/** The conversations in which something happened last, newest first. */
export async function latestConversations(store: Store, now: number, limit: number): Promise<ConversationRow[]> {
  let rows: ConversationRow[] = [];
  for (const window of WINDOWS) {
    rows = await store.conversations
      .find({ touchedAt: { $gt: new Date(now - window), $lte: new Date(now + 1000) } })
      .project<ConversationRow>({ person: 1, channel: 1, state: 1, live: 1, ended: 1, outcomes: 1, touchedAt: 1 })
      .sort({ touchedAt: -1 })
      .limit(limit)
      .toArray();
    if (rows.length >= limit) break;
  }
  return rows;
}
