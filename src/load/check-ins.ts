/** `vigente load check-ins`: who is asked every day how they are, from when and for how many days. */
import { DateTime } from 'luxon';
import { parseDocument } from '../domain/document-number.js';
import { UserError } from '../domain/failure.js';
import { readDate } from '../intake/dates.js';
import type { Programme } from '../programmes/programme.js';
import type { FollowUpDoc } from '../store/documents.js';
import { loadPersons } from '../store/loadConversations.js';
import { personIdOf } from '../store/person-id.js';
import type { Services } from '../turn/services.js';
import { inBatches, type Refusal } from './batches.js';
import { checkAsOf } from './newer.js';

export const CHECK_IN_COLUMNS = ['DOCUMENTO', 'DESDE', 'DIAS'] as const;
type Column = (typeof CHECK_IN_COLUMNS)[number];
const MOST_DAYS = 60;

export interface CheckInsLoad {
  readonly rows: number;
  readonly added: number;
  /** Followed already: what goes on is not begun again. */
  readonly known: number;
  /** Of documents that nobody has whom the programme knows. */
  readonly unknown: number;
  readonly refused: readonly Refusal[];
}

export interface CheckInsOptions {
  /** Id of a form of the programme with `checkIn`. */
  readonly form: string;
  readonly source: string;
  /** Epoch ms. */
  readonly asOf: number;
}

/** Throws `UserError` when the file, a column or the form is missing, or its moment is to come. */
export async function loadCheckIns(
  services: Services,
  programme: Programme,
  file: string,
  { form, source, asOf }: CheckInsOptions,
): Promise<CheckInsLoad> {
  const { store, clock } = services;
  checkAsOf(asOf, clock.now());
  if (!programme.checkIns.some(({ id }) => id === form))
    throw new UserError(
      'check-in-unknown',
      `${programme.id} has no follow-up "${form}".`,
      `Known: ${programme.checkIns.map(({ id }) => id).join(', ') || 'none (requests.json: a form with "checkIn": true)'}`,
    );
  const year = new Date(clock.now()).getUTCFullYear();
  const sums = { added: 0, known: 0, unknown: 0 };
  const { rows, refused } = await inBatches(
    file,
    { columns: CHECK_IN_COLUMNS, needed: CHECK_IN_COLUMNS },
    (record) => rowOf(services, programme, record, year),
    async (batch) => {
      const persons = await loadPersons(
        store,
        batch.map(({ person }) => person),
      );
      for (const { person, from, days } of batch) {
        if (!persons.has(person)) {
          sums.unknown += 1;
          continue;
        }
        const { from: opens } = programme.hours;
        const nextAt = DateTime.fromISO(`${from}T${opens}`, { zone: programme.zone }).toJSDate();
        const doc: Omit<FollowUpDoc, '_id'> = {
          programme: programme.id, person, form, from, days, asked: 0, nextAt, state: 'open', source, asOf: new Date(asOf),
        }; // prettier-ignore
        const _id = `${programme.id}:${form}:${person}`;
        const before = await store.followUps.findOne({ _id, state: 'open' });
        sums[before ? 'known' : 'added'] += 1;
        if (!before) await store.followUps.updateOne({ _id }, { $set: doc }, { upsert: true });
      }
    },
  );
  return { rows, ...sums, refused };
}

interface Row {
  readonly person: string;
  readonly from: string;
  readonly days: number;
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
  const from = readDate(record.DESDE ?? '', 'event', year + 1);
  if (from.kind !== 'date') return 'DESDE: no date';
  const days = Number(record.DIAS);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) return `DIAS: a whole number up to ${MOST_DAYS}`;
  return { person: personIdOf(store.vault, programme.id, document.value), from: from.iso, days };
}
