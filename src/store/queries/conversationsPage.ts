/** Conversations, the one in which something happened last first: states and codes, no words and no number. */
import type { ConversationDoc } from '../documents.js';
import type { Store } from '../store.js';
import { BEGIN } from './firstMoment.js';
import { momentAxis, pageInWindows, type Page, type Place } from './pageInWindows.js';

export type ConversationRow = Pick<
  ConversationDoc,
  | '_id' | 'programme' | 'person' | 'channel' | 'state' | 'live' | 'ended' | 'outcomes' | 'touchedAt' | 'openedAt' | 'campaign' | 'assurance' | 'answered'
>; // prettier-ignore

const FIELDS = {
  programme: 1, person: 1, channel: 1, state: 1, live: 1, ended: 1, outcomes: 1, touchedAt: 1, openedAt: 1, campaign: 1, assurance: 1, answered: 1,
} as const; // prettier-ignore

export async function conversationsPage(
  store: Store,
  {
    now,
    after,
    limit,
    programme,
  }: { readonly now: number; readonly after: Place | null; readonly limit: number; readonly programme?: string },
): Promise<Page<ConversationRow>> {
  return pageInWindows<ConversationDoc, ConversationRow>(store, store.conversations, {
    name: `conversations ${programme ?? ''}`,
    axis: momentAxis('touchedAt'),
    filter: {},
    ...(programme ? { also: (row) => row.programme === programme } : {}),
    project: FIELDS,
    order: 'newest',
    // The newest come first: what was before the first of all is reached by a few empty ranges, and mostly never.
    from: BEGIN,
    until: now + 1000,
    after,
    limit,
  });
}
