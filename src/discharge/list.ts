/** Proposals as a list for people: codes alone, no name and no number. */
import type { Programme } from '../programmes/programme.js';
import type { ProposalDoc } from '../store/documents.js';
import type { ProposalState } from '../store/discharge-documents.js';
import type { Store } from '../store/store.js';
import { REFUSALS } from './policy/decision.js';

export interface ListedProposal {
  readonly id: string;
  readonly entry: string;
  readonly is: string;
  readonly state: ProposalState;
  /** What the policy last said, in words. */
  readonly says: string;
  readonly approvals: readonly string[];
}

export async function listProposals(
  store: Store,
  { id }: Programme,
  state: ProposalState | null,
  limit: number,
): Promise<ListedProposal[]> {
  const found = await store.proposals
    .find({ programme: id, ...(state ? { state } : {}) })
    .sort({ at: 1 })
    .limit(limit)
    .toArray();
  return found.map((each) => ({
    id: each._id, entry: each.entry, is: each.is, state: each.state, says: inWords(each), approvals: (each.approvals ?? []).map(({ by }) => by),
  })); // prettier-ignore
}

function inWords({ state, decision, approvals = [], refusal }: ProposalDoc): string {
  if (state === 'refused' && refusal && decision?.is !== 'refused') return `${refusal.by}: ${refusal.why}`;
  if (!decision) return 'not judged yet';
  switch (decision.is) {
    case 'allowed':
      return `cause ${decision.cause} on ${decision.exitOn}, ${approvals.length} of ${decision.reviewers} approvals`;
    case 'waits':
      return `cause ${decision.cause} waits for ${decision.for.join(', ')}${decision.until ? ` until ${new Date(decision.until).toISOString()}` : ''}`;
    case 'refused':
      return decision.why.map((why) => REFUSALS[why].en).join('; ');
    default:
      return decision satisfies never;
  }
}
