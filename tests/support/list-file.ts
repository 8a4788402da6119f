import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COLUMN_NAMES, type ColumnName } from '../../src/intake/column-names.js';
import type { AcceptedRow, Finding, ListBatch, ListSummary, ReadOptions } from '../../src/intake/list.js';
import { readList } from '../../src/intake/read-list.js';

/** Small lists for tests: a good row, changed cell by cell. */

export const TODAY = '2026-11-21';
const folder = mkdtempSync(join(tmpdir(), 'vigente-list-'));
let files = 0;

export type Cells = Partial<Record<ColumnName, string>>;

const GOOD: Cells = {
  SERV_SALUD: '9', RUN: '9360914', DV: 'K', NOMBRES: 'SANDRA PAOLA', PRIMER_APELLIDO: 'FIGUEROA', SEGUNDO_APELLIDO: 'BARRÍA',
  FECHA_NAC: '04/10/1962', SEXO: '2', PREVISION: '1', TIPO_PREST: '1', PRESTA_MIN: '07-108', PRESTA_EST: 'POLI NEUROLOGÍA ADULTO',
  F_ENTRADA: '10/04/2022', ESTAB_ORIG: '109308', ESTAB_DEST: '109103', PRAIS: '2', REGION: '13', COMUNA: '13104', SOSPECHA_DIAG: 'TEMBLOR',
  CIUDAD: 'CONCHALÍ', COND_RURALIDAD: '1', VIA_DIRECCION: '2', NOM_CALLE: 'PABLO NERUDA', NUM_DIRECCION: '4200', FONO_MOVIL: '939892755',
  EMAIL: 'sandra@correo.example', RUN_PROF_SOL: '10413208', DV_PROF_SOL: '1', ID_LOCAL: '2000000', SIGTE_ID: '41000000',
}; // prettier-ignore

/** A good row with these cells instead; `n` makes its identifiers its own. */
export function row(cells: Cells = {}, n = 0): string[] {
  const own: Cells = n === 0 ? {} : { ID_LOCAL: String(2_000_000 + n), SIGTE_ID: String(41_000_000 + n) };
  return COLUMN_NAMES.map((name) => cells[name] ?? own[name] ?? GOOD[name] ?? '');
}

export const header = (separator = ';'): string => COLUMN_NAMES.join(separator);

/** Different people: RUNs with their check digits. */
export function runOf(n: number): Cells {
  const run = 10_000_000 + n * 7;
  let sum = 0;
  [...String(run)].reverse().forEach((digit, at) => (sum += Number(digit) * (2 + (at % 6))));
  return { RUN: String(run), DV: '0K987654321'.charAt(sum % 11) };
}

export function writeList(content: string | Buffer): string {
  const file = join(folder, `list-${++files}.csv`);
  writeFileSync(file, content);
  return file;
}

export const csv = (rows: readonly string[][], separator = ';'): string =>
  [header(separator), ...rows.map((cells) => cells.join(separator))].join('\n') + '\n';

export interface WholeList {
  readonly rows: AcceptedRow[];
  readonly findings: Finding[];
  readonly batches: ListBatch[];
  readonly summary: ListSummary;
}

export async function readFile(file: string, options: Partial<ReadOptions> = {}): Promise<WholeList> {
  const list = readList(file, { today: TODAY, ...options });
  const batches: ListBatch[] = [];
  for (;;) {
    const step = await list.next();
    if (step.done) {
      return {
        rows: batches.flatMap((batch) => batch.rows),
        findings: batches.flatMap((batch) => batch.findings),
        batches,
        summary: step.value,
      };
    }
    batches.push(step.value);
  }
}

export const readText = (content: string | Buffer, options: Partial<ReadOptions> = {}): Promise<WholeList> =>
  readFile(writeList(content), options);

export const readRows = (rows: readonly string[][], options: Partial<ReadOptions> = {}): Promise<WholeList> =>
  readText(csv(rows), options);

/** One row with these cells: what was said, and the row when it was kept. */
export async function judge(
  cells: Cells,
): Promise<{ row: AcceptedRow | undefined; codes: string[]; findings: Finding[] }> {
  const list = await readRows([row(cells)]);
  return { row: list.rows[0], codes: list.findings.map((finding) => finding.code), findings: list.findings };
}
