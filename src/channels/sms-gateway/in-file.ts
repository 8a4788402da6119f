/** A file of the gateway as events: answers (message_id;number;text;at) or receipts (message_id;status;code;at), by its header. */
import type { ProviderEvent } from '../../domain/provider-event.js';
import { answerEvent, receiptEvent, type Reading } from './letters.js';
import { recordsOf, type LineProblem } from './records.js';

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

/** Reads a whole file. The same bytes under the same name give the same ids. Throws UnreadableFile when it is no file of ours. */
export function readGatewayFile(name: string, bytes: Buffer, reading: Reading): GatewayFile {
  const { records: rows, problems: unread } = recordsOf(decode(bytes));
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
  const problems: LineProblem[] = [...unread];
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
    const said = { from: number, text: cell('text'), at };
    const event = receipts
      ? receiptEvent({ id, ref: id, to: number, status: cell('status'), code: cell('code'), at }, reading)
      : answerEvent({ ...said, id: ownId(id, contents, said), to: '', place: placeOf(said, name, line) }, reading);
    if (event) events.push(event);
    else problems.push({ line, reason: receipts ? 'no message_id or no status' : 'the number is not a phone number' });
  }
  return { events, problems: problems.sort((a, b) => a.line - b.line) };
}

type Said = Pick<Parameters<typeof answerEvent>[0], 'from' | 'text' | 'at'>;

/** Gateways that put the id of our message where the answer's own belongs would lose a person's second answer. '' = no id. */
function ownId(id: string, contents: Map<string, string>, { from, text, at }: Said): string {
  const content = JSON.stringify([from, text, at]);
  if (!contents.has(id)) contents.set(id, content);
  return contents.get(id) === content ? id : '';
}

/** Who writes "1" again, to another question, has answered twice: without a time to the second only the place tells them apart. */
const placeOf = ({ at }: Said, name: string, line: number): string =>
  /\d:\d{2}:\d{2}|^\d{10,}$/.test(at) ? '' : `${name} ${line}`;

/** UTF-8, with or without a BOM, or what Windows writes in its place. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
