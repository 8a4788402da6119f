import { UserError } from '../domain/failure.js';
import {
  COLUMN_NAMES,
  CONTACT_COLUMNS,
  DIAGNOSIS_COLUMNS,
  MANDATORY_COLUMNS,
  type ColumnName,
} from './column-names.js';
import { SEPARATORS, splitQuoted, type Separator } from './separator.js';

/** Finds the row of column names and says which cell holds which column. */

export interface Header {
  readonly separator: Separator;
  /** Record number of the header, from the top of the file. */
  readonly line: number;
  /** Cells a record must have. */
  readonly width: number;
  /** Position of each of the 43 columns in a record; -1 = the file does not have it. */
  readonly positions: Int32Array;
  /** Names of columns that are not of the format, as written. */
  readonly extras: readonly string[];
  /** Optional columns that are absent. */
  readonly absent: readonly ColumnName[];
  /** The names as the file writes them, to know a repeated header. */
  readonly names: readonly string[];
  /** Where the first record begins in the text that was searched. */
  readonly end: number;
}

const BY_LETTERS = new Map<string, number>(COLUMN_NAMES.map((name, index) => [lettersOf(name), index]));

/** Fewer known names than this, and a line is a title or data, not the header. */
const ENOUGH_NAMES = 5;
/** Real exports begin with a few lines of title, filter and date. */
const LONGEST_PREAMBLE = 100;

/** Case, accents, spaces, underscores, points, quotes and byte order marks make no difference. */
export function lettersOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]/g, '')
    .toUpperCase();
}

const knownIn = (names: readonly string[]): number => names.filter((name) => BY_LETTERS.has(lettersOf(name))).length;

/**
 * Searches the first lines of `text`. `complete` — the text is the whole file.
 * null = not found yet and there may be more text; throws UserError when there is no header or it lacks mandatory columns.
 */
export function findHeader(text: string, complete: boolean, file: string): Header | null {
  let line = 0;
  let best: { names: string[]; known: number; line: number } | null = null;
  for (let at = 0; at < text.length && line < LONGEST_PREAMBLE;) {
    const newline = text.indexOf('\n', at);
    if (newline === -1 && !complete) break;
    const end = newline === -1 ? text.length : newline;
    line++;
    const raw = text
      .slice(at, end)
      .replace(/\r$/, '')
      .replace(/^\ufeff/, '');
    at = end + 1;
    for (const separator of SEPARATORS) {
      const names = splitQuoted(raw, separator);
      const known = knownIn(names);
      if (known >= ENOUGH_NAMES) return headerOf(names, separator, line, Math.min(at, text.length), file);
      if (known > (best?.known ?? 0)) best = { names, known, line };
    }
  }
  if (!complete && line < LONGEST_PREAMBLE && text.length < 1_000_000) return null;
  if (text.trim() === '')
    throw new UserError('list-empty', `${file}: el archivo está vacío.`, 'Vuelva a exportar la lista.');
  throw new UserError(
    'header-missing',
    `${file}: no se encontró la fila de encabezados (SERV_SALUD, RUN, DV, …)${best === null ? '' : `; lo más parecido está en la línea ${best.line}`}.`,
    'Exporte la lista con los nombres de las columnas en la primera línea, como CSV.',
  );
}

function headerOf(names: string[], separator: Separator, line: number, end: number, file: string): Header {
  const positions = new Int32Array(COLUMN_NAMES.length).fill(-1);
  const extras: string[] = [];
  names.forEach((name, at) => {
    const column = BY_LETTERS.get(lettersOf(name));
    if (column === undefined) {
      if (name.trim() !== '') extras.push(name.trim());
      return;
    }
    if (positions[column] !== -1)
      throw new UserError(
        'column-repeated',
        `${file}: la columna ${COLUMN_NAMES[column]} aparece dos veces en los encabezados.`,
        'Deje una sola y vuelva a importar.',
      );
    positions[column] = at;
  });
  const lacks = (name: ColumnName): boolean => positions[COLUMN_NAMES.indexOf(name)] === -1;
  const missing: string[] = MANDATORY_COLUMNS.filter(lacks);
  if (DIAGNOSIS_COLUMNS.every(lacks)) missing.push(DIAGNOSIS_COLUMNS.join(' o '));
  if (CONTACT_COLUMNS.every(lacks)) missing.push(CONTACT_COLUMNS.join(' o '));
  if (missing.length > 0)
    throw new UserError(
      'columns-missing',
      `${file}: faltan columnas obligatorias: ${missing.join(', ')}.`,
      'Agregue las columnas que faltan, con esos nombres, y vuelva a importar.',
    );
  const absent = COLUMN_NAMES.filter(lacks);
  return { separator, line, width: names.length, positions, extras, absent, names, end };
}
