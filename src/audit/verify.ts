/**
 * `vigente audit verify`: every chain whole, from the database, in one pass over the links in whatever order they come. Names {stream, seq}
 * of what was edited, removed or moved; by the heads that documents and seals keep also what was cut off at an end.
 */
import { createPublicKey, verify as verifySignature } from 'node:crypto';
import type { AuditDoc, ProposalDoc, SealDoc } from '../store/documents.js';
import type { Store } from '../store/store.js';
import { merkleRoot } from './merkle.js';
import { leafOf, sealText } from './seal.js';

export interface Bad {
  readonly stream: string;
  readonly seq: number;
  readonly what: 'edited' | 'missing' | 'cut' | 'head' | 'seal' | 'state';
}

export interface Verified {
  readonly events: number;
  readonly streams: number;
  readonly seals: number;
  readonly ok: boolean;
  /** In the order of streams and numbers. */
  readonly firstBad: Bad | null;
  readonly bad: number;
  readonly perSecond: number;
}

/** A seal that was kept outside. */
export interface SignedHead {
  readonly seal: string;
  readonly at: string;
  readonly root: string;
  readonly previous: string;
  readonly signature: string;
  readonly publicKey: string;
}

interface Progress {
  seq: number;
  link: string;
  /** Links that came before those they follow. */
  early: Map<number, Row> | null;
}

type Row = Pick<AuditDoc, '_id' | 'stream' | 'seq' | 'event' | 'link' | 'at'>;

/** What must stand at a place of a chain: the link a document or a seal keeps as its head, and the state the document was in then. */
interface Expected {
  readonly seq: number;
  readonly head: string;
  readonly state?: ProposalDoc['state'];
  /** Links that the document holds and that may not be in the audit yet. */
  readonly onTheWay: number;
  met: boolean;
}

/**
 * Goes on while people work: what must be there is read first, so that whatever comes meanwhile is more and never less. `outside` — a head
 * kept elsewhere that must be among the seals.
 */
export async function verifyAudit(store: Store, outside?: SignedHead): Promise<Verified> {
  const started = performance.now();
  const streams = new Map<string, Progress>();
  const bad: Bad[] = [];
  const { vault } = store;
  let events = 0;
  const sealed = await sealedHeads(store, bad, outside);
  const kept = await keptHeads(store);
  const meets = (expected: Expected | undefined, row: Row): void => {
    if (expected?.seq !== row.seq) return;
    expected.met = true;
    if (expected.head !== row.link) bad.push({ stream: row.stream, seq: row.seq, what: 'head' });
    else if (
      expected.state &&
      DECIDED.includes(expected.state) &&
      (JSON.parse(row.event) as unknown[])[0] !== expected.state
    )
      bad.push({ stream: row.stream, seq: row.seq, what: 'state' });
  };
  const check = (row: Row, progress: Progress): void => {
    const link = vault.auditLink(progress.link, row.stream, row.seq, row.event, row.at.getTime());
    if (link !== row.link || row._id !== `${row.stream}:${row.seq}`)
      bad.push({ stream: row.stream, seq: row.seq, what: 'edited' });
    else {
      meets(kept.get(row.stream), row);
      meets(sealed.heads.get(row.stream), row);
    }
    progress.seq = row.seq;
    // By the link as it stands: what follows an edited one is judged by itself.
    progress.link = row.link;
  };
  const take = (row: Row): void => {
    events += 1;
    let progress = streams.get(row.stream);
    if (!progress) streams.set(row.stream, (progress = { seq: 0, link: '', early: null }));
    if (row.seq !== progress.seq + 1) {
      progress.early ??= new Map();
      if (row.seq <= progress.seq || progress.early.has(row.seq))
        bad.push({ stream: row.stream, seq: row.seq, what: 'edited' });
      else progress.early.set(row.seq, row);
      return;
    }
    check(row, progress);
    const { early } = progress;
    if (!early) return;
    for (let next = early.get(progress.seq + 1); next; next = early.get(progress.seq + 1)) {
      early.delete(next.seq);
      check(next, progress);
    }
    if (early.size === 0) progress.early = null;
  };
  for await (const row of store.audit.find({}, { batchSize: 10_000 })) take(row);
  // What never found the one before it: a gap. What stands after it is still judged by itself.
  for (const [stream, progress] of streams) {
    if (!progress.early) continue;
    const left = [...progress.early.values()].sort((a, b) => a.seq - b.seq);
    progress.early = null;
    for (const row of left) {
      if (row.seq !== progress.seq + 1) {
        bad.push({ stream, seq: progress.seq + 1, what: 'missing' });
        progress.seq = row.seq;
        progress.link = row.link;
      } else check(row, progress);
    }
  }
  for (const expected of [kept, sealed.heads])
    for (const [stream, { seq, met, onTheWay }] of expected) {
      const length = streams.get(stream)?.seq ?? 0;
      // Turns that are committed and not yet written out are in the document's head, and so perhaps in a seal.
      const least = seq - Math.max(onTheWay, kept.get(stream)?.onTheWay ?? 0);
      if (!met && length < least) bad.push({ stream, seq: length + 1, what: 'cut' });
    }
  await checkLonger(store, streams, kept, bad);
  const first = new Map<string, Bad>();
  for (const each of bad) if (!first.has(`${each.stream} ${each.seq}`)) first.set(`${each.stream} ${each.seq}`, each);
  const all = [...first.values()].sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.seq - b.seq));
  const perSecond = Math.round(events / Math.max((performance.now() - started) / 1000, 0.001));
  return {
    events,
    streams: streams.size,
    seals: sealed.count,
    ok: all.length === 0,
    firstBad: all[0] ?? null,
    bad: all.length,
    perSecond,
  };
}

