/** Which messages are due: answers to people who have written first, then those that open and remind. */
import type { ConversationDoc, OutboxItem } from '../store/documents.js';
import type { Services } from '../turn/services.js';

export interface DueMessage {
  readonly doc: ConversationDoc;
  /** Key in the outbox. */
  readonly id: string;
  readonly item: OutboxItem;
  /** A crash or a lost connection left it in `sending`: it may have been sent. */
  readonly again: boolean;
}

export const isReply = ({ item }: DueMessage): boolean => item.kind !== 'first' && item.kind !== 'reminder';
export const nameOf = ({ doc, id }: DueMessage): string => `${doc._id}-${id}`;

/**
 * Conversations with due work, those with an answer first. Bounded on both sides: the embedded engines are fast on such ranges
 * only (DESIGN §6). Null, nothing due, is outside.
 */
export async function dueConversations(services: Services, limit: number): Promise<ConversationDoc[]> {
  const until = { $gte: new Date(0), $lte: new Date(services.clock.now()) };
  const { conversations } = services.store;
  const replies = await conversations.find({ replyDueAt: until }).limit(limit).toArray();
  if (replies.length >= limit) return replies;
  const rest = await conversations.find({ nextDueAt: until }).limit(limit).toArray();
  const known = new Set(replies.map(({ _id }) => _id));
  return [...replies, ...rest.filter(({ _id }) => !known.has(_id))];
}

/** Messages whose time has come. What a turn says leaves only once the turn is written down where people look. */
export function dueMessages(docs: readonly ConversationDoc[], now: number): DueMessage[] {
  const due = docs
    .filter(({ pending }) => pending.length === 0)
    .flatMap((doc) =>
      Object.entries(doc.outbox).flatMap(([id, item]) => {
        const again = item.state === 'sending' && (item.lease?.until.getTime() ?? 0) <= now;
        return again || (item.state === 'due' && item.dueAt.getTime() <= now) ? [{ doc, id, item, again }] : [];
      }),
    );
  return [...due.filter(isReply), ...due.filter((message) => !isReply(message))];
}
