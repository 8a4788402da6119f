/**
 * `vigente audit verify`: every chain whole, from the database, in one pass over the links in whatever order they come. Names {stream, seq}
 * of what was edited, removed or moved; by the heads that documents and seals keep also what was cut off at an end.
 */
import type { Store } from '../store/store.js';
import { Chains, type Bad } from './chains.js';
import { cutChains, keptHeads, longerChains, sealedHeads, type SignedHead } from './heads.js';
import { rawBatches } from './raw-batches.js';
import { readLink } from './raw-link.js';

export type { Bad } from './chains.js';
export { signedHead, type SignedHead } from './heads.js';

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

/** Links read together: while they are followed the database packs the next ones. */
const BATCH = 5_000;

/**
 * Goes on while people work: what must be there is read first, so that whatever comes meanwhile is more and never less. `outside` — a head
 * kept elsewhere that must be among the seals.
 */
export async function verifyAudit(store: Store, outside?: SignedHead): Promise<Verified> {
  const started = performance.now();
  // In this order: a document is read after the seal that names it, and so is never behind it.
  const sealed = await sealedHeads(store, outside);
  const kept = await keptHeads(store);
  const chains = new Chains(store.vault, [kept, sealed.heads]);
  for await (const batch of rawBatches(store, 'audit', { size: BATCH }))
    for (const raw of batch) chains.take(readLink(raw));
  chains.end();
  const bad = [
    ...sealed.bad,
    ...chains.bad,
    ...cutChains(chains, kept, sealed.heads),
    ...(await longerChains(store, chains, kept)),
  ];
  const first = new Map<string, Bad>();
  for (const each of bad) if (!first.has(`${each.stream} ${each.seq}`)) first.set(`${each.stream} ${each.seq}`, each);
  const all = [...first.values()].sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.seq - b.seq));
  const { events } = chains;
  return {
    events,
    streams: chains.count,
    seals: sealed.count,
    ok: all.length === 0,
    firstBad: all[0] ?? null,
    bad: all.length,
    perSecond: Math.round(events / Math.max((performance.now() - started) / 1000, 0.001)),
  };
}
