/** What the first pages say of everything: counted once for all who look, be it a browser or another system. */
import type { ConversationDoc } from '../store/documents.js';
import { countsOf, type Counts } from '../store/queries/countsOf.js';
import { oneByOne } from '../store/queries/one-by-one.js';
import { waitingOf, type Waiting } from '../store/queries/waitingOf.js';
import type { Services } from '../turn/services.js';
import { FreshFigures } from './fresh-figures.js';

export interface HouseFigures {
  readonly counts: Counts;
  readonly waiting: Waiting;
  /** Where conversations are: the state of those that go on, how the others ended. */
  readonly stops: readonly { readonly _id: Stop; readonly count: number }[];
  /** When they were counted, epoch ms. */
  readonly at: number;
}
interface Stop {
  readonly state?: string;
  readonly ended?: NonNullable<ConversationDoc['ended']>;
}

const houses = new WeakMap<Services['store'], FreshFigures<HouseFigures>>();

/** The newest figures there are; null = they take longer than `patience` ms to count for the first time. */
export function houseFigures(services: Services, patience: number): Promise<HouseFigures | null> {
  let fresh = houses.get(services.store);
  if (!fresh) houses.set(services.store, (fresh = new FreshFigures(() => countAll(services))));
  return fresh.of('all', patience);
}

async function countAll({ store, clock }: Services): Promise<HouseFigures> {
  const found = await oneByOne({
    counts: () => countsOf(store),
    waiting: () => waitingOf(store),
    stops: () =>
      store.conversations
        .aggregate<{ _id: Stop; count: number }>([
          {
            $group: {
              _id: { $cond: [{ $eq: ['$live', true] }, { state: '$state' }, { ended: '$ended' }] },
              count: { $sum: 1 },
            },
          },
        ])
        .toArray(),
  });
  return { ...found, at: clock.now() };
}
