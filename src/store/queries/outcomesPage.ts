/** Outcomes in the order in which they were learned, of these health services. */
import type { OutcomeKind } from '../../domain/outcome.js';
import type { EntryDoc, OutcomeDoc } from '../documents.js';
import type { Store } from '../store.js';
import { firstMoment } from './firstMoment.js';
import { momentAxis, pageInWindows, type Page, type Place } from './pageInWindows.js';

export interface OutcomesWanted {
  readonly programme?: string;
  readonly services: readonly number[];
  readonly is?: OutcomeKind;
  readonly since?: number;
  /** Not included. */
  readonly until: number;
  readonly after: Place | null;
  readonly limit: number;
}

export interface ListedOutcome extends Pick<
  OutcomeDoc,
  '_id' | 'programme' | 'entry' | 'is' | 'at' | 'assurance' | 'channel' | 'confirmations'
> {
  readonly sigteId: string;
  readonly healthService: number;
}

export async function outcomesPage(store: Store, wanted: OutcomesWanted): Promise<Page<ListedOutcome>> {
  const { programme, is, services } = wanted;
  return pageInWindows<OutcomeDoc, ListedOutcome>(store, store.outcomes, {
    name: 'outcomes',
    axis: momentAxis('at'),
    filter: {},
    also: (row) => (!programme || row.programme === programme) && (!is || row.is === is),
    project: { programme: 1, entry: 1, is: 1, at: 1, assurance: 1, channel: 1, confirmations: 1 },
    order: 'oldest',
    from: wanted.since ?? (await firstMoment(store, store.outcomes, {}, 'at', wanted.until)),
    until: wanted.until - 1,
    after: wanted.after,
    limit: wanted.limit,
    keep: (rows, enough) => withEntries(store, rows, services, enough),
  });
}

/** Entries read at once. */
const SOME = 250;

async function withEntries(
  store: Store,
  rows: readonly ListedOutcome[],
  services: readonly number[],
  enough: number,
): Promise<ListedOutcome[]> {
  const kept: ListedOutcome[] = [];
  for (let at = 0; at < rows.length && kept.length < enough; at += SOME) {
    const some = rows.slice(at, at + SOME);
    const entries = await store.entries
      .find({ _id: { $in: [...new Set(some.map(({ entry }) => entry))] } })
      .project<Pick<EntryDoc, '_id' | 'sigteId' | 'healthService'>>({ sigteId: 1, healthService: 1 })
      .toArray();
    const byId = new Map(entries.map((each) => [each._id, each]));
    for (const row of some) {
      const entry = byId.get(row.entry);
      if (!entry || (services.length > 0 && !services.includes(entry.healthService))) continue;
      kept.push({ ...row, sigteId: entry.sigteId, healthService: entry.healthService });
    }
  }
  return kept;
}
