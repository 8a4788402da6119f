/** `vigente load registry`: what the civil registry and the insurer said of the people on a list, with its source and day. */
import { parseDocument } from '../domain/document-number.js';
import { readDate } from '../intake/dates.js';
import type { Programme } from '../programmes/programme.js';
import { bulkUpdate } from '../store/bulk.js';
import { personIdOf } from '../store/person-id.js';
import { lift, suppress } from '../store/suppressions.js';
import type { PersonDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { inBatches, type Refusal } from './batches.js';

/** The first line of the file names them; in any order, `;` or `,`. */
export const REGISTRY_COLUMNS = ['DOCUMENTO', 'FALLECIDO', 'F_DEFUNCION', 'F_CONSULTA'] as const;
type Column = (typeof REGISTRY_COLUMNS)[number];
const NEEDED: readonly Column[] = ['DOCUMENTO', 'FALLECIDO', 'F_CONSULTA'];

export interface RegistryLoad {
  readonly rows: number;
  /** People of the programme whose check is new now. */
  readonly checked: number;
  readonly dead: number;
  /** Documents nobody on the list has. */
  readonly unknown: number;
  /** An older check than the one that is there: nothing changed. */
  readonly older: number;
  readonly refused: readonly Refusal[];
}

interface Row {
  readonly id: string;
  readonly dead: boolean;
  readonly at: Date;
  readonly diedOn: string | null;
  /** The registry has nobody with this document: nothing of it can be discharged. */
  readonly unknown: boolean;
}

const NOBODY = /^(?:no[ _-]?existe|inexistente|desconocid[oa])$/i;
const YES = /^(?:1|s|si|sí|x|true|fallecid[oa])$/i;
const NO = /^(?:0|2|n|no|false|vivo|viva|)$/i;

/**
 * Marks each person with the check; the dead are left out of everything from this moment. A file read twice changes nothing more.
 * `source` — who was asked, e.g. "Registro Civil". `today` — yyyy-mm-dd. Throws `UserError` when the file or a column is missing.
 */
export async function loadRegistry(
  services: Services,
  programme: Programme,
  file: string,
  { source, today }: { readonly source: string; readonly today: string },
): Promise<RegistryLoad> {
  const sums = { checked: 0, dead: 0, unknown: 0, older: 0 };
  const { rows, refused } = await inBatches(
    file,
    { columns: REGISTRY_COLUMNS, needed: NEEDED },
    (record) => rowOf(services, programme, record, today),
    (batch) => writeChecks(services, batch, source, sums),
  );
  return { rows, ...sums, refused };
}

/** The row, or why it is refused. */
function rowOf(
  { store }: Services,
  programme: Programme,
  record: Readonly<Partial<Record<Column, string>>>,
  today: string,
): Row | string {
  const document = parseDocument(programme.country, record.DOCUMENTO ?? '');
  if (!document.ok) return `DOCUMENTO: ${document.problem}`;
  const said = record.FALLECIDO ?? '';
  const unknown = NOBODY.test(said);
  if (!YES.test(said) && !NO.test(said) && !unknown) return 'FALLECIDO: neither yes, no nor NO EXISTE';
  const day = (name: Column): string | null => {
    const read = readDate(record[name] ?? '', 'event', Number(today.slice(0, 4)));
    return read.kind === 'date' && read.iso <= today ? read.iso : null;
  };
  const asked = day('F_CONSULTA');
  if (asked === null) return 'F_CONSULTA: no date, or one to come';
  const dead = YES.test(said);
  const diedOn = day('F_DEFUNCION');
  if (dead && diedOn === null) return 'F_DEFUNCION: no date of death, or one to come';
  const id = personIdOf(store.vault, programme.id, document.value);
  return { id, dead, at: new Date(`${asked}T00:00:00Z`), diedOn: dead ? diedOn : null, unknown };
}

async function writeChecks(
  services: Services,
  rows: readonly Row[],
  source: string,
  sums: { checked: number; dead: number; unknown: number; older: number },
): Promise<void> {
  const { store } = services;
  const now = services.clock.now();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const found = await store.persons
    .find({ _id: { $in: [...byId.keys()] } })
    .project<Pick<PersonDoc, '_id' | 'checked' | 'death' | 'asking'>>({ checked: 1, death: 1, asking: 1 })
    .toArray();
  sums.unknown += byId.size - found.length;
  const news = found.flatMap(({ _id, checked }) => {
    const row = byId.get(_id);
    if (!row) return [];
    if (checked && checked.at.getTime() > row.at.getTime()) {
      sums.older += 1;
      return [];
    }
    return [row];
  });
  const dead = news.filter((row) => row.dead);
  // First what stops messages, then the rest: a crash in between leaves nobody dead who is written to.
  if (dead.length > 0)
    await suppress(
      store,
      dead.map(({ id, at }) => ({ _id: `person:${id}`, why: 'death' as const, at, conversation: 'registry' })),
      now,
    );
  // The registry takes its word back: what it had stopped goes on, but never what a family said.
  const alive = new Set(
    found.flatMap(({ _id, checked, death }) =>
      checked?.dead === true && byId.get(_id)?.dead === false && (!death || death.denied) ? [_id] : [],
    ),
  );
  const back = news.filter(({ id }) => alive.has(id));
  if (back.length > 0)
    await lift(
      store,
      back.map(({ id }) => ({ _id: `person:${id}`, why: 'death' as const })),
      now,
    );
  await bulkUpdate(
    store,
    store.persons,
    news.map(({ id, at, dead: isDead, diedOn, unknown }) => ({
      updateOne: {
        filter: { _id: id },
        update: {
          $set: {
            checked: {
              at,
              dead: isDead,
              source,
              ...(diedOn === null ? {} : { diedOn }),
              ...(unknown ? { unknown: true as const } : {}),
            },
            ...(alive.has(id) && !isDead ? { 'asking.state': 'listed' as const } : {}),
            ...(isDead
              ? { 'asking.state': 'excluded' as const, 'asking.why': 'deceased' as const, 'asking.dueAt': null }
              : {}),
          },
          ...(alive.has(id) && !isDead ? { $unset: { 'asking.why': '' as const } } : {}),
        },
      },
    })),
  );
  sums.checked += news.length;
  sums.dead += dead.length;
}
