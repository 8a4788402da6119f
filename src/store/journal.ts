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
  /** Resolves when the lines are on disk. */
  append(lines: readonly JournalLine[]): Promise<void>;
}

/** Appends to one file, in order, synced: a line is there before what it says is in the database. */
export function fileJournal(file: string): Journal {
  let last: Promise<void> = Promise.resolve();
  const write = async (text: string) => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'a', 0o600);
    try {
      await handle.appendFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  };
  return {
    append: (lines) => {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      // After a failure the next one still tries: the disk may have room again.
      last = last.catch(() => undefined).then(() => write(text));
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
