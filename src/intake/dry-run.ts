import { headerFindings, judgedChunks } from './judged-rows.js';
import type { Header } from './header.js';
import type { Finding, ListSummary } from './list.js';
import { ListMemory } from './people.js';
import { rejection } from './notes.js';
import { ReportWriter } from './report.js';
import { ListSource } from './source.js';
import { Totals } from './totals.js';

export interface DryRunOptions {
  /** Reference date, yyyy-mm-dd. */
  readonly today: string;
  /** Where the report goes; none = only the totals. */
  readonly reportFile?: string;
  onProgress?(bytesRead: number, totalBytes: number): void;
}

export interface DryRunResult extends ListSummary {
  readonly file: string;
  readonly seconds: number;
}

/**
 * Reads and judges a list and writes its report; nothing is imported. Throws UserError (exit 2), leaving no report behind.
 * One pass is enough where no row is handed on: shared numbers are told at the end. Findings and totals are those of
 * `readList` (a test compares them).
 */
export async function dryRun(file: string, options: DryRunOptions): Promise<DryRunResult> {
  const started = process.hrtime.bigint(); // a duration for the report, not a time of day: needs no Clock
  const source = await ListSource.open(file);
  let writer: ReportWriter | null = null;
  try {
    if (options.reportFile !== undefined) writer = await ReportWriter.open(options.reportFile, file);
    const summary = await judgeOnce(source, options, async (findings) => writer?.add(findings));
    const seconds = Number((Number(process.hrtime.bigint() - started) / 1e9).toFixed(3));
    await writer?.close(summary, seconds);
    return { file, ...summary, seconds };
  } catch (error) {
    await writer?.discard();
    throw error;
  } finally {
    await source.close();
  }
}

async function judgeOnce(
  source: ListSource,
  options: DryRunOptions,
  write: (findings: readonly Finding[]) => Promise<void>,
): Promise<ListSummary> {
  const memory = new ListMemory({ once: true });
  const totals = new Totals();
  let header: Header | null = null;
  let encoding = '';
  let read = 0;
  let blanks: number[] = [];
  let lastLine = 0;
  let findings: Finding[] = [];

  const tell = (finding: Finding): void => {
    totals.count(finding.code);
    findings.push(finding);
  };
  const onBytes = (bytes: number): void => {
    read += bytes;
    options.onProgress?.(read, source.size);
  };
  for await (const chunk of judgedChunks(source, options.today, () => false, onBytes)) {
    encoding = chunk.decoding.encoding;
    if (header === null) {
      header = chunk.header;
      headerFindings(header).forEach(tell);
    }
    for (const { line, row, findings: own, blank } of chunk.judged) {
      if (blank) {
        blanks.push(line); // blank lines at the very end are not records: nothing is said of them
        continue;
      }
      if (blanks.length > 0) blanks = totals.skip(blanks, tell);
      lastLine = line;
      const refusal = row === null ? null : memory.observe(row);
      if (row === null || refusal !== null) totals.refuse(refusal?.code === 'duplicate-open');
      else totals.accept(row);
      if (refusal === null) own.forEach(tell);
      else tell(rejection(line, refusal));
    }
    await write(findings);
    findings = [];
  }
  if (encoding === 'mixed') tell({ kind: 'warned', line: 1, column: null, code: 'encoding-mixed' });
  for (const { line, column } of memory.sharedPhones(lastLine)) {
    tell({ kind: 'warned', line, column, code: 'phone-shared' });
    if (findings.length < 1000) continue;
    await write(findings);
    findings = [];
  }
  await write(findings);
  return totals.summary(memory, header as Header, encoding, lastLine);
}
