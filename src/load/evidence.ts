/**
 * `vigente load insurer|network|writings|calls`: what others know of the people whose discharge waits for it. The columns are those of the
 * request files (`vigente discharge requests`), so an answer is the request filled in.
 */
import { parseDocument } from '../domain/document-number.js';
import { readDate } from '../intake/dates.js';
import { addEvidence, type Evidence } from '../discharge/evidence.js';
import type { CaseEvidence } from '../discharge/policy/case.js';
import type { Programme } from '../programmes/programme.js';
import type { EvidenceKind } from '../store/discharge-documents.js';
import { loadPersons } from '../store/loadConversations.js';
import { personIdOf } from '../store/person-id.js';
import type { Services } from '../turn/services.js';
import { inBatches, type Refusal } from './batches.js';

export interface EvidenceLoad {
  readonly rows: number;
  /** Rows the source has left empty: it has not answered them yet. */
  readonly open: number;
  readonly taken: number;
  readonly known: number;
  /** Nobody of the list, or no entry of theirs. */
  readonly unknown: number;
  readonly refused: readonly Refusal[];
}

type Row = Readonly<Record<string, string | undefined>>;

interface Kind<K extends EvidenceKind = EvidenceKind> {
  readonly kind: K;
  readonly columns: readonly string[];
  /** The column that is empty while there is no answer. */
  readonly answer: string;
  /** Found by its folio, or the person by document. */
  readonly about: 'entry' | 'person';
  /** What the row says, or why it is refused. `today` — yyyy-mm-dd. */
  read(
    row: Row,
    day: (column: string) => string | null,
  ): { readonly at: string; readonly says: NonNullable<CaseEvidence[K]> } | string;
}

const RUN = /^\d{1,8}-?[\dkK]$/;
const of = <K extends EvidenceKind>(kind: Kind<K>): Kind => kind as unknown as Kind;

export const EVIDENCE_FILES = {
  insurer: of({
    kind: 'insurer',
    columns: ['DOCUMENTO', 'PREVISION', 'F_CAMBIO', 'F_CONSULTA', 'REFERENCIA'],
    answer: 'PREVISION',
    about: 'person',
    read: (row, day) => {
      const insurer = Number(row['PREVISION']);
      const at = day('F_CONSULTA');
      if (!/^\d{1,2}$/.test(row['PREVISION'] ?? '')) return 'PREVISION: no code';
      if (at === null) return 'F_CONSULTA: no date, or one to come';
      if (!row['REFERENCIA']) return 'REFERENCIA: empty';
      if (row['F_CAMBIO'] && day('F_CAMBIO') === null) return 'F_CAMBIO: no date, or one to come';
      return {
        at,
        says: {
          insurer,
          since: row['F_CAMBIO'] ? day('F_CAMBIO') : null,
          at: Date.parse(at) + NOON,
          reference: row['REFERENCIA'],
        },
      };
    },
  }),
  network: of({
    kind: 'network',
    columns: ['SIGTE_ID', 'F_ATENCION', 'E_OTOR_AT', 'PRESTA_MIN_SALIDA', 'RUN_PROF_RESOL', 'REFERENCIA'],
    answer: 'F_ATENCION',
    about: 'entry',
    read: (row, day) => {
      const on = day('F_ATENCION');
      const [establishment = '', careCode = '', professional = '', reference = ''] = [
        row['E_OTOR_AT'], row['PRESTA_MIN_SALIDA'], row['RUN_PROF_RESOL'], row['REFERENCIA'],
      ]; // prettier-ignore
      if (on === null) return 'F_ATENCION: no date, or one to come';
      if (!/^\d{6}$/.test(establishment)) return 'E_OTOR_AT: no code of six digits';
      if (!/^\d\d-\d{3}$|^\d\d-\d\d-\d{3}$/.test(careCode)) return 'PRESTA_MIN_SALIDA: no code';
      if (professional !== '' && !RUN.test(professional)) return 'RUN_PROF_RESOL: no RUN';
      if (reference === '') return 'REFERENCIA: empty: the report cannot be found again';
      return { at: on, says: { on, establishment, careCode, professional: professional.toUpperCase(), reference } };
    },
  }),
  writings: of({
    kind: 'writing',
    columns: ['SIGTE_ID', 'F_RECEPCION', 'REFERENCIA'],
    answer: 'F_RECEPCION',
    about: 'entry',
    read: (row, day) => {
      const on = day('F_RECEPCION');
      if (on === null) return 'F_RECEPCION: no date, or one to come';
      if (!row['REFERENCIA']) return 'REFERENCIA: empty: the writing cannot be found again in the clinical record';
      return { at: on, says: { receivedOn: on, reference: row['REFERENCIA'] } };
    },
  }),
  calls: of({
    kind: 'call',
    columns: ['SIGTE_ID', 'CONFIRMA', 'F_LLAMADA', 'QUIEN', 'REFERENCIA'],
    answer: 'CONFIRMA',
    about: 'entry',
    read: (row, day) => {
      const on = day('F_LLAMADA');
      const said = (row['CONFIRMA'] ?? '').toLowerCase();
      if (!/^(?:si|sí|no|1|2)$/.test(said)) return 'CONFIRMA: neither SI nor NO';
      if (on === null) return 'F_LLAMADA: no date, or one to come';
      if (!row['QUIEN']) return 'QUIEN: empty: somebody called';
      return {
        at: on,
        says: { confirmed: /^(?:si|sí|1)$/.test(said), on, by: row['QUIEN'], reference: row['REFERENCIA'] ?? '' },
      };
    },
  }),
} as const satisfies Record<string, Kind>;
export type EvidenceFile = keyof typeof EVIDENCE_FILES;

