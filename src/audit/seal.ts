/**
 * Seals: every ten seconds one worker signs the heads that changed, each seal over the one before (DESIGN §3.12). Whoever keeps a signed
 * seal outside can prove that nothing of that time was cut off or made anew, even by somebody who has our keys.
 */
import type { ProposalDoc, SealDoc } from '../store/documents.js';
import { DURABLE, type Store } from '../store/store.js';
import { merkleRoot } from './merkle.js';

/** Heads in one seal; what is left over is the next one's. */
const MOST = 20_000;
/** Turns are written down a moment after they are committed: what was touched so shortly before the last seal is looked at again. */
const OVERLAP = 60_000;

type Head = SealDoc['heads'][number];

/** Seals what changed since the last one; returns the heads sealed, 0 = nothing changed. Of two workers one wins. */
export async function sealHeads(store: Store, now: number): Promise<number> {
  const [last] = await store.seals.find({}).sort({ _id: -1 }).limit(1).toArray();
  const since = new Date((last?.at.getTime() ?? OVERLAP) - OVERLAP);
  const known = await lastHeads(store, since);
  const heads = (await changedHeads(store, since, now))
    .filter(({ stream, head }) => known.get(stream) !== head)
    .sort((a, b) => (a.stream < b.stream ? -1 : 1))
    .slice(0, MOST);
  if (heads.length === 0) return 0;
  const seal = sealOf(store, heads, last, now);
  try {
    await store.seals.insertOne(seal, DURABLE);
    return heads.length;
  } catch (error) {
    if ((error as { code?: number }).code === 11000) return 0; // another worker was faster
    throw error;
  }
}

function sealOf(store: Store, heads: readonly Head[], last: SealDoc | undefined, now: number): SealDoc {
  const _id = String(Number(last?._id ?? 0) + 1).padStart(8, '0');
  const at = new Date(now);
  const root = merkleRoot(heads.map(leafOf));
  const previous = last?.signature ?? '';
  return {
    _id,
    at,
    root,
    streams: heads.length,
    previous,
    signature: store.vault.signSeal(sealText({ _id, at, root, previous })),
    heads,
  };
}

export const leafOf = ({ stream, seq, head }: Head): string => `${stream}\0${seq}\0${head}`;

/** What is signed. */
export const sealText = ({ _id, at, root, previous }: Pick<SealDoc, '_id' | 'at' | 'root' | 'previous'>): string =>
  `${_id}\n${at.toISOString()}\n${root}\n${previous}`;

/** The head each stream was last sealed with, of the seals since a moment. */
async function lastHeads(store: Store, since: Date): Promise<Map<string, string>> {
  const heads = new Map<string, string>();
  for await (const seal of store.seals.find({ at: { $gte: new Date(since.getTime() - OVERLAP) } }).sort({ _id: 1 }))
    for (const { stream, head } of seal.heads) heads.set(stream, head);
  return heads;
}

/** Conversations and proposals keep their own head; the few other streams have one in a collection of its own. */
async function changedHeads(store: Store, since: Date, now: number): Promise<Head[]> {
  const heads: Head[] = [];
  const lately = { $gte: since, $lte: new Date(now) };
  const talks = store.conversations
    .find({ touchedAt: lately })
    .project<{ _id: string; audit: { seq: number; head: string } }>({ audit: 1 });
  for await (const { _id, audit } of talks) if (audit.seq > 0) heads.push({ stream: _id, ...audit });
  for await (const { _id, audit } of store.proposals
    .find({ touchedAt: lately })
    .project<Pick<ProposalDoc, '_id' | 'audit'>>({ audit: 1 }))
    if (audit) heads.push({ stream: `proposal:${_id}`, ...audit });
  for await (const { _id, seq, head } of store.chainHeads.find({ at: lately })) heads.push({ stream: _id, seq, head });
  return heads;
}
