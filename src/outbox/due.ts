/** Which messages are due: answers to people who have written first, then those that open and remind. */
import type { Channel } from '../domain/channel.js';
import type { ConversationDoc, OutboxItem } from '../store/documents.js';
import type { Services } from '../turn/services.js';

/** What of a conversation is needed to send its messages: not its context, and not its history. */
export type Waiting = Pick<
  ConversationDoc,
  | '_id'
  | 'programme'
  | 'person'
  | 'address'
  | 'outbox'
  | 'pending'
  | 'windowUntil'
  | 'live'
  | 'synthetic'
  | 'key'
  | 'campaign'
  | 'zone'
  | 'localDays'
>;
/** What `Waiting` is read by. */
export const PROJECTION = {
  programme: 1,
  person: 1,
  address: 1,
  outbox: 1,
  'pending.turn': 1,
  windowUntil: 1,
  live: 1,
  synthetic: 1,
  key: 1,
  campaign: 1,
  zone: 1,
  localDays: 1,
};

/** Channels that a campaign writes on. */
const SENT_ON: readonly Channel[] = ['sms', 'whatsapp', 'portal'];

export interface DueMessage {
  readonly doc: Waiting;
  /** Key in the outbox. */
  readonly id: string;
  readonly item: OutboxItem;
  /** A crash or a lost connection left it in `sending`: it may have been sent. */
  readonly again: boolean;
}

export const isReply = ({ item }: DueMessage): boolean => item.kind !== 'first' && item.kind !== 'reminder';
export const nameOf = ({ doc, id }: DueMessage): string => `${doc._id}-${id}`;

/** Bounded on both sides: the embedded engines are fast on such ranges only (DESIGN §6). Null, nothing due, is outside. */
const untilNow = ({ clock }: Services) => ({ $gte: new Date(0), $lte: new Date(clock.now()) });

const find = ({ store }: Services, filter: object, limit: number): Promise<Waiting[]> =>
  store.conversations.find(filter).limit(limit).project<Waiting>(PROJECTION).toArray();

/** Conversations with due work, those with an answer first. */
export async function withDueMessages(services: Services, limit: number): Promise<Waiting[]> {
  const replies = await withDueReplies(services, limit);
  if (replies.length >= limit) return replies;
  const until = untilNow(services);
  // Each channel has a window of its own: what a slow or paused sender has waiting does not hide the others.
  const rest = await Promise.all(SENT_ON.map((channel) => find(services, { channel, sendDueAt: until }, limit)));
  const known = new Set(replies.map(({ _id }) => _id));
  return [...replies, ...rest.flat().filter(({ _id }) => !known.has(_id))];
}

/** Conversations in which somebody waits for an answer. */
export const withDueReplies = (services: Services, limit: number): Promise<Waiting[]> =>
  find(services, { replyDueAt: untilNow(services) }, limit);

/** These conversations as they are now. */
export const waitingIn = (services: Services, ids: readonly string[]): Promise<Waiting[]> =>
  find(services, { _id: { $in: [...ids] } }, ids.length);

/** Messages whose time has come. What a turn says leaves only once the turn is written down where people look. */
export function dueMessages(docs: readonly Waiting[], now: number): DueMessage[] {
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
