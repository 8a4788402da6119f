/** The heads that documents and seals keep: by them also what was cut off at an end of a chain is found. */
import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { BSON } from 'mongodb';
import type { ProposalDoc, SealDoc } from '../store/documents.js';
import type { Store } from '../store/store.js';
import type { Bad, Chains, Expected } from './chains.js';
import { merkleRoot } from './merkle.js';
import { rawBatches } from './raw-batches.js';
import { leafOf, sealText } from './seal.js';

/** A seal that was kept outside. */
export interface SignedHead {
  readonly seal: string;
  readonly at: string;
  readonly root: string;
  readonly previous: string;
  readonly signature: string;
  readonly publicKey: string;
}

/** Documents read together. */
const BATCH = 5_000;

type Talk = { _id: string; audit: { seq: number; head: string }; pending?: readonly unknown[] };
type Decided = Pick<ProposalDoc, '_id' | 'audit' | 'unlogged' | 'state'>;

/** The heads that documents keep. */
export async function keptHeads(store: Store): Promise<Map<string, Expected>> {
  const heads = new Map<string, Expected>();
  const talks = { projection: { 'audit.seq': 1, 'audit.head': 1, 'pending.turn': 1 }, size: BATCH };
  for await (const batch of rawBatches(store, 'conversations', talks))
    for (const raw of batch) {
      const { _id, audit, pending = [] } = BSON.deserialize(raw) as Talk;
      if (audit.seq > 0) heads.set(_id, { seq: audit.seq, head: audit.head, onTheWay: pending.length, met: false });
    }
  const decided = {
    filter: { audit: { $exists: true } },
    projection: { 'audit.seq': 1, 'audit.head': 1, 'unlogged.seq': 1, state: 1 },
    size: BATCH,
  };
  for await (const batch of rawBatches(store, 'proposals', decided))
    for (const raw of batch) {
      const { _id, audit, unlogged = [], state } = BSON.deserialize(raw) as Decided;
      if (audit)
        heads.set(`proposal:${_id}`, {
          seq: audit.seq,
          head: audit.head,
          state,
          onTheWay: unlogged.length,
          met: false,
        });
    }
  return heads;
}

/** Seals are a chain of their own; the last head each gives of a stream must be a link that is there. `outside` must be among them. */
export async function sealedHeads(
  store: Store,
  outside: SignedHead | undefined,
): Promise<{ readonly heads: Map<string, Expected>; readonly count: number; readonly bad: readonly Bad[] }> {
  const key = publicKeyOf(store.vault.sealPublicKey);
  const heads = new Map<string, Expected>();
  const bad: Bad[] = [];
  let [count, previous, found] = [0, '', outside === undefined];
  for await (const seal of store.seals.find({}).sort({ _id: 1 })) {
    count += 1;
    const whole =
      Number(seal._id) === count &&
      seal.previous === previous &&
      seal.root === merkleRoot(seal.heads.map(leafOf)) &&
      isSigned(seal, key);
    if (!whole) bad.push({ stream: 'seals', seq: count, what: 'seal' });
    for (const { stream, seq, head } of seal.heads) heads.set(stream, { seq, head, onTheWay: 0, met: false });
    if (outside && seal._id === outside.seal && seal.signature === outside.signature && seal.root === outside.root)
      found = true;
    previous = seal.signature;
  }
  if (outside && (!found || !isSignedHead(outside, key)))
    bad.push({ stream: 'seals', seq: Number(outside.seal), what: 'seal' });
  return { heads, count, bad };
}

/** Chains that end before the head that is kept of them. */
export function cutChains(
  chains: Chains,
  kept: ReadonlyMap<string, Expected>,
  sealed: ReadonlyMap<string, Expected>,
): Bad[] {
  const bad: Bad[] = [];
  for (const expected of [kept, sealed])
    for (const [stream, { seq, met, onTheWay }] of expected) {
      if (met) continue;
      const length = chains.lengthOf(stream);
      // Turns that are committed and not yet written out are in the document's head, and so perhaps in a seal.
      const least = seq - Math.max(onTheWay, kept.get(stream)?.onTheWay ?? 0);
      if (length < least) bad.push({ stream, seq: length + 1, what: 'cut' });
    }
  return bad;
}

/** Chains that are longer than their document was: it has gone on since, or somebody has added what it does not know. */
export async function longerChains(store: Store, chains: Chains, kept: ReadonlyMap<string, Expected>): Promise<Bad[]> {
  const bad: Bad[] = [];
  const longer = [...kept].filter(([stream, { seq }]) => chains.lengthOf(stream) > seq).map(([stream]) => stream);
  for (let at = 0; at < longer.length; at += 1_000) {
    const some = longer.slice(at, at + 1_000);
    const talks = await store.conversations
      .find({ _id: { $in: some } })
      .project<{ _id: string; audit: { seq: number } }>({ audit: 1 })
      .toArray();
    const proposals = await store.proposals
      .find({ _id: { $in: some.map((stream) => stream.replace(/^proposal:/, '')) } })
      .project<{ _id: string; audit: { seq: number } }>({ audit: 1 })
      .toArray();
    const now = new Map([
      ...talks.map(({ _id, audit }) => [_id, audit.seq] as const),
      ...proposals.map(({ _id, audit }) => [`proposal:${_id}`, audit.seq] as const),
    ]);
    for (const stream of some) {
      const known = now.get(stream) ?? 0;
      if (chains.lengthOf(stream) > known) bad.push({ stream, seq: known + 1, what: 'head' });
    }
  }
  return bad;
}

const publicKeyOf = (base64: string) =>
  createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });

const isSigned = (
  seal: Pick<SealDoc, '_id' | 'at' | 'root' | 'previous' | 'signature'>,
  key: ReturnType<typeof publicKeyOf>,
): boolean => verifySignature(null, Buffer.from(sealText(seal)), key, Buffer.from(seal.signature, 'base64url'));

const isSignedHead = (
  { seal, at, root, previous, signature }: SignedHead,
  key: ReturnType<typeof publicKeyOf>,
): boolean => isSigned({ _id: seal, at: new Date(at), root, previous, signature }, key);

/** The last seal, to be kept outside; null = nothing was sealed yet. */
export async function signedHead(store: Store): Promise<SignedHead | null> {
  const [seal] = await store.seals.find({}).sort({ _id: -1 }).limit(1).toArray();
  if (!seal) return null;
  const { _id, at, root, previous, signature } = seal;
  return { seal: _id, at: at.toISOString(), root, previous, signature, publicKey: store.vault.sealPublicKey };
}
