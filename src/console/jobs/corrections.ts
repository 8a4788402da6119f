/**
 * Refused cells of a list, corrected in the browser. What they hold is about patients: it stays in the job's own folder, in files that
 * cannot be fetched, until the list is taken; what was changed, by whom, is a file beside the report.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { line, writePrivate } from '../../files/csv.js';
import { cellsAt, correctFile, type CellPlace, type Correction } from '../../intake/correct-file.js';

/** The list, as it was sent or corrected. */
export const IN_FILE = 'in-file';
/** What stands in the refused cells. */
const CELLS = 'in-cells.json';
/** What is to be written into them. */
const WANTED = 'in-corrections.json';
/** All that was changed so far, for the file below. */
const DONE = 'in-corrected.json';
const DONE_FILE = 'correcciones.csv';
const PRIVATE = { mode: 0o600 };

/** Who corrects, and when. */
interface Author {
  readonly by: string | null;
  readonly at: Date;
}
/** `at` — ISO 8601. */
interface Asked extends Correction {
  readonly by: string | null;
  readonly at: string;
}
interface Done extends Asked {
  readonly before: string;
}

/** Its field in the form. */
export const cellName = ({ line: at, column }: CellPlace): string => `cell-${at}-${column}`;

const readList = async <T>(file: string): Promise<readonly T[]> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  return JSON.parse(text) as readonly T[];
};

/** Whole or not at all, also on a full disk. */
async function writeList(file: string, rows: readonly unknown[]): Promise<void> {
  await writeFile(`${file}.next`, JSON.stringify(rows), PRIVATE);
  await rename(`${file}.next`, file);
}

/** What stands in refused cells is kept for the page that shows them; a row that is refused as a whole has no cell to mend. */
export async function keepCells(
  folder: string,
  refused: readonly { readonly line: number; readonly column: string | null }[],
): Promise<void> {
  const places = refused.flatMap(({ line: at, column }): CellPlace[] =>
    column === null ? [] : [{ line: at, column }],
  );
  const cells = places.length === 0 ? [] : await cellsAt(join(folder, IN_FILE), places);
  await writeList(join(folder, CELLS), cells);
}

export const keptCells = (folder: string): Promise<readonly Correction[]> => readList(join(folder, CELLS));

/** Asks for what `valueOf` gives for a cell (null = it stays); the next time the list is judged it is written there. Gives what was asked for. */
export async function askCorrections(
  folder: string,
  { by, at }: Author,
  valueOf: (cell: Correction) => string | null,
): Promise<readonly Correction[]> {
  const wanted = (await keptCells(folder)).flatMap((cell): Asked[] => {
    const value = valueOf(cell);
    return value === null ? [] : [{ ...cell, value, by, at: at.toISOString() }];
  });
  if (wanted.length > 0) await writeList(join(folder, WANTED), wanted);
  return wanted;
}

/** The list was taken: what it held is in the database, where names are encrypted. What was corrected stays to be fetched. */
export async function forgetList(folder: string): Promise<void> {
  for (const file of [IN_FILE, CELLS, WANTED, DONE]) await rm(join(folder, file), { force: true });
}

/** A process that dies anywhere in between does it again: what is corrected already is not changed twice. */
export async function applyCorrections(folder: string): Promise<void> {
  const wanted = await readList<Asked>(join(folder, WANTED));
  if (wanted.length === 0) return;
  const [file, next] = [join(folder, IN_FILE), join(folder, 'in-file.next')];
  const changed: readonly Done[] = await correctFile(file, next, wanted);
  const before = await readList<Done>(join(folder, DONE));
  // Written down before the list is: of a process that died in between the last word on a cell is what it says already.
  const lastOf = ({ line: at, column }: CellPlace) =>
    before.findLast((each) => each.line === at && each.column === column)?.value;
  const done = [...before, ...changed.filter((each) => lastOf(each) !== each.value)];
  await writeList(join(folder, DONE), done);
  await writePrivate(
    join(folder, DONE_FILE),
    ['linea', 'columna', 'decia', 'dice', 'quien', 'cuando'],
    done.map((each) => line([each.line, each.column, each.before, each.value, each.by, each.at])),
  );
  await rename(next, file);
  await rm(join(folder, WANTED), { force: true });
}
