/** A file of the gateway as events: answers (message_id;number;text;at) or receipts (message_id;status;code;at), by its header. */
import { parse } from 'csv-parse/sync';
import type { ProviderEvent } from '../../domain/provider-event.js';
import { answerEvent, contentId, receiptEvent, type Reading } from './letters.js';

/** A line, or the whole file, that cannot be read. Says nothing of what it holds. */
export interface LineProblem {
  readonly line: number;
  readonly reason: string;
}
export class UnreadableFile extends Error {
  constructor(readonly problem: LineProblem) {
    super(`line ${problem.line}: ${problem.reason}`);
  }
}
export interface GatewayFile {
  readonly events: readonly ProviderEvent[];
  /** Lines left out; all others count. */
  readonly problems: readonly LineProblem[];
}

/** Reads a whole file. The same bytes give the same ids. Throws UnreadableFile when no line of it can be trusted. */
export function readGatewayFile(bytes: Buffer, reading: Reading): GatewayFile {
  const rows = rowsOf(decode(bytes));
  const [header, ...records] = rows;
  if (!header) throw new UnreadableFile({ line: 1, reason: 'the file is empty' });
  const names = header.cells.map((name) => name.trim().toLowerCase().replace(/[^a-z0-9]+/g, '_')); // prettier-ignore
  const has = (...wanted: string[]): boolean => wanted.every((name) => names.includes(name));
  const receipts = has('message_id', 'status');
  if (!receipts && !has('number', 'text'))
    throw new UnreadableFile({
      line: header.line,
      reason: 'the header has neither number and text (answers) nor message_id and status (receipts)',
    });
  const events: ProviderEvent[] = [];
  const problems: LineProblem[] = [];
  const contents = new Map<string, string>();
  for (const { line, cells } of records) {
    // A separator inside a text without quotes moves every cell after it: better no answer than a wrong one.
    if (cells.slice(names.length).some((cell) => cell.trim() !== '')) {
      problems.push({ line, reason: 'more cells than the header has names' });
      continue;
    }
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    const id = cell('message_id').trim();
    const at = cell('at').trim();
    const number = cell('number').trim();
    const event = receipts
      ? receiptEvent({ id, ref: id, to: number, status: cell('status'), code: cell('code'), at }, reading)
      : answerEvent({ id: ownId(id, contents, { from: number, text: cell('text'), at }), from: number, to: '', text: cell('text'), at }, reading); // prettier-ignore
    if (event) events.push(event);
    else problems.push({ line, reason: receipts ? 'no message_id or no status' : 'the number is not a phone number' });
  }
  return { events, problems };
}

/** Gateways that put the id of our message where the answer's own belongs would lose a person's second answer. */
function ownId(id: string, contents: Map<string, string>, answer: Parameters<typeof contentId>[0]): string {
  const content = contentId(answer);
  if (id === '') return content;
  if (!contents.has(id)) contents.set(id, content);
  return contents.get(id) === content ? id : content;
}

/** UTF-8, with or without a BOM, or what Windows writes in its place. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function rowsOf(text: string): readonly { readonly line: number; readonly cells: readonly string[] }[] {
  const firstLine = text.split(/[\r\n]/, 1)[0] ?? '';
  try {
    const records = parse(text, {
      delimiter: firstLine.includes(';') ? ';' : ',',
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as readonly { readonly info: { readonly lines: number }; readonly record: readonly string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    const { lines, code } = error as { readonly lines?: number; readonly code?: string };
    throw new UnreadableFile({ line: lines ?? 1, reason: CSV_REASONS[code ?? ''] ?? 'not a CSV file' });
  }
}

const CSV_REASONS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
};
