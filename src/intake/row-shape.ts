import type { Header } from './header.js';
import { lettersOf } from './header.js';
import type { RowNotes } from './notes.js';
import type { RecordReader } from './records.js';

/** Is this record a row at all? Exports hold blank lines, totals, repeated headers, and ends that were cut off. */

const FOOTER =
  /^\W*(?:sub ?total|total(?:es)?\b|suma\b|registros\b|cantidad de (?:registros|filas)|\d+ (?:registros|filas|rows)\b|n[°º] de registros|fuente\b|fin (?:de|del) (?:archivo|listado|informe|reporte)|fecha de (?:extracci[oó]n|generaci[oó]n|emisi[oó]n)|generado (?:el|por)\b|p[aá]gina \d)|rows? affected/i;
/** A totals line may have a few figures beside its word; a row of the list has over twenty cells filled. */
const MOST_CELLS_OF_A_FOOTER = 6;

/** `row` = judge its cells; `refused` = noted why not; `blank` = nothing in it. */
export function wholeRow(
  cells: readonly string[],
  before: readonly string[],
  header: Header,
  reader: RecordReader,
  notes: RowNotes,
): 'row' | 'blank' | 'refused' {
  if (cells.length === header.width) {
    if (reader.strayQuote) notes.warn('stray-quote');
    if (!reader.terminated && isCut(cells, before, header)) return refuse(notes, 'file-cut');
    const run = cells[header.positions[1] as number] as string;
    if (startsWithDigit(run) && startsWithDigit(cells[header.positions[0] as number] as string)) return 'row';
    if (isBlank(cells)) return 'blank';
    if (isFooter(cells)) return refuse(notes, 'totals-line');
    if (lettersOf(run) === 'RUN' && cells.every((cell, at) => lettersOf(cell) === lettersOf(header.names[at] ?? '')))
      return refuse(notes, 'header-repeated');
    return 'row';
  }
  if (isBlank(cells)) return 'blank';
  if (isFooter(cells)) return refuse(notes, 'totals-line');
  if (cells.length > header.width) return refuse(notes, 'too-many-cells');
  return refuse(notes, reader.terminated ? 'too-few-cells' : 'file-cut');
}

function refuse(
  notes: RowNotes,
  code: 'file-cut' | 'totals-line' | 'header-repeated' | 'too-many-cells' | 'too-few-cells',
): 'refused' {
  notes.reject(code);
  return 'refused';
}

/** Health service and RUN look like a row of the list: nothing more needs to be asked. */
function startsWithDigit(cell: string): boolean {
  const first = cell.charCodeAt(0);
  return first >= 48 && first <= 57;
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === '' || cell.trim() === '');

function isFooter(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  return filled.length <= MOST_CELLS_OF_A_FOOTER && FOOTER.test(filled[0] ?? '');
}

/**
 * The last record, without an end of line, whose last cell is an identifier shorter than the one above it: half a folio would
 * be another entry. Many tools leave out the last end of line, so nothing else is read into that.
 */
function isCut(cells: readonly string[], before: readonly string[], header: Header): boolean {
  const last = header.width - 1;
  const identifiers = [header.positions[40], header.positions[42]];
  if (!identifiers.includes(last) || before.length !== header.width) return false;
  return (cells[last] as string).length < (before[last] as string).length;
}
