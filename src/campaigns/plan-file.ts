/** A plan as a file: a JSON line a person, in the order in which they are begun with. The same list and seed give the same bytes. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Channel } from '../domain/channel.js';
import { UserError } from '../domain/failure.js';

export interface PlanLine {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** As the list names them. */
  readonly entries: readonly string[];
  readonly channel: Channel;
  readonly arm: string | null;
  readonly segments: number;
  readonly cost: number;
}

export class PlanFile {
  #broken: Error | null = null;
  private constructor(
    private readonly stream: WriteStream,
    private readonly path: string,
  ) {
    stream.on('error', (error) => (this.#broken = error));
  }

  static open(path: string): PlanFile {
    return new PlanFile(createWriteStream(path), path);
  }

  /** Throws `UserError` when the file cannot be written. */
  async add(line: PlanLine): Promise<void> {
    this.#check();
    if (!this.stream.write(`${JSON.stringify(line)}\n`)) await once(this.stream, 'drain').catch(() => this.#check());
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.stream.end(resolve));
    this.#check();
  }

  #check(): void {
    if (this.#broken)
      throw new UserError(
        'plan-file',
        `${this.path} cannot be written: ${this.#broken.message}`,
        'Choose another place: --plan FILE',
      );
  }
}

/** Entries are named as the list names them, so that plans can be compared between databases. */
export const listName = (entry: string): string => entry.slice(entry.indexOf(':') + 1);
