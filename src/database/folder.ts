import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { EMBEDDED_ENGINES, engineOf, isEmbeddedEngine, type EmbeddedEngine } from './engines.js';
import { diskFull, folderProblem } from './problems.js';
import { UserError } from '../domain/failure.js';

/** The places inside a data folder that the database uses. The rest of the folder belongs to others. */
export interface DataFolder {
  readonly path: string;
  /** The engine's own files. */
  readonly files: string;
  readonly marker: string;
  readonly record: string;
  readonly users: string;
  readonly lock: string;
  readonly log: string;
  readonly configuration: string;
}

/** A new folder of the Rust server is 130 MB from the first minute, and a checkpoint needs room to write before it frees. */
export const LEAST_FREE_BYTES = 300 * 2 ** 20;

export function dataFolder(path: string): DataFolder {
  return {
    path,
    files: join(path, 'database'),
    marker: join(path, 'engine.json'),
    record: join(path, 'server.json'),
    users: join(path, 'server.users'),
    lock: join(path, 'server.lock'),
    log: join(path, 'server.log'),
    configuration: join(path, 'server.toml'),
  };
}

/** Makes the folder (mode 700: it will hold patients' data) and sees that it can be written. */
export function prepareFolder(path: string): DataFolder {
  const folder = dataFolder(resolve(path));
  try {
    mkdirSync(folder.path, { recursive: true, mode: 0o700 });
    mkdirSync(folder.users, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw folderProblem(folder.path, error);
  }
  return folder;
}

/** Before a start: an engine that fills the disk while it opens its data leaves a worse message than this one. */
export function checkRoom(folder: DataFolder, freeBytes: (path: string) => number = freeBytesAt): void {
  if (freeBytes(folder.path) < LEAST_FREE_BYTES) throw diskFull(folder.path);
}

export function freeBytesAt(path: string): number {
  const disk = statfsSync(path);
  return disk.bavail * disk.bsize;
}

/** The engine whose data the folder holds; `undefined` for a folder without data. Throws for data that is not ours to open. */
export function engineOfFolder(folder: DataFolder): EmbeddedEngine | undefined {
  const marked = readMarker(folder);
  const held = filesIn(folder.files);
  if (marked === undefined) {
    if (held.length > 0) {
      throw new UserError(
        'engine-unknown',
        `${folder.files} holds data, but ${folder.marker} that names its engine is missing.`,
        `Put the file back ({"engine": "${guess(held)}"}), or choose another folder with VIGENTE_DATA.`,
      );
    }
    if (existsSync(join(folder.path, 'WiredTiger'))) {
      throw new UserError(
        'folder-foreign',
        `${folder.path} is the folder of a database that vigente did not make.`,
        'Choose another folder with VIGENTE_DATA; to use that database, start it and set MONGODB_URI.',
      );
    }
    return undefined;
  }
  const other = EMBEDDED_ENGINES.find((id) => makes(id, held) && !makes(marked, held));
  if (other !== undefined) {
    throw new UserError(
      'engine-differs',
      `${folder.files} holds data of ${engineOf(other).name}, but ${folder.marker} says ${marked}.`,
      'Nothing was changed. Put the right files back from a backup, or choose another folder with VIGENTE_DATA.',
    );
  }
  return marked;
}

/** Written before the engine first touches the folder, so that data without a known engine cannot come to be. */
export function markFolder(folder: DataFolder, engine: EmbeddedEngine): void {
  writeDurably(folder.marker, `${JSON.stringify({ engine })}\n`);
}

/** A first start that failed leaves the folder as free as it was. */
export function unmarkIfEmpty(folder: DataFolder): void {
  if (filesIn(folder.files).length > 0) return;
  rmSync(folder.files, { recursive: true, force: true });
  rmSync(folder.marker, { force: true });
}

/** The whole file or the old one, also after a power cut; mode 600. */
export function writeDurably(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

function readMarker(folder: DataFolder): EmbeddedEngine | undefined {
  if (!existsSync(folder.marker)) return undefined;
  let engine: unknown;
  try {
    engine = (JSON.parse(readFileSync(folder.marker, 'utf8')) as { engine?: unknown } | null)?.engine;
  } catch {
    engine = undefined;
  }
  if (isEmbeddedEngine(engine)) return engine;
  throw new UserError(
    'engine-unknown',
    `${folder.marker} does not name an engine that this version knows.`,
    `It names one of ${EMBEDDED_ENGINES.join(', ')}. Restore it, or choose another folder with VIGENTE_DATA.`,
  );
}

function filesIn(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}

function makes(id: EmbeddedEngine, files: readonly string[]): boolean {
  return engineOf(id).traces.some((trace) => files.some((file) => trace.test(file)));
}

function guess(files: readonly string[]): EmbeddedEngine {
  return EMBEDDED_ENGINES.find((id) => makes(id, files)) ?? 'mongod';
}
