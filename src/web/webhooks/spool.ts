/**
 * Where the rows of a provider that does not send again wait while the database is away: a file of one line a request, on disk
 * before the provider is answered, bounded, read back in order. Survives kill -9. Rows hold sealed words and blind indexes only.
 */
import { mkdir, open, readdir, readFile, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rows } from '../../turn/rows.js';
import { fromLine, toLine } from './spool-line.js';

/** In the data folder. */
export const SPOOL_FOLDER = 'spool';

export interface SpoolOptions {
  readonly folder: string;
  /** Name of the ingress. */
  readonly name: string;
  /** Bytes it may hold; beyond that the provider is told to wait. */
  readonly maxBytes: number;
  /** This process, by letters, digits and underscores. */
  readonly owner: string;
  /** Is that process still there? Files of dead ones are taken over. */
  isAlive(owner: string): boolean;
}

/** Bytes read together. */
const READ = 4 * 2 ** 20;
/** Lines handed back together. */
const CHUNK = 500;

/** Thrown when the spool is full or the disk cannot take it: nothing was kept, the provider must not be told otherwise. */
export class SpoolFull extends Error {
  override readonly name = 'SpoolFull';
}

export class Spool {
  readonly #options: SpoolOptions;
  readonly #path: string;
  #file: FileHandle | null = null;
  /** Bytes on disk for sure; what a failed write left behind them is cut off. */
  #size = 0;
  /** Bytes handed back already. */
  #read = 0;
  #waiting: { readonly line: string; readonly done: () => void; readonly failed: (error: unknown) => void }[] = [];
  #writing: Promise<void> | null = null;

  private constructor(options: SpoolOptions) {
    this.#options = options;
    this.#path = join(options.folder, `${options.name}-${options.owner}.spool`);
  }

  static async open(options: SpoolOptions): Promise<Spool> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const spool = new Spool(options);
    await spool.#takeOver();
    return spool;
  }

  get isEmpty(): boolean {
    return this.#size === this.#read && this.#waiting.length === 0 && this.#writing === null;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#size - this.#read;
  }

  /** Resolves when the rows are on disk. Throws `SpoolFull`. */
  append(rows: Rows): Promise<void> {
    const line = toLine(rows);
    return new Promise((done, failed) => {
      this.#waiting.push({ line, done, failed });
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#writing !== null || this.#waiting.length === 0) return;
    this.#writing = this.#write().finally(() => {
      this.#writing = null;
      this.#pump();
    });
  }

  /** Hands back what waits, in order, `store` first; each chunk is let go of once it is stored. Returns whether it is empty now. */
  async drain(store: (rows: Rows) => Promise<void>): Promise<boolean> {
    while (this.#read < this.#size) {
      const chunk = await this.#next();
      if (chunk.rows.inbound.length + chunk.rows.reports.length > 0) await store(chunk.rows);
      this.#read += chunk.bytes;
    }
    // Cut only when nobody is writing; a line that comes meanwhile waits, or the cut would take it away.
    if (this.#writing === null && this.#file && this.#size > 0 && this.#read === this.#size) {
      this.#writing = this.#cut(this.#file).finally(() => {
        this.#writing = null;
        this.#pump();
      });
      await this.#writing;
    }
    return this.isEmpty;
  }

  async #cut(file: FileHandle): Promise<void> {
    await file.truncate(0);
    this.#size = 0;
    this.#read = 0;
    await file.datasync();
  }

  async close(): Promise<void> {
    await this.#writing?.catch(() => undefined);
    await this.#file?.close();
    this.#file = null;
    if (this.#size === this.#read) await unlink(this.#path).catch(() => undefined);
  }

  async #write(): Promise<void> {
    await Promise.resolve(); // the requests of this moment go together
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const bytes = Buffer.from(batch.map(({ line }) => line).join(''));
      try {
        if (this.bytes + bytes.length > this.#options.maxBytes) throw new SpoolFull('the spool is full');
        this.#file ??= await open(this.#path, 'a+', 0o600);
        await writeAll(this.#file, bytes);
        await this.#file.datasync();
        this.#size += bytes.length;
        batch.forEach(({ done }) => done());
      } catch (error) {
        // What was half written is cut off: a torn line in the middle would hide all that follow.
        await this.#file?.truncate(this.#size).catch(() => undefined);
        batch.forEach(({ failed }) =>
          failed(error instanceof SpoolFull ? error : new SpoolFull((error as Error).message)),
        );
      }
    }
  }

  async #next(): Promise<{ rows: Rows; bytes: number }> {
    const file = this.#file as FileHandle;
    const left = this.#size - this.#read;
    // A line may be longer than the buffer: then it grows until the line's end is in it.
    for (let most = READ; ; most *= 2) {
      const buffer = Buffer.alloc(Math.min(left, most));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, this.#read);
      let bytes = 0;
      const inbound: Rows['inbound'][number][] = [];
      const reports: Rows['reports'][number][] = [];
      for (let lines = 0; lines < CHUNK; lines += 1) {
        const end = buffer.indexOf(0x0a, bytes);
        if (end < 0 || end >= bytesRead) break;
        // A line that is no rows is left out; those around it are kept.
        const rows = fromLine(buffer.subarray(bytes, end).toString());
        inbound.push(...(rows?.inbound ?? []));
        reports.push(...(rows?.reports ?? []));
        bytes = end + 1;
      }
      if (bytes > 0) return { rows: { inbound, reports }, bytes };
      // What has no end was never acknowledged.
      if (buffer.length >= left || bytesRead === 0) return { rows: { inbound, reports }, bytes: left };
    }
  }

  /**
   * Files that dead programs left are joined to ours, oldest first; a torn last line was never acknowledged. They go once ours is
   * whole: cut short, or done by two at once, it leaves rows twice, and twice is once.
   */
  async #takeOver(): Promise<void> {
    const { folder, name, owner: own, isAlive } = this.#options;
    const found: { path: string; at: number; bytes: Buffer }[] = [];
    for (const file of await readdir(folder)) {
      const [, owner, unfinished] = new RegExp(`^${name}-(\\w+)\\.spool(\\.new)?$`).exec(file) ?? [];
      if (owner === undefined || (owner !== own && isAlive(owner))) continue;
      const path = join(folder, file);
      if (unfinished !== undefined) await unlink(path).catch(unlessGone);
      else {
        const one = await contentOf(path).catch(unlessGone);
        if (one) found.push({ path, ...one });
      }
    }
    if (found.length === 0) return;
    found.sort((a, b) => a.at - b.at);
    const joined = `${this.#path}.new`;
    const file = await open(joined, 'w', 0o600);
    await writeAll(file, Buffer.concat(found.map(({ bytes }) => bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1))));
    await file.datasync();
    await file.close();
    await rename(joined, this.#path);
    for (const { path } of found) if (path !== this.#path) await unlink(path).catch(unlessGone);
    this.#file = await open(this.#path, 'a+', 0o600);
    this.#size = (await this.#file.stat()).size;
  }
}

async function contentOf(path: string): Promise<{ at: number; bytes: Buffer }> {
  return { at: (await stat(path)).mtimeMs, bytes: await readFile(path) };
}

/** Another program took it over at the same time. */
function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += (await file.write(bytes, at)).bytesWritten;
}
