/** `vigente load people`: who the service's own system knows, with their numbers. Whoever writes from one of them is found by it. */
import { parseDocument } from '../domain/document-number.js';
import { UserError } from '../domain/failure.js';
import { readPhones, type PhoneCountry } from '../domain/phone.js';
import { readDate } from '../intake/dates.js';
import { NO_ENTRY, type AcceptedRow, type ContactPoint } from '../intake/list.js';
import { writePeople, type ImportRun } from '../intake/write-people.js';
import type { Programme } from '../programmes/programme.js';
import { claimKind } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { inBatches, type Refusal } from './batches.js';

/** The first line of the file names them; in any order, `;` or `,`. */
export const PEOPLE_COLUMNS = [
  'DOCUMENTO',
  'NOMBRES',
  'APELLIDOS',
  'NACIMIENTO',
  'TELEFONO',
  'TELEFONO_2',
  'COMUNA',
] as const;
type Column = (typeof PEOPLE_COLUMNS)[number];
const NEEDED: readonly Column[] = ['DOCUMENTO', 'NOMBRES', 'NACIMIENTO', 'TELEFONO'];

export interface PeopleLoad {
  readonly rows: number;
  readonly added: number;
  /** Known before; their numbers grow, what they confirmed stays. */
  readonly known: number;
  readonly refused: readonly Refusal[];
}

/**
 * Keeps people who have no entry on any list. Read twice, a file changes nothing; a person who is known keeps what they confirmed.
 * Throws `UserError` when the file or a column is missing, the programme has a list, or the database holds the other kind of people.
 */
export async function loadPeople(
  services: Services,
  programme: Programme,
  file: string,
  { synthetic = false }: { readonly synthetic?: boolean } = {},
): Promise<PeopleLoad> {
  if (programme.cadence.length > 0)
    throw new UserError(
      'programme-has-list',
      `The people of ${programme.id} come in with its list: a file of people would write over what the list says of them.`,
      `Use: vigente import FILE --programme ${programme.id}`,
    );
  await claimKind(services.store, synthetic ? 'synthetic' : 'real');
  const now = services.clock.now();
  const run: ImportRun = {
    services,
    programme,
    importId: `people:${new Date(now).toISOString()}`,
    today: new Date(now).toISOString().slice(0, 10),
    synthetic,
    now,
  };
  const sums = { added: 0, known: 0 };
  const { rows, refused } = await inBatches(
    file,
    { columns: PEOPLE_COLUMNS, needed: NEEDED },
    (record, line) => rowOf(programme, record, line, new Date(now).getUTCFullYear()),
    async (batch) => {
      const { byLine, inserted, stored } = await writePeople(run, batch);
      await stored;
      sums.added += inserted;
      sums.known += new Set([...byLine.values()].filter(({ known }) => known).map(({ id }) => id)).size;
    },
  );
  return { rows, ...sums, refused };
}

/** The row as an import would have it, or why it is refused. */
function rowOf(
  programme: Programme,
  record: Readonly<Partial<Record<Column, string>>>,
  line: number,
  year: number,
): AcceptedRow | string {
  const document = parseDocument(programme.country, record.DOCUMENTO ?? '');
  if (!document.ok) return `DOCUMENTO: ${document.problem}`;
  if (!record.NOMBRES) return 'NOMBRES: empty';
  const born = readDate(record.NACIMIENTO ?? '', 'birth', year);
  if (born.kind !== 'date') return 'NACIMIENTO: no date';
  const contacts = [record.TELEFONO, record.TELEFONO_2].flatMap((cell) => contactsOf(programme.country, cell ?? ''));
  if (contacts.length === 0) return 'TELEFONO: no number of a phone';
  return {
    line,
    person: {
      document: document.value, names: record.NOMBRES, surname: record.APELLIDOS ?? '', secondSurname: '', birthDate: born.iso, sex: 0, insurer: 0,
      prais: false, region: 0, commune: record.COMUNA ?? '', city: '', rurality: 0, street: '', streetNumber: '', addressRest: '',
    },
    contacts,
    entry: NO_ENTRY,
  }; // prettier-ignore
}

const contactsOf = (country: PhoneCountry, cell: string): ContactPoint[] =>
  cell === ''
    ? []
    : readPhones(cell, { country, field: 'mobile' }).numbers.map(({ kind, e164 }) => ({
        kind: kind === 'mobile' ? 'mobile' : 'landline',
        value: e164,
        raw: cell,
        rule: 'plain',
        shared: false,
        column: kind === 'mobile' ? 'FONO_MOVIL' : 'FONO_FIJO',
      }));
