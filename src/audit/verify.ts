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
  bad: number;
}

type Row = Pick<AuditDoc, '_id' | 'stream' | 'seq' | 'event' | 'link' | 'at'>;

/** `outside` — a head kept elsewhere that must be among the seals. */
export async function verifyAudit(store: Store, outside?: SignedHead): Promise<Verified> {
  const started = performance.now();
  const streams = new Map<string, Progress>();
  const bad: Bad[] = [];
  const { vault } = store;
  let events = 0;

  const check = (row: Row, progress: Progress): void => {
    const link = vault.auditLink(progress.link, row.stream, row.seq, row.event, row.at.getTime());
    if (link !== row.link || row._id !== `${row.stream}:${row.seq}`) {
      progress.bad += 1;
      bad.push({ stream: row.stream, seq: row.seq, what: 'edited' });
    }
    progress.seq = row.seq;
    // By the link as it stands: what follows an edited one is judged by itself.
    progress.link = row.link;
  };
  const take = (row: Row): void => {
    events += 1;
    let progress = streams.get(row.stream);
    if (!progress) streams.set(row.stream, (progress = { seq: 0, link: '', early: null, bad: 0 }));
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
  await checkHeads(store, streams, bad);
  const seals = await checkSeals(store, streams, bad, outside);
  bad.sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.seq - b.seq));
  const perSecond = Math.round(events / Math.max((performance.now() - started) / 1000, 0.001));
  return {
    events,
    streams: streams.size,
    seals,
    ok: bad.length === 0,
    firstBad: bad[0] ?? null,
    bad: bad.length,
    perSecond,
  };
}

const lengthOf = (streams: ReadonlyMap<string, Progress>, stream: string): Pick<Progress, 'seq' | 'link'> =>
  streams.get(stream) ?? { seq: 0, link: '' };

/** Documents that keep their own head, and are as their chain says. */
async function checkHeads(store: Store, streams: ReadonlyMap<string, Progress>, bad: Bad[]): Promise<void> {
  const talks = store.conversations
    .find({}, { batchSize: 5_000 })
    .project<{ _id: string; audit: { seq: number; head: string }; pending: readonly unknown[] }>({
      audit: 1,
      pending: 1,
    });
  for await (const { _id, audit, pending } of talks) {
    const { seq, link } = lengthOf(streams, _id);
    // Turns that are committed and not yet written out are in the head, and not in the audit.
    if (seq < audit.seq - pending.length || seq > audit.seq)
      bad.push({ stream: _id, seq: Math.min(seq, audit.seq) + 1, what: 'cut' });
    else if (seq === audit.seq && seq > 0 && link !== audit.head) bad.push({ stream: _id, seq, what: 'head' });
  }
  const proposals = store.proposals
    .find({ audit: { $exists: true } })
    .project<Pick<ProposalDoc, '_id' | 'audit' | 'unlogged' | 'state'>>({ audit: 1, unlogged: 1, state: 1 });
  for await (const { _id, audit, unlogged = [], state } of proposals) {
    const stream = `proposal:${_id}`;
    const { seq, link } = lengthOf(streams, stream);
    if (!audit) continue;
    if (seq < audit.seq - unlogged.length || seq > audit.seq)
      bad.push({ stream, seq: Math.min(seq, audit.seq) + 1, what: 'cut' });
    else if (seq === audit.seq && link !== audit.head) bad.push({ stream, seq, what: 'head' });
    else if (seq === audit.seq && DECIDED.includes(state)) {
      const row = await store.audit.findOne({ _id: `${stream}:${seq}` }, { projection: { event: 1 } });
      const [says] = JSON.parse(row?.event ?? '[]') as unknown[];
      if (says !== state) bad.push({ stream, seq, what: 'state' });
    }
  }
}

/** States that only a decision leads to: the last link of the chain names it. */
const DECIDED: readonly ProposalDoc['state'][] = ['verified', 'approved', 'exported', 'accepted', 'rejected'];

/** Seals are a chain of their own; the last word of each on a stream must be a link that is there. */
async function checkSeals(
  store: Store,
  streams: ReadonlyMap<string, Progress>,
  bad: Bad[],
  outside: SignedHead | undefined,
): Promise<number> {
  const key = publicKeyOf(store.vault.sealPublicKey);
  const sealed = new Map<string, { seq: number; head: string }>();
  let [count, previous, found] = [0, '', outside === undefined];
  for await (const seal of store.seals.find({}).sort({ _id: 1 })) {
    count += 1;
    const number = Number(seal._id);
    const whole =
      number === count &&
      seal.previous === previous &&
      seal.root === merkleRoot(seal.heads.map(leafOf)) &&
      isSigned(seal, key);
    if (!whole) bad.push({ stream: 'seals', seq: count, what: 'seal' });
    for (const { stream, seq, head } of seal.heads) sealed.set(stream, { seq, head });
    if (outside && seal._id === outside.seal && seal.signature === outside.signature && seal.root === outside.root)
      found = true;
    previous = seal.signature;
  }
  if (outside && (!found || !isSignedHead(outside, key)))
    bad.push({ stream: 'seals', seq: Number(outside.seal), what: 'seal' });
  const wanted: string[] = [];
  for (const [stream, { seq }] of sealed) {
    const { seq: length } = lengthOf(streams, stream);
    if (length < seq) bad.push({ stream, seq: length + 1, what: 'cut' });
    else wanted.push(`${stream}:${seq}`);
  }
  for (let at = 0; at < wanted.length; at += 1_000) {
    const rows = await store.audit
      .find({ _id: { $in: wanted.slice(at, at + 1_000) } })
      .project<Pick<AuditDoc, 'stream' | 'seq' | 'link'>>({ stream: 1, seq: 1, link: 1 })
      .toArray();
    for (const { stream, seq, link } of rows)
      if (sealed.get(stream)?.head !== link) bad.push({ stream, seq, what: 'head' });
  }
  return count;
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
