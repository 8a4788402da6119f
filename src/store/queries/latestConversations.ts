import type { Store } from '../store.js';
import { conversationsPage, type ConversationRow } from './conversationsPage.js';
import type { Page, Place } from './pageInWindows.js';

export type { ConversationRow } from './conversationsPage.js';

/** The conversations in which something happened last, newest first; none only where there are none. */
export async function latestConversations(
  store: Store,
  now: number,
  limit: number,
): Promise<readonly ConversationRow[]> {
  let after: Place | null = null;
  for (;;) {
    // A page ends when it has looked long enough, with nothing in its hands on a busy machine after a quiet week.
    const page: Page<ConversationRow> = await conversationsPage(store, { now, after, limit });
    if (page.rows.length > 0 || page.next === null) return page.rows;
    after = page.next;
  }
}
