import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, ownIdentity, parseIdentity, type ProcessIdentity } from './alive.js';
import { isEmbeddedEngine, type EmbeddedEngine } from './engines.js';
import { writeDurably, type DataFolder } from './folder.js';

/** `server.json`: the server that runs on a data folder. */
export interface ServerRecord {
  readonly uri: string;
  readonly pid: number;
  /** When the process started, so that another one under the same pid is not taken for it. */
  readonly started: string;
  readonly engine: EmbeddedEngine;
}

export function readRecord(folder: DataFolder): ServerRecord | undefined {
  try {
    const value = JSON.parse(readFileSync(folder.record, 'utf8')) as Partial<
      Record<keyof ServerRecord, unknown>
    > | null;
    if (typeof value?.uri !== 'string' || typeof value.pid !== 'number' || !isEmbeddedEngine(value.engine))
      return undefined;
    return {
      uri: value.uri,
      pid: value.pid,
      started: typeof value.started === 'string' ? value.started : '',
      engine: value.engine,
    };
  } catch {
    return undefined;
  }
}

/** Mode 600: whoever can read the address can read the database. */
export function writeRecord(folder: DataFolder, record: ServerRecord): void {
  writeDurably(folder.record, `${JSON.stringify(record, undefined, 2)}\n`);
}

export function removeRecord(folder: DataFolder): void {
  rmSync(folder.record, { force: true });
}

/** Says that this process uses the server, until the returned function is called. */
export function enterAsUser(folder: DataFolder): () => void {
  const card = join(folder.users, `${process.pid}-${randomUUID()}.json`);
  writeFileSync(card, JSON.stringify(ownIdentity()), { mode: 0o600 });
  return () => rmSync(card, { force: true });
}

/** The living processes that use the server; cards of dead ones are thrown away. */
export function usersOf(folder: DataFolder): ProcessIdentity[] {
  return readdirSync(folder.users).flatMap((name) => {
    const card = join(folder.users, name);
    const user = readCard(card);
    if (user === 'gone') return [];
    // A card that cannot be read is being written, under the folder's lock or by a process killed while writing: the name tells whose.
    const identity = user ?? { pid: Number.parseInt(name, 10), started: '' };
    if (isAlive(identity)) return [identity];
    rmSync(card, { force: true });
    return [];
  });
}

function readCard(card: string): ProcessIdentity | 'gone' | undefined {
  try {
    return parseIdentity(readFileSync(card, 'utf8'));
  } catch {
    return 'gone';
  }
}
