/** Proposals of one state, the oldest first: by when they were said, or by when they last changed. */
import type { ProposalState } from '../discharge-documents.js';
import type { ProposalDoc } from '../documents.js';
import type { Store } from '../store.js';
import { firstMoment } from './firstMoment.js';
import { momentAxis, pageInWindows, type Page, type Place } from './pageInWindows.js';

export interface ProposalsWanted {
  readonly programme: string;
  readonly state: ProposalState;
  /** None named = all. */
  readonly services: readonly number[];
  readonly by: 'at' | 'touchedAt';
  also?(proposal: ListedProposal): boolean;
  readonly after: Place | null;
  readonly limit: number;
  readonly now: number;
}

/** What lists show; never the sealed case. */
export const PROPOSAL_FIELDS = {
  programme: 1, entry: 1, is: 1, state: 1, at: 1, assurance: 1, healthService: 1, decision: 1, approvals: 1, claim: 1, refusal: 1, service: 1, answer: 1,
  batch: 1, touchedAt: 1, seenOpenOn: 1,
} as const; // prettier-ignore
export type ListedProposal = Omit<
  ProposalDoc,
  'case' | 'corrected' | 'audit' | 'unlogged' | 'person' | 'conversation' | 'turn'
>;

export async function proposalsPage(store: Store, wanted: ProposalsWanted): Promise<Page<ListedProposal>> {
  const { programme, state, services, by } = wanted;
  const [only] = services.length === 1 && by === 'at' ? services : [];
  const filter = { programme, state, ...(only === undefined ? {} : { healthService: only }) };
  return pageInWindows<ProposalDoc, ListedProposal>(store, store.proposals, {
    name: `proposals ${by} ${JSON.stringify(filter)}`,
    axis: momentAxis(by),
    filter,
    also: (row) =>
      (services.length === 0 || (row.healthService !== undefined && services.includes(row.healthService))) &&
      (wanted.also?.(row) ?? true),
    project: PROPOSAL_FIELDS,
    order: 'oldest',
    from: await firstMoment(store, store.proposals, filter, by, wanted.now),
    // Of several machines one may be some seconds ahead.
    until: wanted.now + 60_000,
    after: wanted.after,
    limit: wanted.limit,
  });
}
