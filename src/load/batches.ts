/** A file of another system, read row by row and written in batches: what is refused is named with its line, the rest goes in. */
import { recordsOf } from './records.js';

const BATCH = 500;

export interface Refusal {
  /** From the top of the file, the first line being 1. */
  readonly line: number;
  readonly why: string;
}

export interface FileRead {
  readonly rows: number;
  readonly refused: readonly Refusal[];
}

/**
 * `rowOf` — the row of a record, or why it is refused. `write` — never called with nothing.
 * Throws `UserError` when the file cannot be read or lacks a column that is `needed`.
 */
export async function inBatches<C extends string, R>(
  file: string,
  { columns, needed }: { readonly columns: readonly C[]; readonly needed: readonly C[] },
  rowOf: (record: Readonly<Partial<Record<C, string>>>, line: number) => R | string,
  write: (rows: readonly R[]) => Promise<void>,
): Promise<FileRead> {
  const refused: Refusal[] = [];
  let rows = 0;
  let batch: R[] = [];
  for await (const { record, line } of recordsOf(file, columns, needed)) {
    rows += 1;
    const read = rowOf(record, line);
    if (typeof read === 'string') refused.push({ line, why: read });
    else batch.push(read);
    if (batch.length < BATCH) continue;
    await write(batch);
    batch = [];
  }
  if (batch.length > 0) await write(batch);
  return { rows, refused };
}
