/** `vigente load waiting`: who waits for a place of an agenda, since when and with what priority; what becomes free is offered in this order. */
import { parseDocument } from '../domain/document-number.js';
import { LAST_PRIORITY } from '../domain/booking.js';
import { readDate } from '../intake/dates.js';
import type { Programme } from '../programmes/programme.js';
import type { WaitingDoc } from '../store/documents.js';
import { loadPersons } from '../store/loadConversations.js';
import { personIdOf } from '../store/person-id.js';
import type { Services } from '../turn/services.js';
import { agendaOf } from './appointments.js';
import { inBatches, type Refusal } from './batches.js';
import { checkAsOf } from './newer.js';

export const WAITING_COLUMNS = ['DOCUMENTO', 'AGENDA', 'DESDE', 'PRIORIDAD'] as const;
type Column = (typeof WAITING_COLUMNS)[number];

export interface WaitingLoad {
  readonly rows: number;
  readonly taken: number;
  /** Of documents that nobody has whom the programme knows. */
  readonly unknown: number;
  /** What is known of them is newer. */
  readonly older: number;
  /** Of this source, and in the file no more. */
  readonly gone: number;
  readonly refused: readonly Refusal[];
}

/** A file names everybody of its source. Throws `UserError` when the file or a column is missing, or its moment is to come. */
export async function loadWaiting(
  services: Services,
  programme: Programme,
  file: string,
  { source, asOf }: { readonly source: string; readonly asOf: number },
): Promise<WaitingLoad> {
  const { store, clock } = services;
  checkAsOf(asOf, clock.now());
  const at = new Date(asOf);
  const year = new Date(clock.now()).getUTCFullYear();
  const sums = { taken: 0, unknown: 0, older: 0 };
  const { rows, refused } = await inBatches(
    file,
    { columns: WAITING_COLUMNS, needed: ['DOCUMENTO', 'AGENDA', 'DESDE'] },
    (record) => rowOf(services, programme, record, year, source, at),
    async (batch) => {
      const persons = await loadPersons(
        store,
        batch.map(({ person }) => person),
      );
      const known = new Map(
        (await store.waiting.find({ _id: { $in: batch.map(({ _id }) => _id) } }).toArray()).map((doc) => [
          doc._id,
          doc,
        ]),
      );
      for (const { _id, ...doc } of batch) {
        const before = known.get(_id);
        if (!persons.has(doc.person)) sums.unknown += 1;
        // Whoever has got a place here waits no more until a file that is newer than the place says so.
        else if (before && before.asOf > at) sums.older += 1;
        else {
          await store.waiting.updateOne({ _id }, { $set: doc }, { upsert: true });
          sums.taken += 1;
        }
      }
    },
  );
  const { modifiedCount: gone } =
    refused.length > 0
      ? { modifiedCount: 0 }
      : await store.waiting.updateMany(
          { programme: programme.id, source, state: 'waiting', asOf: { $gte: new Date(0), $lt: at } },
          { $set: { state: 'gone' } },
        );
  return { rows, ...sums, gone, refused };
}

/** The row, or why it is refused. */
function rowOf(
  { store }: Services,
  programme: Programme,
  record: Readonly<Partial<Record<Column, string>>>,
  year: number,
  source: string,
  asOf: Date,
): WaitingDoc | string {
  const document = parseDocument(programme.country, record.DOCUMENTO ?? '');
  if (!document.ok) return `DOCUMENTO: ${document.problem}`;
  const agenda = agendaOf(programme, record.AGENDA ?? '');
  if (agenda === '') return 'AGENDA: none of agendas.json';
  const since = readDate(record.DESDE ?? '', 'event', year);
  if (since.kind !== 'date') return 'DESDE: no date';
  const priority = record.PRIORIDAD ? Number(record.PRIORIDAD) : LAST_PRIORITY;
  if (!Number.isInteger(priority) || priority < 1 || priority > LAST_PRIORITY) return `PRIORIDAD: 1 (first) to ${LAST_PRIORITY}`; // prettier-ignore
  const person = personIdOf(store.vault, programme.id, document.value);
  return {
    _id: `${programme.id}:${agenda}:${person}`, programme: programme.id, agenda, person, priority, since: since.iso, state: 'waiting', source, asOf,
  }; // prettier-ignore
}
