/** What waits for somebody's decision, by what it is. Counts by the engine. */
import type { Queue } from '../../domain/effect.js';
import type { Store } from '../store.js';
import { oneByOne } from './one-by-one.js';

export interface Waiting {
  /** Verified: a second or first approval is missing. */
  readonly toApprove: number;
  /** Somebody compares the care, or an incident has sent them back. */
  readonly toReview: number;
  /** Approved, not exported yet. */
  readonly toExport: number;
  /** Left to the health services and not settled. */
  readonly toServices: number;
  /** Open desk tasks by queue, most first. */
  readonly tasks: readonly { readonly queue: Queue; readonly count: number }[];
}

const SETTLED = ['keep', 'transfer', 'clinicalDischarge'] as const;

export async function waitingOf(store: Store): Promise<Waiting> {
  const { tasks, returned, undecided, ...waiting } = await oneByOne({
    toApprove: () => store.proposals.countDocuments({ state: 'verified' }),
    returned: () => store.proposals.countDocuments({ state: 'returned' }),
    undecided: () => store.proposals.countDocuments({ state: 'proposed', 'decision.for': 'review' }),
    toExport: () => store.proposals.countDocuments({ state: 'approved' }),
    toServices: () => store.proposals.countDocuments({ state: 'refused', 'service.is': { $nin: [...SETTLED] } }),
    tasks: () =>
      store.deskTasks
        .aggregate<{ _id: Queue; count: number }>([
          { $match: { state: 'open' } },
          { $group: { _id: '$queue', count: { $sum: 1 } } },
        ])
        .toArray(),
  });
  return {
    ...waiting,
    toReview: returned + undecided,
    tasks: tasks.map(({ _id, count }) => ({ queue: _id, count })).sort((a, b) => b.count - a.count),
  };
}
