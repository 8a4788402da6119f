import { OUTCOMES, type OutcomeKind } from '../../domain/outcome.js';
import { BEFORE_EXPORT } from '../discharge-documents.js';
import type { Store } from '../store.js';
import { oneByOne } from './one-by-one.js';

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
  const { grouped, ...counts } = await oneByOne({
    people: () => store.persons.estimatedDocumentCount(),
    queued: () => store.persons.countDocuments({ 'asking.state': 'queued' }),
    conversations: () => store.conversations.estimatedDocumentCount(),
    live: () => store.conversations.countDocuments({ live: true }),
    answered: () => store.conversations.countDocuments({ answered: true }),
    tasks: () => store.deskTasks.countDocuments({ state: 'open' }),
    proposals: () => store.proposals.countDocuments({ state: { $in: [...BEFORE_EXPORT] } }),
    grouped: () =>
      store.outcomes
        .aggregate<{ _id: OutcomeKind; count: number }>([{ $group: { _id: '$is', count: { $sum: 1 } } }])
        .toArray(),
  });
  const outcomes = grouped
    .map(({ _id, count }) => ({ is: _id, count }))
    .sort((a, b) => b.count - a.count || OUTCOMES.indexOf(a.is) - OUTCOMES.indexOf(b.is));
  return { ...counts, outcomes };
}
