/** Messages out as files. What `write` has answered is on the disk under its final name; everything else was never accepted. */
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../domain/clock.js';

export interface OutLine {
  readonly id: string;
  /** E.164 */
  readonly number: string;
  readonly text: string;
}
export interface OutFilesOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** Milliseconds that lines are collected for. */
  readonly collectMs: number;
  /** Lines of a file at most. */
  readonly lines: number;
}
interface Pending {
  readonly line: OutLine;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Numbers and texts of patients: for the owner, and for the group that the gateway's pick-up belongs to. */
const MODE = 0o640;
const HEADER = 'message_id;number;text\n';

/** Thrown by `write` when the file has its name already, but the folder could not be made durable: it may have been taken. */
export class Doubtful extends Error {}

export class OutFiles {
  readonly #options: OutFilesOptions;
  #pending: Pending[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void>;
  #seq = 0;

  constructor(options: OutFilesOptions) {
    this.#options = options;
    this.#writing = removeUnfinished(options.folder).catch(() => undefined); // writing tells what is wrong with the folder
  }

  /** Resolves when the line is in a finished file. Rejects, with nothing written, when the disk or the folder refuses. */
  write(line: OutLine): Promise<void> {
    return new Promise((done, failed) => {
      this.#pending.push({ line, done, failed });
      if (this.#pending.length >= this.#options.lines) this.#flush();
      else this.#timer ??= setTimeout(() => this.#flush(), this.#options.collectMs);
    });
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#pending;
    this.#pending = [];
    this.#writing = this.#writing.then(async () => {
      try {
        await this.#writeFile(HEADER + batch.map(({ line }) => csvLine(line)).join(''));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    });
  }

  async #writeFile(content: string): Promise<void> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true });
    const { part, final, handle } = await this.#begin();
    try {
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(part, final);
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncFolder(folder).catch((error: unknown) => Promise.reject(new Doubtful('', { cause: error })));
  }

  /** A name that no file has: a rename over one that was not picked up yet would lose it. */
  async #begin() {
    for (;;) {
      this.#seq += 1;
      const time = new Date(this.#options.clock.now()).toISOString().replace(/[-:.]/g, '');
      const final = join(this.#options.folder, `vigente-${time}-${this.#seq}.csv`);
      const part = `${final}.part`;
      // Whoever holds the .part may have the name; the look at the final name comes after, so two processes never share one.
      const handle = await open(part, 'wx', MODE).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return null;
        throw error;
      });
      if (handle === null) continue;
      const free = await stat(final).then(
        () => false,
        (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
      );
      if (free) return { part, final, handle };
      await handle.close();
      await rm(part, { force: true });
    }
  }
}

/**
 * What a dead process left half-written was never answered, so it will be sent again. Another living process whose file goes with
 * them fails at its rename, and sends again too.
 */
async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names) if (/^vigente-.*\.csv\.part$/.test(name)) await rm(join(folder, name), { force: true });
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // has no such thing: its renames are journalled
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function csvLine({ id, number, text }: OutLine): string {
  return `${quotedWhereNeeded(id)};${number};"${text.replaceAll('"', '""')}"\n`;
}
const quotedWhereNeeded = (text: string): string => (/[";,\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
