/**
 * Every change of a proposal is one guarded update with a link of its own audit chain (DESIGN §3.8, §3.12). The link is in the document
 * first and copied to the audit after: whatever is killed in between, nothing that was done is without its link.
 */
import type { AnyBulkWriteOperation } from 'mongodb';
import { bulkUpdate } from '../store/bulk.js';
import type { ProposalDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import type { Store } from '../store/store.js';

export interface ProposalChange {
  readonly proposal: ProposalDoc;
  /** What happened, in codes; never a name of a patient or words. */
  readonly event: readonly unknown[];
  readonly set: Partial<Omit<ProposalDoc, '_id' | 'revision' | 'touchedAt' | 'audit' | 'unlogged'>>;
}

/** The stream of a proposal's own chain. */
export const streamOf = (proposal: Pick<ProposalDoc, '_id'>): string => `proposal:${proposal._id}`;

/** The proposal as it is after the change, when nobody was faster. */
function changed(store: Store, { proposal, event, set }: ProposalChange, now: number): ProposalDoc {
  const before = proposal.audit ?? { seq: 0, head: '' };
  const seq = before.seq + 1;
  const text = JSON.stringify([set.state ?? proposal.state, ...event]);
  const link = store.vault.auditLink(before.head, streamOf(proposal), seq, text, now);
  return {
    ...proposal,
    ...set,
    revision: (proposal.revision ?? 0) + 1,
    touchedAt: new Date(now),
    audit: { seq, head: link },
    unlogged: [...(proposal.unlogged ?? []), { seq, at: new Date(now), event: text, link }],
  };
}

/** Applies those whose proposal is still in the state and at the revision it was read in. Returns the ones that were. */
export async function changeProposals(
  store: Store,
  changes: readonly ProposalChange[],
  now: number,
): Promise<ProposalDoc[]> {
  if (changes.length === 0) return [];
  const after = changes.map((change) => changed(store, change, now));
  const operations = after.map((doc, at): AnyBulkWriteOperation<ProposalDoc> => {
    const { proposal, set } = changes[at] as ProposalChange;
    const { revision, touchedAt, audit, unlogged } = doc;
    return {
      updateOne: {
        filter: { _id: doc._id, state: proposal.state, ...guardOf(proposal) },
        update: { $set: { ...set, revision, touchedAt, audit, unlogged } as Partial<ProposalDoc> },
      },
    };
  });
  const result = await bulkUpdate(store, store.proposals, operations, { durable: true });
  const won = result?.matchedCount === after.length ? after : await readBack(store, after);
  await logLinks(store, won);
  return won;
}

/** A proposal that was never changed has no revision at all. */
const guardOf = ({ revision }: ProposalDoc) =>
  revision === undefined ? { revision: { $exists: false } } : { revision };

/** Who was faster is never guessed: the link that stands there says whose change it was. */
async function readBack(store: Store, after: readonly ProposalDoc[]): Promise<ProposalDoc[]> {
  const found = await store.proposals
    .find({ _id: { $in: after.map(({ _id }) => _id) } })
    .project<Pick<ProposalDoc, '_id' | 'audit' | 'state'>>({ audit: 1, state: 1 })
    .toArray();
  const heads = new Map(found.map(({ _id, audit, state }) => [_id, { head: audit?.head, state }]));
  return after.filter(
    ({ _id, audit, state }) => heads.get(_id)?.head === audit?.head && heads.get(_id)?.state === state,
  );
}

/** Copies the links to the audit, then forgets them here. Twice is once. */
export async function logLinks(store: Store, proposals: readonly ProposalDoc[]): Promise<void> {
  const rows = proposals.flatMap((proposal) =>
    (proposal.unlogged ?? []).map(({ seq, at, event, link }) => {
      const stream = streamOf(proposal);
      return { _id: `${stream}:${seq}`, stream, seq, at, event, link };
    }),
  );
  if (rows.length === 0) return;
  try {
    await store.audit.insertMany(rows, { ordered: false });
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
  await bulkUpdate(
    store,
    store.proposals,
    proposals.map(({ _id, audit }) => ({
      updateOne: { filter: { _id, 'audit.seq': audit?.seq ?? 0 }, update: { $set: { unlogged: [] } } },
    })),
  );
}

/** What a killed process left: links that never reached the audit. Returns how many proposals had some. */
export async function logLeftLinks(store: Store): Promise<number> {
  const left = await store.proposals.find({ 'unlogged.0': { $exists: true } }).toArray();
  await logLinks(store, left);
  return left.length;
}
