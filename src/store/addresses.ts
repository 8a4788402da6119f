/** A number has at most one live conversation, over all persons and programmes (DESIGN §3.6). */
import type { AddressDoc } from './documents.js';
import { onlyDuplicates } from './duplicates.js';
import { DURABLE, type Store } from './store.js';

export interface Claim {
  readonly address: string;
  readonly conversation: string;
}

/** A claim whose conversation was never written (a crash in between) may be taken over after this long; a commit takes a second. */
export const ABANDONED_AFTER = 2 * 60_000;

/** Claims each number for its conversation; returns the conversations that got theirs. The others wait. */
export async function claimAddresses(
  store: Store,
  claims: readonly Claim[],
  now: number,
): Promise<ReadonlySet<string>> {
  if (claims.length === 0) return new Set();
  const since = new Date(now);
  try {
    await store.addresses.bulkWrite(
      claims.map(({ address, conversation }) => ({
        updateOne: {
          filter: { _id: address, live: null },
          update: { $set: { live: conversation, liveSince: since }, $setOnInsert: { last: null, lastAt: null } },
          upsert: true,
        },
      })),
      { ordered: false, ...DURABLE },
    );
  } catch (error) {
    // The number is held by somebody else: the upsert found no free document and could not make a second.
    if (!onlyDuplicates(error)) throw error;
  }
  const held = await store.addresses.find({ _id: { $in: claims.map(({ address }) => address) } }).toArray();
  if (await takeOverAbandoned(store, held, claims, now)) return claimAddresses(store, claims, now);
  const mine = new Set(claims.map(({ conversation }) => conversation));
  return new Set(held.flatMap(({ live }) => (live !== null && mine.has(live) ? [live] : [])));
}

/** Frees numbers whose holder ended or was never written; returns whether any became free. */
async function takeOverAbandoned(
  store: Store,
  held: readonly AddressDoc[],
  claims: readonly Claim[],
  now: number,
): Promise<boolean> {
  const mine = new Set(claims.map(({ conversation }) => conversation));
  const others = held.filter(
    ({ live, liveSince }) => live !== null && !mine.has(live) && now - (liveSince?.getTime() ?? 0) > ABANDONED_AFTER,
  );
  if (others.length === 0) return false;
  const holders = await store.conversations
    .find({ _id: { $in: others.map(({ live }) => live as string) }, live: true })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const alive = new Set(holders.map(({ _id }) => _id));
  const free = others.filter(({ live }) => !alive.has(live as string));
  for (const { _id, live } of free)
    await store.addresses.updateOne({ _id, live }, { $set: { live: null, liveSince: null } }, DURABLE);
  return free.length > 0;
}
