import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { basename } from 'node:path';
import { finished } from 'node:stream/promises';
import { UserError } from '../domain/failure.js';
import { messageFor, type FindingKind } from './codes.js';
import type { Finding, ListSummary } from './list.js';

/**
 * Writes the report of lists/README.md without holding it in memory: one part a kind of finding, joined at the end. The
 * report appears under its name only when it is whole.
 */
export class ReportWriter {
  readonly #file: string;
  readonly #list: string;
  readonly #parts: Readonly<Record<FindingKind, Part>>;

  /** `list` — the imported file, named in the report. Prefer `open`, which says at once when nothing can be written there. */
  constructor(file: string, list: string) {
    this.#file = file;
    this.#list = list;
    this.#parts = {
      repaired: new Part(`${file}.repaired.part`),
      warned: new Part(`${file}.warned.part`),
      rejected: new Part(`${file}.rejected.part`),
    };
  }

  /** Throws UserError when nothing can be written there, before any work. */
  static async open(file: string, list: string): Promise<ReportWriter> {
    const writer = new ReportWriter(file, list);
    for (const part of Object.values(writer.#parts)) await part.opened;
    return writer;
  }

  async add(findings: readonly Finding[]): Promise<void> {
    for (const finding of findings) this.#parts[finding.kind].add(JSON.stringify(itemOf(finding)));
    for (const part of Object.values(this.#parts)) await part.drained();
  }

  /** `seconds` — how long the import took. */
  async close(summary: ListSummary, seconds: number): Promise<void> {
    const whole = `${this.#file}.part`;
    const out = createWriteStream(whole);
    await once(out, 'open');
    const counts = { file: basename(this.#list), rows: summary.rows, imported: summary.imported };
    out.write(JSON.stringify(counts).slice(0, -1));
    for (const kind of ['repaired', 'warned', 'rejected'] as const) {
      out.write(`,\n"${kind}":[`);
      await this.#parts[kind].copyInto(out);
      out.write(']');
    }
    const { people, entries, reachable, duplicates, codes, encoding, separator, headerLine } = summary;
    const rest = { people, entries, reachable, duplicates, seconds, codes, encoding, separator, headerLine };
    out.end(`,\n${JSON.stringify(rest).slice(1)}\n`);
    await finished(out);
    await rename(whole, this.#file);
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    for (const part of Object.values(this.#parts)) await part.discard();
    await rm(`${this.#file}.part`, { force: true });
  }
}

/** An item of the report, always with its sentence. */
export function itemOf(finding: Finding): Omit<Finding, 'kind'> {
  const { kind: _, ...item } = finding;
  return { ...item, message: messageOf(finding) };
}

/** The sentence for the clerk. */
export function messageOf(finding: Finding): string {
  if (finding.message !== undefined) return finding.message;
  const other = Array.isArray(finding.to) ? finding.to.join(', ') : '';
  const column = finding.code === 'extra-columns' || finding.code === 'columns-absent' ? null : finding.column;
  return messageFor(finding.code, finding.line, column, other);
}

function unwritable(path: string, error: unknown): UserError {
  const code = (error as NodeJS.ErrnoException).code ?? 'error';
  return new UserError(
    'report-unwritable',
    `${path}: no se puede escribir el informe (${code}).`,
    'Elija otra carpeta.',
  );
}

/** Items of one kind, in a file beside the report. */
class Part {
  readonly #path: string;
  readonly #out: WriteStream;
  #pending = '';
  #empty = true;
  #failure: Error | null = null;

  /** Rejects with a UserError when the file cannot be made. */
  readonly opened: Promise<void>;

  constructor(path: string) {
    this.#path = path;
    this.#out = createWriteStream(path);
    this.#out.on('error', (error) => (this.#failure = unwritable(path, error)));
    this.opened = once(this.#out, 'open').then(
      () => undefined,
      (error: unknown) => Promise.reject(unwritable(path, error)),
    );
    this.opened.catch(() => undefined); // told by whoever awaits it, or by the next write
  }

  add(json: string): void {
    this.#pending += this.#empty ? `\n${json}` : `,\n${json}`;
    this.#empty = false;
    if (this.#pending.length > 65_536) this.#flush();
  }

  #flush(): void {
    this.#out.write(this.#pending);
    this.#pending = '';
  }

  async drained(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    if (this.#out.writableNeedDrain) await once(this.#out, 'drain');
  }

  async copyInto(out: WriteStream): Promise<void> {
    await this.opened;
    this.#flush();
    this.#out.end();
    await finished(this.#out);
    for await (const piece of createReadStream(this.#path)) if (!out.write(piece)) await once(out, 'drain');
    await rm(this.#path, { force: true });
  }

  async discard(): Promise<void> {
    await this.opened.catch(() => undefined); // else it would be made after it was removed
    this.#out.destroy();
    await rm(this.#path, { force: true });
  }
}
