/** Writes down what became of messages that were claimed. */
import type { AnyBulkWriteOperation } from 'mongodb';
import { bulkUpdate } from '../store/bulk.js';
import { DUE_TIMES } from '../store/commitTurns.js';
import type { AddressDoc, ConversationDoc, MessageDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import type { Services } from '../turn/services.js';
import type { DueMessage } from './due.js';
import { nameOf } from './due.js';

/** States that a later, lower one never takes the place of: a receipt can be faster than our own note that it was sent. */
const BELOW: Readonly<Record<string, readonly MessageDoc['state'][]>> = {
  sent: ['queued', 'unknown', 'withdrawn'],
  unknown: ['queued'],
  failed: ['queued', 'sent', 'unknown', 'withdrawn'],
  suppressed: ['queued', 'withdrawn'],
};

/** What left although it was withdrawn is counted (DESIGN §3.5). */
export const CROSSED = { $cond: [{ $eq: ['$state', 'withdrawn'] }, true, { $ifNull: ['$crossed', '$$REMOVE'] }] };

export class Results {
  readonly #messages: AnyBulkWriteOperation<MessageDoc>[] = [];
  readonly #outbox: AnyBulkWriteOperation<ConversationDoc>[] = [];
  readonly #opened: AnyBulkWriteOperation<AddressDoc>[] = [];

  /** The message is in this state now; it leaves the outbox. */
  ended(
    message: DueMessage,
    state: 'sent' | 'unknown' | 'failed' | 'suppressed',
    facts: Partial<MessageDoc> = {},
  ): void {
    const { state: _, ...rest } = facts;
    const set: Record<string, unknown> = {
      state: { $cond: [{ $in: ['$state', [...(BELOW[state] ?? [])]] }, state, '$state'] },
    };
    if (state === 'sent') set['crossed'] = CROSSED;
    // The provider's id and the price are worth keeping whatever a receipt said meanwhile.
    for (const [name, value] of Object.entries(rest)) set[name] = { $literal: value };
    this.#messages.push({ updateOne: { filter: { _id: nameOf(message) }, update: [{ $set: set }] } });
    this.#outbox.push({
      updateOne: {
        filter: { _id: message.doc._id },
        update: [{ $unset: `outbox.${message.id}` }, ...DUE_TIMES],
      },
    });
  }

  /** Sent later: it goes back into the outbox until then. Only whoever holds the lease may say so. `tries` — when this was none. */
  putBack({ doc, id }: DueMessage, token: string, dueAt: number, tries?: number): void {
    this.#outbox.push({
      updateOne: {
        filter: { _id: doc._id, [`outbox.${id}.lease.token`]: token },
        update: [
          {
            $set: {
              [`outbox.${id}`]: {
                $cond: [
                  { $eq: [`$outbox.${id}.withdrawn`, true] },
                  '$$REMOVE', // somebody answered, or said STOP, while it was under way
                  {
                    $mergeObjects: [
                      `$outbox.${id}`,
                      {
                        $literal: {
                          state: 'due',
                          dueAt: new Date(dueAt),
                          lease: null,
                          ...(tries === undefined ? {} : { tries }),
                        },
                      },
                    ],
                  },
                ],
              },
            },
          },
          ...DUE_TIMES,
        ],
      },
    });
  }

  /** It may not go now, and nobody has claimed it: its time is moved. */
  postpone(message: DueMessage, dueAt: number, why: string | null): void {
    const { doc, id, item } = message;
    this.#outbox.push({
      updateOne: {
        filter: { _id: doc._id, [`outbox.${id}.state`]: 'due', [`outbox.${id}.dueAt`]: item.dueAt },
        update: [{ $set: { [`outbox.${id}.dueAt`]: new Date(dueAt) } }, ...DUE_TIMES],
      },
    });
    if (why !== null) this.note(message, why);
  }

  /** Why it waits, for people who look. */
  note(message: DueMessage, why: string): void {
    this.#messages.push({
      updateOne: { filter: { _id: nameOf(message), state: 'queued' }, update: { $set: { failure: why } } },
    });
  }

  /** Nobody knows whether it was sent: it stays in `sending`, and is looked at again at `until`. */
  doubted({ doc, id }: DueMessage, token: string, until: number): void {
    this.#outbox.push({
      updateOne: {
        filter: { _id: doc._id, [`outbox.${id}.lease.token`]: token },
        update: [{ $set: { [`outbox.${id}.lease.until`]: new Date(until) } }, ...DUE_TIMES],
      },
    });
  }

  /** We wrote first to this number on WhatsApp. */
  opened(address: string, at: number): void {
    this.#opened.push({
      updateOne: {
        filter: { _id: address },
        update: {
          $set: { openedAt: new Date(at) },
          $setOnInsert: { live: null, liveSince: null, last: null, lastAt: null },
        },
        upsert: true,
      },
    });
  }

  /** What became of the message is written before it leaves the outbox: a crash in between sends nothing twice unmarked. */
  async write({ store }: Services): Promise<void> {
    await bulkUpdate(store, store.messages, this.#messages, { patient: true });
    await bulkUpdate(store, store.conversations, this.#outbox, { durable: true, patient: true });
    try {
      await bulkUpdate(store, store.addresses, this.#opened, { patient: true });
    } catch (error) {
      if (!onlyDuplicates(error)) throw error; // another worker has just made the number's document
    }
  }
}
