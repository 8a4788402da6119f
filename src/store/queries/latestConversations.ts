import type { Store } from '../store.js';
import { conversationsPage, type ConversationRow } from './conversationsPage.js';
import type { Page, Place } from './pageInWindows.js';

export type { ConversationRow } from './conversationsPage.js';

/** The conversations in which something happened last, newest first, from `before` on; none only where there are no more. */
export async function latestConversations(
  store: Store,
  now: number,
  limit: number,
  before: Place | null = null,
): Promise<Page<ConversationRow>> {
  let after = before;
  for (;;) {
    // A page ends when it has looked long enough, with nothing in its hands on a busy machine after a quiet week.
    const page: Page<ConversationRow> = await conversationsPage(store, { now, after, limit });
    if (page.rows.length > 0 || page.next === null) return page;
    after = page.next;
  }
}
