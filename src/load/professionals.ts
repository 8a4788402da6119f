/** `vigente load professionals`: who sees patients, and where, with its source and the moment it is as of. */
import { createHash } from 'node:crypto';
import type { Programme } from '../programmes/programme.js';
import type { ProfessionalDoc } from '../store/documents.js';
import { forgetDirectory } from '../store/queries/directory.js';
import type { Services } from '../turn/services.js';
import { loadWholeSource, type WholeSourceLoad } from './whole-source.js';

export const PROFESSIONAL_COLUMNS = ['NOMBRE', 'SERVICIO', 'LUGAR', 'HORARIO', 'TELEFONO'] as const;
type Column = (typeof PROFESSIONAL_COLUMNS)[number];
const NEEDED: readonly Column[] = ['SERVICIO', 'LUGAR'];
const MOST_TEXT = 60;

/**
 * A file names everybody of its source: who is not in it is told no more. A row without a name is the service itself.
 * Throws `UserError` when the file or a column is missing, or its moment is to come.
 */
export async function loadProfessionals(
  services: Services,
  programme: Programme,
  file: string,
  from: { readonly source: string; readonly asOf: number },
): Promise<WholeSourceLoad> {
  const loaded = await loadWholeSource(services, programme, file, from, {
    kind: 'professionals',
    collection: services.store.professionals,
    columns: PROFESSIONAL_COLUMNS,
    needed: NEEDED,
    rowOf: (record, source, asOf) => rowOf(programme, record, source, asOf),
  });
  forgetDirectory(services.store);
  return loaded;
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
