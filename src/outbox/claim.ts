/** A message is sent by whoever holds its lease. */
import { bulkUpdate } from '../store/bulk.js';
import { DUE_TIMES } from '../store/commitTurns.js';
import type { ConversationDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import type { DueMessage } from './due.js';

/** A send that takes longer than this is unknown: the process died, or the provider hangs. */
export const LEASE = 60_000;

/** Takes a lease on every due message; what another worker took meanwhile is left to it. `now` epoch ms. */
export async function claim(
  services: Services,
  wanted: readonly DueMessage[],
  token: string,
  now: number,
): Promise<readonly DueMessage[]> {
  const lease = { until: new Date(now + LEASE), token };
  const result = await bulkUpdate(
    services.store,
    services.store.conversations,
    wanted.map(({ doc, id, item, again }) => ({
      updateOne: {
        filter: {
          _id: doc._id,
          [`outbox.${id}.state`]: item.state,
          [`outbox.${id}.dueAt`]: item.dueAt,
          ...(item.lease ? { [`outbox.${id}.lease.token`]: item.lease.token } : {}),
        },
        update: [
          {
            $set: {
              [`outbox.${id}.state`]: 'sending',
              [`outbox.${id}.lease`]: { $literal: lease },
              [`outbox.${id}.tries`]: item.tries + 1,
              [`outbox.${id}.since`]: item.since ?? new Date(now),
              ...(again ? { [`outbox.${id}.again`]: true } : {}),
            },
          },
          ...DUE_TIMES,
        ],
      },
    })),
    { durable: true },
  );
  if (result?.matchedCount === wanted.length) return wanted;
  const held = await services.store.conversations
    .find({ _id: { $in: wanted.map(({ doc }) => doc._id) } })
    .project<Pick<ConversationDoc, '_id' | 'outbox'>>({ outbox: 1 })
    .toArray();
  const byId = new Map(held.map((doc) => [doc._id, doc.outbox]));
  return wanted.filter(({ doc, id }) => byId.get(doc._id)?.[id]?.lease?.token === token);
}
