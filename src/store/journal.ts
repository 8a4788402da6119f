/**
 * An append-only copy of what stops messages, outside the database: after a restore it brings back every STOP and every death that the
 * backup does not know yet. Blind indexes alone; no number and no name.
 */
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SuppressionDoc } from './documents.js';

export type JournalLine =
  | {
      readonly at: string;
      readonly did: 'suppress';
      readonly doc: Pick<SuppressionDoc, '_id' | 'why' | 'conversation'> & { readonly at: string };
    }
  | { readonly at: string; readonly did: 'lift'; readonly doc: Pick<SuppressionDoc, '_id' | 'why'> };

/** Its name in the data folder. */
export const JOURNAL = 'suppressions.jsonl';

export interface Journal {
  /** Resolves when the lines are on disk, or could not be written: what is owed is written with the next ones. Never rejects: a full disk must not hold up a STOP. */
  append(lines: readonly JournalLine[]): Promise<void>;
}

/** Appends to one file, in order, synced: a line is there before what it says is in the database. `onTrouble` — told each time it is not. */
export function fileJournal(file: string, onTrouble: (error: Error) => void = () => undefined): Journal {
  let last: Promise<void> = Promise.resolve();
  let owed = '';
  const write = async () => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'a', 0o600);
    try {
      const text = owed;
      await handle.appendFile(text);
      await handle.sync();
      owed = owed.slice(text.length);
    } finally {
      await handle.close();
    }
  };
  return {
    append: (lines) => {
      owed += lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      last = last.then(write).catch(onTrouble);
      return last;
    },
  };
}

/** The lines since a moment, in order; what a killed process left half written at the end is no line. */
export async function readJournal(
  file: string,
  since: Date,
): Promise<{ readonly lines: readonly JournalLine[]; readonly broken: number }> {
  const lines: JournalLine[] = [];
  let broken = 0;
  for (const text of (await readFile(file, 'utf8')).split('\n')) {
    if (text === '') continue;
    try {
      const line = JSON.parse(text) as JournalLine;
      if (new Date(line.at) >= since) lines.push(line);
    } catch {
      broken += 1;
    }
  }
  return { lines, broken };
}
