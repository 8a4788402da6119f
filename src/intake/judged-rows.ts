import type { AcceptedRow, Finding } from './list.js';
import { TextDecoding } from './encoding.js';
import type { FindingKind } from './codes.js';
import { COLUMN_NAMES } from './column-names.js';
import type { Header } from './header.js';
import { RowJudge } from './judge.js';
import { RowNotes } from './notes.js';
import { RecordReader } from './records.js';
import { wholeRow } from './row-shape.js';
import { readHeader, type ListSource } from './source.js';

/** One record, judged by itself. */
export interface Judged {
  line: number;
  row: AcceptedRow | null;
  findings: readonly Finding[];
  blank: boolean;
  /** Of a refused row: the entries it may be. */
  identities: readonly string[];
}

export interface JudgedChunk {
  /** Judged as they are taken, one object for all: rows kept for a whole chunk cost a fifth of the time in garbage collection. */
  readonly judged: Iterable<Readonly<Judged>>;
  readonly header: Header;
  readonly decoding: TextDecoding;
}

/** Records of one pass over the list, judged one by one. `onBytes` — told of every chunk read. */
export async function* judgedChunks(
  source: ListSource,
  today: string,
  isShared: (number: string) => boolean,
  onBytes: (bytes: number) => void,
): AsyncGenerator<JudgedChunk> {
  const decoding = new TextDecoding();
  const texts = source.text(decoding, onBytes);
  const { header, rest } = await readHeader(texts, source.file);
  const reader = new RecordReader(header.separator, header.width, header.line);
  const notes = new RowNotes();
  const judge = new RowJudge(header, today, notes, isShared);
  const one: Judged = { line: 0, row: null, findings: [], blank: false, identities: [] };
  let before: readonly string[] = [];

  function* judged(): Generator<Judged> {
    for (let cells = reader.next(); cells !== null; cells = reader.next()) {
      notes.start(reader.line);
      const shape = wholeRow(cells, before, header, reader, notes);
      one.line = reader.line;
      one.row = shape === 'row' ? judge.judge(cells, reader.raw, reader.quoted) : null;
      one.findings = notes.taken();
      one.blank = shape === 'blank';
      one.identities = one.row === null && !one.blank ? judge.identitiesIn(cells) : [];
      before = cells;
      yield one;
    }
  }

  reader.push(rest);
  yield { judged: judged(), header, decoding };
  for await (const text of texts) {
    reader.push(text);
    yield { judged: judged(), header, decoding };
  }
  reader.end();
  yield { judged: judged(), header, decoding };
}

/** What the header itself gives to say, once, on its line. */
export function headerFindings(header: Header): Finding[] {
  const warned: FindingKind = 'warned';
  const found: Finding[] = [];
  if (header.line > 1) found.push({ kind: warned, line: 1, column: null, code: 'preamble-skipped' });
  if (header.extras.length > 0)
    found.push({
      kind: warned,
      line: header.line,
      column: header.extras[0] as string,
      code: 'extra-columns',
      to: header.extras,
    });
  if (header.absent.length > 0 && header.absent.length < COLUMN_NAMES.length)
    found.push({
      kind: warned,
      line: header.line,
      column: header.absent[0] as string,
      code: 'columns-absent',
      to: header.absent,
    });
  return found;
}
