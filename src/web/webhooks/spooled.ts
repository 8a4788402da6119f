/**
 * What waits on this machine's disk, read into the database by somebody who must not decide without it: an export of discharges. The
 * spool's owner writes the same rows again in its own time, and twice is once.
 */
import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../domain/failure.js';
import type { Rows } from '../../turn/rows.js';
import { fromLine } from './spool-line.js';

const SPOOL = /^[\w-]+?-(\w+)\.spool$/;
/** Requests written together. */
const CHUNK = 500;

/** Returns how many requests waited. Throws `UserError` naming the file when one cannot be read, or cannot be written into the database. */
export async function bringInSpooled(
  folder: string,
  write: (rows: Rows) => Promise<void>,
  isAlive: (owner: string) => boolean,
): Promise<number> {
  let waited = 0;
  for (const name of await readdir(folder).catch(unlessGone([]))) {
    const owner = SPOOL.exec(name)?.[1];
    if (owner === undefined) continue;
    const path = join(folder, name);
    try {
      const text = await readFile(path, 'latin1').catch(unlessGone(''));
      // What has no end was never acknowledged.
      const lines = text
        .slice(0, text.lastIndexOf('\n') + 1)
        .split('\n')
        .slice(0, -1);
      for (let at = 0; at < lines.length; at += CHUNK) await write(joined(lines.slice(at, at + CHUNK)));
      waited += lines.length;
      // Left by a program that is gone, and whole in the database now; taken over meanwhile it is gone already.
      if (!isAlive(owner)) await unlink(path).catch(unlessGone(undefined));
    } catch (error) {
      throw new UserError(
        'spool-waiting',
        `Messages wait in ${path} and cannot be brought into the database: ${(error as Error).message}`,
        'Run vigente start (or serve) until the file is gone or empty; what people wrote there may hold a discharge back.',
        1,
      );
    }
  }
  return waited;
}

function joined(lines: readonly string[]): Rows {
  const all = lines.map((line) => {
    const rows = fromLine(line);
    if (rows === null) throw new Error('a line of it is damaged');
    return rows;
  });
  return { inbound: all.flatMap(({ inbound }) => inbound), reports: all.flatMap(({ reports }) => reports) };
}

const unlessGone =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'ENOENT') throw error;
    return instead;
  };
