/** Who of the list a campaign asks, in which order, and who is left out and why: what preview, dry run and start share. */
import { createHash } from 'node:crypto';
import type { Exclusion } from '../domain/exclusion.js';
import type { Programme } from '../programmes/programme.js';
import type { Store } from '../store/store.js';
import { openEntries, whyExcluded, type ListedEntry, type ListedPerson } from './exclusions.js';
import { candidateOf, everybody, groundOf } from './walk.js';
import { isIn, type Universe } from './universe.js';

export interface Chosen {
  readonly person: ListedPerson;
  /** Open entries to ask about, oldest first; the whole person is asked, not only the entries the universe names. */
  readonly entries: readonly ListedEntry[];
}

export interface Selected {
  /** Open entries and people that the universe names, before anybody is left out. */
  readonly inUniverse: { readonly people: number; readonly entries: number };
  readonly chosen: number;
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
}

export interface SelectOptions {
  readonly universe: Universe;
  /** yyyy-mm-dd where the programme is. */
  readonly today: string;
  onPeople?(looked: number): void;
  /** Called for every person who is asked, and everybody left out. */
  onChosen(chosen: Chosen): void;
  onExcluded?(person: ListedPerson, why: Exclusion): void;
}

/** Walks the list once. */
export async function select(store: Store, programme: Programme, options: SelectOptions): Promise<Selected> {
  const ground = await groundOf(store, programme, options.today);
  const excluded: Partial<Record<Exclusion, number>> = {};
  let people = 0;
  let entriesIn = 0;
  let chosen = 0;
  let looked = 0;
  const leaveOut = (person: ListedPerson, why: Exclusion) => {
    excluded[why] = (excluded[why] ?? 0) + 1;
    options.onExcluded?.(person, why);
  };
  for await (const batch of everybody(store, programme.id)) {
    for (const { person, entries } of batch) {
      const open = entries.filter(({ state }) => state === 'open');
      const named = open.filter((entry) => isIn(options.universe, candidateOf(person, entry), options.today));
      if (named.length === 0) continue;
      people += 1;
      entriesIn += named.length;
      const asked = openEntries(entries, ground);
      const never = asked.find(({ careCode }) => isNever(programme, careCode));
      const why = whyExcluded(person, entries, ground) ?? (never ? 'neverMessage' : null);
      if (why !== null) {
        leaveOut(person, why);
        continue;
      }
      chosen += 1;
      options.onChosen({ person, entries: asked });
    }
    looked += batch.length;
    options.onPeople?.(looked);
  }
  return { inUniverse: { people, entries: entriesIn }, chosen, excluded };
}

const isNever = ({ asking }: Programme, careCode: string): boolean =>
  asking.neverCares.some((care) => (care.endsWith('*') ? careCode.startsWith(care.slice(0, -1)) : careCode === care));

/** A number in [0, 2³²) that is the person's in this campaign: the order within a day of waiting, and the wording drawn. */
export function lotOf(seed: number, person: string): number {
  return createHash('sha256').update(`${seed} ${person}`).digest().readUInt32BE(0);
}
