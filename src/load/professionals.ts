/** `vigente load professionals`: who sees patients, and where, with its source and the moment it is as of. */
import { createHash } from 'node:crypto';
import type { Programme } from '../programmes/programme.js';
import type { ProfessionalDoc } from '../store/documents.js';
import { forgetDirectory } from '../store/queries/directory.js';
import type { Services } from '../turn/services.js';
import { inBatches, type Refusal } from './batches.js';
import { checkAsOf, writeNewer } from './newer.js';
import { noteSource } from './note-source.js';

export const PROFESSIONAL_COLUMNS = ['NOMBRE', 'SERVICIO', 'LUGAR', 'HORARIO', 'TELEFONO'] as const;
type Column = (typeof PROFESSIONAL_COLUMNS)[number];
const NEEDED: readonly Column[] = ['SERVICIO', 'LUGAR'];
const MOST_TEXT = 60;

export interface ProfessionalsLoad {
  readonly rows: number;
  readonly taken: number;
  readonly older: number;
  /** No longer in the file. */
  readonly gone: number;
  readonly refused: readonly Refusal[];
}

/**
 * A file names everybody of its source: who is not in it is told no more. A row without a name is the service itself.
 * Throws `UserError` when the file or a column is missing, or its moment is to come.
 */
export async function loadProfessionals(
  services: Services,
  programme: Programme,
  file: string,
  { source, asOf }: { readonly source: string; readonly asOf: number },
): Promise<ProfessionalsLoad> {
  const { store, clock } = services;
  checkAsOf(asOf, clock.now());
  const sums = { taken: 0, older: 0 };
  const { rows, refused } = await inBatches(
    file,
    { columns: PROFESSIONAL_COLUMNS, needed: NEEDED },
    (record) => rowOf(programme, record, source, new Date(asOf)),
    async (batch) => {
      const docs = [...new Map(batch.map((doc) => [doc._id, doc])).values()];
      const { taken, older } = await writeNewer(store, store.professionals, docs, asOf);
      sums.taken += taken;
      sums.older += older;
    },
  );
  const { deletedCount: gone } =
    refused.length > 0
      ? { deletedCount: 0 }
      : await store.professionals.deleteMany({
          programme: programme.id,
          source,
          asOf: { $gte: new Date(0), $lt: new Date(asOf) },
        });
  forgetDirectory(store);
  if (sums.taken > 0 || refused.length === 0)
    await noteSource(services, programme, 'professionals', {
      source,
      asOf,
      rows: sums.taken,
      complete: refused.length === 0,
    });
  return { rows, ...sums, gone, refused };
}

/** The row, or why it is refused. */
function rowOf(
  programme: Programme,
  record: Readonly<Partial<Record<Column, string>>>,
  source: string,
  asOf: Date,
): ProfessionalDoc | string {
  for (const column of PROFESSIONAL_COLUMNS)
    if ((record[column] ?? '').length > MOST_TEXT) return `${column}: longer than ${MOST_TEXT} characters`;
  const text = (column: Column) => (record[column] ?? '').replace(/[{}<>]/g, '');
  if (text('SERVICIO') === '') return 'SERVICIO: empty';
  if (text('LUGAR') === '') return 'LUGAR: empty';
  const own = [source, text('NOMBRE'), text('SERVICIO'), text('LUGAR'), text('HORARIO')].join('|');
  return {
    _id: `${programme.id}:${createHash('sha256').update(own).digest('base64url').slice(0, 22)}`, programme: programme.id, name: text('NOMBRE'),
    service: text('SERVICIO'), place: text('LUGAR'), hours: text('HORARIO'), phone: text('TELEFONO'), source, asOf,
  }; // prettier-ignore
}