const NOON = 12 * 3_600_000;

/** Throws `UserError` when the file or a column is missing. `source` — whose data they are. */
export async function loadEvidence(
  services: Services,
  programme: Programme,
  name: EvidenceFile,
  file: string,
  { source, today }: { readonly source: string; readonly today: string },
): Promise<EvidenceLoad> {
  const kind: Kind = EVIDENCE_FILES[name];
  const sums = { open: 0, taken: 0, known: 0, unknown: 0 };
  const key = kind.about === 'entry' ? 'SIGTE_ID' : 'DOCUMENTO';
  interface Told {
    readonly about: string;
    readonly at: string;
    readonly says: Evidence['says'];
  }
  const { rows, refused } = await inBatches<string, Told | null>(
    file,
    { columns: kind.columns, needed: [key, kind.answer] },
    (row) => {
      if (!row[kind.answer]) return null;
      const about = aboutWhom(services, programme, kind, row[key] ?? '');
      if (about === null) return `${key}: ${row[key] ? 'no such number' : 'empty'}`;
      const read = kind.read(row, (column) => {
        const day = readDate(row[column] ?? '', 'event', Number(today.slice(0, 4)));
        return day.kind === 'date' && day.iso <= today ? day.iso : null;
      });
      return typeof read === 'string' ? read : { about, ...read };
    },
    async (batch) => {
      const told = batch.filter((each) => each !== null);
      sums.open += batch.length - told.length;
      const evidence = await withPersons(services, kind, source, told);
      const taken = await addEvidence(services, programme, evidence);
      sums.taken += taken;
      sums.known += evidence.length - taken;
      sums.unknown += told.length - evidence.length;
    },
  );
  return { rows, ...sums, refused };
}

/** Id of the entry or of the person; null = the number is none. */
function aboutWhom({ store }: Services, programme: Programme, { about }: Kind, number: string): string | null {
  if (about === 'entry') return number === '' ? null : `${programme.id}:sigte:${number}`;
  const document = parseDocument(programme.country, number);
  return document.ok ? personIdOf(store.vault, programme.id, document.value) : null;
}

async function withPersons(
  { store }: Services,
  { kind, about }: Kind,
  source: string,
  told: readonly { readonly about: string; readonly at: string; readonly says: Evidence['says'] }[],
): Promise<Evidence[]> {
  const ids = told.map((each) => each.about);
  const owners =
    about === 'person'
      ? new Map(ids.map((id) => [id, id]))
      : new Map(
          (
            await store.entries
              .find({ _id: { $in: ids } })
              .project<{ _id: string; person: string }>({ person: 1 })
              .toArray()
          ).map(({ _id, person }) => [_id, person]),
        );
  const persons = await loadPersons(store, [...new Set(owners.values())]);
  return told.flatMap(({ about: id, at, says }): Evidence[] => {
    const person = persons.get(owners.get(id) ?? '');
    if (!person) return [];
    return [{ kind, person, entry: about === 'entry' ? id : null, source, at: Date.parse(at) + NOON, says }];
  });
}
