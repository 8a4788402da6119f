/** `vigente load appointments`: the appointments that a service's own system knows, with their source and the moment they are as of. */
import { createHash } from 'node:crypto';
import { parseDocument } from '../domain/document-number.js';
import { readDate } from '../intake/dates.js';
import { bare } from '../turn/choose.js';
import { sealJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { AppointmentDoc } from '../store/documents.js';
import { loadPersons } from '../store/loadConversations.js';
import type { Services } from '../turn/services.js';
import { personIdOf } from '../store/person-id.js';
import { inBatches, type Refusal } from './batches.js';
import { checkAsOf, writeNewer } from './newer.js';
import { noteSource } from './note-source.js';

/** The first line of the file names them; in any order, `;` or `,`. */
export const APPOINTMENT_COLUMNS = [
  'DOCUMENTO',
  'FECHA',
  'HORA',
  'LUGAR',
  'PRESTACION',
  'AGENDA',
  'ESTADO',
  'REFERENCIA',
] as const;
type Column = (typeof APPOINTMENT_COLUMNS)[number];
const NEEDED: readonly Column[] = ['DOCUMENTO', 'FECHA'];

export interface AppointmentsLoad {
  readonly rows: number;
  readonly taken: number;
  /** Of documents that nobody on the list has: not kept. */
  readonly unknown: number;
  /** What is known of them already is newer: nothing changed. */
  readonly older: number;
  /** In a complete file no more. */
  readonly gone: number;
  readonly refused: readonly Refusal[];
}

export interface AppointmentsOptions {
  /** Who gave the file: "Agenda Hospital Base Osorno". */
  readonly source: string;
  /** The moment the data are as of, epoch ms. */
  readonly asOf: number;
  /** The file has every appointment ahead: what is not in it is not booked any more. */
  readonly complete?: boolean;
}

interface Row {
  readonly person: string;
  readonly on: string;
  readonly at: string | null;
  readonly place: string;
  readonly care: string;
  /** Id of the programme's agenda; '' = none was named. */
  readonly agenda: string;
  readonly cancelled: boolean;
  readonly reference: string;
}

const MOST_TEXT = 80;
const CANCELLED = /^(?:anulad[ao]|cancelad[ao]|suspendid[ao]|no|0)$/i;
const BOOKED = /^(?:|agendad[ao]|citad[ao]|confirmad[ao]|vigente|si|sí|1)$/i;

/**
 * Keeps the appointments of people on the list. Read twice, a file changes nothing more; an older file never undoes a newer one.
 * Throws `UserError` when the file or a column is missing, or its moment is to come.
 */
export async function loadAppointments(
  services: Services,
  programme: Programme,
  file: string,
  options: AppointmentsOptions,
): Promise<AppointmentsLoad> {
  const { clock } = services;
  checkAsOf(options.asOf, clock.now());
  const sums = { taken: 0, unknown: 0, older: 0 };
  const year = new Date(clock.now()).getUTCFullYear();
  const { rows, refused } = await inBatches(
    file,
    { columns: APPOINTMENT_COLUMNS, needed: NEEDED },
    (record) => rowOf(services, programme, record, year),
    (batch) => writeBatch(services, programme, batch, options, sums),
  );
  const gone = options.complete && refused.length === 0 ? await retire(services, programme, options) : 0;
  // A file of which nothing could be read makes nothing fresh.
  if (sums.taken > 0 || refused.length === 0)
    await noteSource(services, programme, 'appointments', {
      ...options,
      rows: sums.taken,
      complete: options.complete === true && refused.length === 0,
    });
  return { rows, ...sums, gone, refused };
}

/** The row, or why it is refused. */
function rowOf(
  { store }: Services,
  programme: Programme,
  record: Readonly<Partial<Record<Column, string>>>,
  year: number,
): Row | string {
  const document = parseDocument(programme.country, record.DOCUMENTO ?? '');
  if (!document.ok) return `DOCUMENTO: ${document.problem}`;
  const day = readDate(record.FECHA ?? '', 'event', year + 2);
  if (day.kind !== 'date') return 'FECHA: no date';
  const time = record.HORA ?? '';
  const clock = /^([01]?\d|2[0-3])[:.h]([0-5]\d)(?::\d\d)?\s*(?:h|hrs?\.?)?$/i.exec(time);
  if (time !== '' && !clock) return 'HORA: no time like 09:30';
  const state = record.ESTADO ?? '';
  if (!CANCELLED.test(state) && !BOOKED.test(state)) return 'ESTADO: neither AGENDADA nor ANULADA';
  const place = record.LUGAR ?? '';
  if (place.length > MOST_TEXT) return `LUGAR: longer than ${MOST_TEXT} characters`;
  return {
    person: personIdOf(store.vault, programme.id, document.value),
    on: day.iso,
    at: clock ? `${(clock[1] as string).padStart(2, '0')}:${clock[2]}` : null,
    place: place.replace(/[{}<>]/g, ''),
    care: (record.PRESTACION ?? '').slice(0, MOST_TEXT),
    agenda: agendaOf(programme, record.AGENDA ?? record.PRESTACION ?? ''),
    cancelled: CANCELLED.test(state),
    reference: record.REFERENCIA ?? '',
  };
}

/** What the programme has no agenda for stays a person's work. */
export const agendaOf = (programme: Programme, named: string): string => programme.agendaNamed(bare(named))?.id ?? '';

async function writeBatch(
  { store }: Services,
  programme: Programme,
  rows: readonly Row[],
  { source, asOf }: AppointmentsOptions,
  sums: { taken: number; unknown: number; older: number },
): Promise<void> {
  const persons = await loadPersons(
    store,
    rows.map(({ person }) => person),
  );
  const docs = new Map<string, AppointmentDoc>();
  for (const row of rows) {
    const person = persons.get(row.person);
    if (!person) {
      sums.unknown += 1;
      continue;
    }
    const { on, at, place, care, agenda, cancelled, reference } = row;
    const _id = idOf(programme, source, row);
    docs.set(_id, {
      _id, programme: programme.id, person: row.person, on, at, state: cancelled ? 'cancelled' : 'booked',
      secret: sealJson(person.key.bytes, { place, care, agenda, reference }), source, asOf: new Date(asOf),
    }); // prettier-ignore
  }
  for (const { _id } of await doneHere(store, [...docs.keys()])) docs.delete(_id);
  const { taken, older } = await writeNewer(store, store.appointments, [...docs.values()], asOf);
  sums.taken += taken;
  sums.older += older;
}

/** What was given up or changed here is not undone by a file of an agenda that has not heard of it yet. */
const doneHere = (store: Services['store'], ids: readonly string[]) =>
  store.appointments
    .find({ _id: { $in: [...ids] }, booking: { $exists: true } })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();

/** A reference is the source's own; without one the person, the day and the time are. Hashed: a reference may hold a document number. */
function idOf(programme: Programme, source: string, { reference, person, on, at }: Row): string {
  const own = reference === '' ? `${person} ${on} ${at ?? ''}` : `${source} ${reference}`;
  return `${programme.id}:${createHash('sha256').update(own).digest('base64url').slice(0, 22)}`;
}

/** Of a complete file: what this source told before, and tells no more. */
async function retire(
  { store, clock }: Services,
  programme: Programme,
  { source, asOf }: AppointmentsOptions,
): Promise<number> {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const { modifiedCount } = await store.appointments.updateMany(
    {
      programme: programme.id,
      asOf: { $gte: new Date(0), $lt: new Date(asOf) },
      source,
      state: 'booked',
      on: { $gte: today },
      booking: { $exists: false },
    },
    { $set: { state: 'gone' } },
  );
  return modifiedCount;
}
