/** Cells of a list that somebody corrects before it goes in: read where they stand, and written into a copy, all else as it was. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { COLUMN_NAMES } from './column-names.js';
import { TextDecoding } from './encoding.js';
import type { Header } from './header.js';
import { RecordReader } from './records.js';
import type { Separator } from './separator.js';
import { ListSource, readHeader } from './source.js';

/** A cell, by its line in reports and the name of its column. */
export interface CellPlace {
  readonly line: number;
  readonly column: string;
}
export interface Correction extends CellPlace {
  readonly value: string;
}
/** What was asked for, with what stood there. */
export type Corrected<T extends Correction> = T & { readonly before: string };

/** What stands in these cells, in the order of the file; a row that is too short to have one is left out. Reads no further than the last. */
export async function cellsAt(file: string, places: readonly CellPlace[]): Promise<readonly Correction[]> {
  const wanted = byLine(places);
  const last = Math.max(0, ...wanted.keys());
  const found: Correction[] = [];
  const source = await ListSource.open(file);
  try {
    for await (const record of recordsOf(source)) {
      for (const { column } of wanted.get(record.line) ?? []) {
        const value = record.cells[positionOf(record.header, column)];
        if (value !== undefined) found.push({ line: record.line, column, value });
      }
      if (record.line >= last) break;
    }
  } finally {
    await source.close();
  }
  return found;
}

/**
 * Writes `to`, a copy of the list in UTF-8 with these cells changed; lines keep their numbers. Gives what changed. Throws `UserError`
 * as reading does; `to` is then not whole.
 */
export async function correctFile<T extends Correction>(
  file: string,
  to: string,
  corrections: readonly T[],
): Promise<readonly Corrected<T>[]> {
  const wanted = byLine(corrections);
  const changed: Corrected<T>[] = [];
  const source = await ListSource.open(file);
  const out = createWriteStream(to, { mode: 0o600 });
  try {
    await once(out, 'open');
    const write = async (text: string) => {
      if (!out.write(text)) await once(out, 'drain');
    };
    let begun = false;
    for await (const record of recordsOf(source)) {
      if (!begun) await write(record.head);
      begun = true;
      const mine = wanted.get(record.line);
      const cells = [...record.cells];
      const before = changed.length;
      for (const correction of mine ?? []) {
        const at = positionOf(record.header, correction.column);
        const old = cells[at];
        if (old === undefined || old === correction.value) continue;
        cells[at] = correction.value;
        changed.push({ ...correction, before: old });
      }
      const end = record.terminated ? '\n' : '';
      await write((changed.length > before ? lineOf(cells, record.header.separator) : record.raw) + end);
    }
    out.end();
    await finished(out);
  } finally {
    out.destroy();
    await source.close();
  }
  return changed;
}

interface Rec {
  /** What stands before the first record: titles and the names of the columns. */
  readonly head: string;
  readonly header: Header;
  readonly line: number;
  readonly cells: readonly string[];
  readonly raw: string;
  readonly terminated: boolean;
}

async function* recordsOf(source: ListSource): AsyncGenerator<Rec> {
  const texts = source.text(new TextDecoding(), () => undefined);
  const { header, head, rest } = await readHeader(texts, source.file);
  const reader = new RecordReader(header.separator, header.width, header.line);
  function* taken(): Generator<Rec> {
    for (let cells = reader.next(); cells !== null; cells = reader.next())
      yield { head, header, line: reader.line, cells, raw: reader.raw, terminated: reader.terminated };
  }
  reader.push(rest);
  yield* taken();
  for await (const text of texts) {
    reader.push(text);
    yield* taken();
  }
  reader.end();
  yield* taken();
}

const positionOf = (header: Header, column: string): number =>
  header.positions[COLUMN_NAMES.findIndex((name) => name === column)] ?? -1;

function byLine<T extends CellPlace>(places: readonly T[]): ReadonlyMap<number, readonly T[]> {
  const lines = new Map<number, T[]>();
  for (const place of places) lines.set(place.line, [...(lines.get(place.line) ?? []), place]);
  return lines;
}

const lineOf = (cells: readonly string[], separator: Separator): string =>
  cells.map((cell) => (cell.includes(separator) || /["\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(separator); // prettier-ignore
