import type { Store } from '../store.js';
import { conversationsPage, type ConversationRow } from './conversationsPage.js';

export type { ConversationRow } from './conversationsPage.js';

/** The conversations in which something happened last, newest first. */
export async function latestConversations(
  store: Store,
  now: number,
  limit: number,
): Promise<readonly ConversationRow[]> {
  return (await conversationsPage(store, { now, after: null, limit })).rows;
}
