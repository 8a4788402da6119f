/** What waits for somebody's decision, by what it is. Counts by the engine. */
import type { Queue } from '../../domain/effect.js';
import type { Store } from '../store.js';

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
  const [toApprove, toReview, toExport, toServices, tasks] = await Promise.all([
    store.proposals.countDocuments({ state: 'verified' }),
    store.proposals.countDocuments({ $or: [{ state: 'returned' }, { state: 'proposed', 'decision.for': 'review' }] }),
    store.proposals.countDocuments({ state: 'approved' }),
    store.proposals.countDocuments({ state: 'refused', 'service.is': { $nin: [...SETTLED] } }),
    store.deskTasks
      .aggregate<{ _id: Queue; count: number }>([
        { $match: { state: 'open' } },
        { $group: { _id: '$queue', count: { $sum: 1 } } },
      ])
      .toArray(),
  ]);
  return {
    toApprove,
    toReview,
    toExport,
    toServices,
    tasks: tasks.map(({ _id, count }) => ({ queue: _id, count })).sort((a, b) => b.count - a.count),
  };
}
