import { headerFindings, judgedChunks, type Judged } from './judged-rows.js';
import type { Header } from './header.js';
import type { AcceptedRow, Finding, ListBatch, ListSummary, ReadOptions } from './list.js';
import { rejection } from './notes.js';
import { ListMemory } from './people.js';
import { ListSource } from './source.js';
import { Totals } from './totals.js';

const BATCH_SIZE = 1000;

/**
 * Reads a list twice: the first pass learns what only the whole list tells (shared numbers, repeated entries), the second
 * hands on rows and findings in batches, in the order of the file. Memory is flat. Returns the totals.
 * Throws UserError (exit 2) when there is no such file, no header, or mandatory columns are missing.
 */
export async function* readList(file: string, options: ReadOptions): AsyncGenerator<ListBatch, ListSummary> {
  const source = await ListSource.open(file);
  try {
    let read = 0;
    const onBytes = (bytes: number): void => {
      read += bytes;
      options.onProgress?.(read, source.size * 2);
    };
    const memory = new ListMemory();
    for await (const chunk of judgedChunks(source, options.today, () => false, onBytes))
      for (const { row } of chunk.judged) if (row !== null) memory.observe(row);
    return yield* secondPass(source, options, memory, onBytes);
  } finally {
    await source.close();
  }
}

async function* secondPass(
  source: ListSource,
  options: ReadOptions,
  memory: ListMemory,
  onBytes: (bytes: number) => void,
): AsyncGenerator<ListBatch, ListSummary> {
  const size = options.batchSize ?? BATCH_SIZE;
  const after = options.afterLine ?? 0;
  const totals = new Totals();
  let rows: AcceptedRow[] = [];
  let findings: Finding[] = [];
  let refused: string[] = [];
  let blanks: number[] = [];
  let header: Header | null = null;
  let encoding = '';
  let lastLine = after;

  for await (const chunk of judgedChunks(source, options.today, (number) => memory.isShared(number), onBytes)) {
    encoding = chunk.decoding.encoding;
    if (header === null) {
      header = chunk.header;
      tell(headerFindings(header));
    }
    for (const one of chunk.judged) {
      if (one.blank) {
        blanks.push(one.line); // blank lines at the very end are not records: nothing is said of them
        continue;
      }
      if (blanks.length > 0) blanks = totals.skip(blanks, (finding) => tell([finding]));
      accept(one);
      lastLine = Math.max(lastLine, one.line);
      if (rows.length >= size || findings.length >= size * 4) yield flush();
    }
  }
  if (encoding === 'mixed') tell([{ kind: 'warned', line: 1, column: null, code: 'encoding-mixed' }]);
  if (rows.length > 0 || findings.length > 0) yield flush();
  return totals.summary(memory, header as Header, encoding, lastLine);

  function accept(one: Readonly<Judged>): void {
    const refusal = one.row === null ? null : memory.refusal(one.line);
    if (one.row === null || refusal !== null) {
      totals.refuse(refusal?.code === 'duplicate-open');
      if (one.line > after) refused.push(...(one.row === null ? one.identities : [one.row.entry.identity]));
      return tell(refusal === null ? one.findings : [rejection(one.line, refusal)]);
    }
    if (one.row.contacts.some((contact) => contact.kind === 'mobile' && !contact.shared)) memory.markReachable(one.row);
    totals.accept(one.row);
    tell(one.findings);
    if (one.line > after) rows.push(one.row);
  }

  function tell(more: readonly Finding[]): void {
    for (const finding of more) {
      totals.count(finding.code);
      if (finding.line > after) findings.push(finding);
    }
  }

  function flush(): ListBatch {
    const batch = { rows, findings, refusedIdentities: refused, lastLine };
    rows = [];
    findings = [];
    refused = [];
    return batch;
  }
}