/** The heads that documents keep. */
async function keptHeads(store: Store): Promise<Map<string, Expected>> {
  const heads = new Map<string, Expected>();
  const talks = store.conversations
    .find({}, { batchSize: 5_000 })
    .project<{ _id: string; audit: { seq: number; head: string }; pending?: readonly unknown[] }>({
      audit: 1,
      'pending.turn': 1,
    });
  for await (const { _id, audit, pending = [] } of talks)
    if (audit.seq > 0) heads.set(_id, { seq: audit.seq, head: audit.head, onTheWay: pending.length, met: false });
  const proposals = store.proposals
    .find({ audit: { $exists: true } })
    .project<Pick<ProposalDoc, '_id' | 'audit' | 'unlogged' | 'state'>>({ audit: 1, unlogged: 1, state: 1 });
  for await (const { _id, audit, unlogged = [], state } of proposals)
    if (audit)
      heads.set(`proposal:${_id}`, { seq: audit.seq, head: audit.head, state, onTheWay: unlogged.length, met: false });
  return heads;
}

/** States that only a decision leads to: the last link of the chain names it. */
const DECIDED: readonly ProposalDoc['state'][] = ['verified', 'approved', 'exported', 'accepted', 'rejected'];

/** Chains that are longer than their document was: it has gone on since, or somebody has added what it does not know. */
async function checkLonger(
  store: Store,
  streams: ReadonlyMap<string, Progress>,
  kept: ReadonlyMap<string, Expected>,
  bad: Bad[],
): Promise<void> {
  const longer = [...kept]
    .filter(([stream, { seq }]) => (streams.get(stream)?.seq ?? 0) > seq)
    .map(([stream]) => stream);
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
      const length = streams.get(stream)?.seq ?? 0;
      const known = now.get(stream) ?? 0;
      if (length > known) bad.push({ stream, seq: known + 1, what: 'head' });
    }
  }
}

/** Seals are a chain of their own; the last head each gives of a stream must be a link that is there. */
async function sealedHeads(
  store: Store,
  bad: Bad[],
  outside: SignedHead | undefined,
): Promise<{ readonly heads: Map<string, Expected>; readonly count: number }> {
  const key = publicKeyOf(store.vault.sealPublicKey);
  const heads = new Map<string, Expected>();
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
  return { heads, count };
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
