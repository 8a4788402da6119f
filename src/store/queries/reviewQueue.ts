/** What waits for a reviewer, the oldest first. A question for each state: the embedded engines read everything for an `$or`. */
import type { ProposalState } from '../discharge-documents.js';
import type { ProposalDoc } from '../documents.js';
import type { Store } from '../store.js';
import type { Page } from './pageInWindows.js';
import { proposalsPage, type ListedProposal, type ProposalsWanted } from './proposalsPage.js';

interface Queue {
  readonly state: ProposalState;
  readonly also?: ProposalsWanted['also'];
}
const DECIDE: readonly Queue[] = [
  { state: 'verified' },
  { state: 'returned' },
  {
    state: 'proposed',
    also: ({ decision }) => decision !== undefined && 'for' in decision && decision.for.includes('review'),
  },
];
const ALL: readonly Queue[] = (['proposed', 'returned', 'verified', 'approved', 'refused'] as const).map((state) => ({
  state,
}));

export async function reviewQueue(
  store: Store,
  wanted: Pick<ProposalsWanted, 'programme' | 'services' | 'limit' | 'now'> & { readonly all: boolean },
): Promise<readonly ListedProposal[]> {
  const { all, services, ...of } = wanted;
  // A walk for each service of somebody who sees a few: each finds its own at once.
  const walks = services.length > 1 && services.length <= FEW ? services.map((each) => [each]) : [services];
  const found = await Promise.all(
    (all ? ALL : DECIDE).flatMap((queue) =>
      walks.map((some) => fullPage(store, { ...of, ...queue, services: some, by: 'at', after: null })),
    ),
  );
  return found
    .flatMap(({ rows }) => rows)
    .sort(byTime)
    .slice(0, wanted.limit);
}

const FEW = 4;

/** Pages that were cut short by their time, until there are enough rows for somebody who looks. */
export async function fullPage(store: Store, wanted: ProposalsWanted): Promise<Page<ListedProposal>> {
  const rows: ListedProposal[] = [];
  let { after } = wanted;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await proposalsPage(store, { ...wanted, after, limit: wanted.limit - rows.length });
    rows.push(...page.rows);
    after = page.next;
    if (after === null || rows.length >= wanted.limit) break;
  }
  return { rows, next: after };
}
const MOST_PAGES = 20;

const byTime = (a: Pick<ProposalDoc, 'at' | '_id'>, b: Pick<ProposalDoc, 'at' | '_id'>): number =>
  a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1);
