/** Small CSV files of other systems: columns by name, `;` or `,`, with or without a byte order mark. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { UserError } from '../domain/failure.js';

export interface CsvRecord<C extends string> {
  readonly record: Readonly<Partial<Record<C, string>>>;
  /** From the top of the file, the first line being 1. */
  readonly line: number;
}

/** Throws `UserError` when the file cannot be read or its first line lacks a column that is `needed`. */
export async function* recordsOf<C extends string>(
  file: string,
  columns: readonly C[],
  needed: readonly C[] = columns,
): AsyncGenerator<CsvRecord<C>> {
  const delimiter = await delimiterOf(file);
  const input = createReadStream(file);
  const parser = parse({
    bom: true,
    trim: true,
    delimiter,
    skip_empty_lines: true,
    relax_column_count: true,
    info: true,
    columns: (names: string[]) => {
      const upper = names.map((name) => name.toUpperCase());
      const missing = needed.filter((name) => !upper.includes(name));
      if (missing.length === 0) return upper;
      const hint = `Columns: ${columns.join(';')}`;
      throw new UserError('file-columns', `${file}: the first line lacks ${missing.join(', ')}.`, hint);
    },
  });
  input.on('error', (error) =>
    parser.destroy(new UserError('file-unreadable', `${file} cannot be read: ${error.message}`)),
  );
  for await (const each of input.pipe(parser)) {
    const { record, info } = each as { record: CsvRecord<C>['record']; info: { lines: number } };
    yield { record, line: info.lines };
  }
}

/** Bytes in which the first line ends, of any file of ours. */
const FIRST_LINE = 4096;

/** The one that the first line uses: with `;` a comma is part of an amount ("1.204,50"). */
async function delimiterOf(file: string): Promise<';' | ','> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_LINE), 0, FIRST_LINE, 0);
      const [first = ''] = buffer.toString('utf8', 0, bytesRead).split(/[\r\n]/);
      return first.includes(';') ? ';' : ',';
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new UserError('file-unreadable', `${file} cannot be read: ${(error as Error).message}`);
  }
}
