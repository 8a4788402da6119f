/** Entries in the order of the day they came onto the list: codes alone. */
import type { OutcomeKind } from '../../domain/outcome.js';
import type { EntryDoc } from '../documents.js';
import type { Store } from '../store.js';
import { dayAxis, pageInWindows, type Page, type Place } from './pageInWindows.js';

export interface EntriesWanted {
  readonly programme: string;
  /** None named = all. */
  readonly services: readonly number[];
  readonly state?: EntryDoc['state'];
  readonly outcome?: OutcomeKind;
  readonly careCode?: string;
  /** Days, both included. */
  readonly from?: string;
  readonly until?: string;
  readonly order: 'oldest' | 'newest';
  readonly after: Place | null;
  readonly limit: number;
  readonly now: number;
}

export const ENTRY_FIELDS = {
  programme: 1, state: 1, type: 1, careCode: 1, enteredOn: 1, healthService: 1, origin: 1, destination: 1, exitedOn: 1, exitCause: 1, appointmentOn: 1,
  sigteId: 1, 'outcome.is': 1, 'outcome.at': 1, 'outcome.assurance': 1,
} as const; // prettier-ignore
export type ListedEntry = Pick<
  EntryDoc,
  | '_id' | 'programme' | 'state' | 'type' | 'careCode' | 'enteredOn' | 'healthService' | 'origin' | 'destination' | 'exitedOn' | 'exitCause'
  | 'appointmentOn' | 'sigteId' | 'outcome'
>; // prettier-ignore

/** Nobody waits since before. */
const EARLIEST = Date.parse('1990-01-01');

export function entriesPage(store: Store, wanted: EntriesWanted): Promise<Page<ListedEntry>> {
  const { programme, services, state, outcome, careCode, from, until, now } = wanted;
  return pageInWindows<EntryDoc, ListedEntry>(store, store.entries, {
    name: `entries ${programme}`,
    axis: dayAxis('enteredOn'),
    filter: { programme },
    also: (row) =>
      (services.length === 0 || services.includes(row.healthService)) &&
      (!state || row.state === state) &&
      (!outcome || row.outcome?.is === outcome) &&
      (!careCode || row.careCode === careCode),
    project: ENTRY_FIELDS,
    // Of three million some 6,000 are of one day.
    look: {
      ...(services.length > 0 && { healthService: 1 }),
      ...(state && { state: 1 }),
      ...(outcome && { 'outcome.is': 1 }),
      ...(careCode && { careCode: 1 }),
    },
    order: wanted.order,
    from: from === undefined ? EARLIEST : Date.parse(from),
    until: until === undefined ? Math.floor(now / 86_400_000) * 86_400_000 + 86_400_000 : Date.parse(until),
    after: wanted.after,
    limit: wanted.limit,
  });
}
