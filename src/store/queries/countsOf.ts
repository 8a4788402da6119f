import { OUTCOMES, type OutcomeKind } from '../../domain/outcome.js';
import { BEFORE_EXPORT } from '../discharge-documents.js';
import type { Store } from '../store.js';

export interface Counts {
  readonly people: number;
  readonly queued: number;
  readonly conversations: number;
  readonly live: number;
  readonly answered: number;
  readonly tasks: number;
  readonly proposals: number;
  /** Outcomes of entries, the most frequent first. */
  readonly outcomes: readonly { readonly is: OutcomeKind; readonly count: number }[];
}

/** How far the asking is. Counts by the engine; the console's own counters are kept by projection when lists are large. */
export async function countsOf(store: Store): Promise<Counts> {
  const [people, queued, conversations, live, answered, tasks, proposals, grouped] = await Promise.all([
    store.persons.countDocuments({}),
    store.persons.countDocuments({ 'asking.state': 'queued' }),
    store.conversations.countDocuments({}),
    store.conversations.countDocuments({ live: true }),
    store.conversations.countDocuments({ answered: true }),
    store.deskTasks.countDocuments({ state: 'open' }),
    store.proposals.countDocuments({ state: { $in: [...BEFORE_EXPORT] } }),
    store.outcomes
      .aggregate<{ _id: OutcomeKind; count: number }>([{ $group: { _id: '$is', count: { $sum: 1 } } }])
      .toArray(),
  ]);
  const outcomes = grouped
    .map(({ _id, count }) => ({ is: _id, count }))
    .sort((a, b) => b.count - a.count || OUTCOMES.indexOf(a.is) - OUTCOMES.indexOf(b.is));
  return { people, queued, conversations, live, answered, tasks, proposals, outcomes };
}
