/** Watches the folder that the gateway puts its files into. A file is moved away only once all of it is stored. */
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join, parse as splitName } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.js';
import type { PhoneCountry } from '../../domain/phone.js';
import type { ProviderEvent } from '../../domain/provider-event.js';
import { readGatewayFile, UnreadableFile, type LineProblem } from './in-file.js';

export interface InFolderOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly country: PhoneCountry;
  /** Milliseconds between two looks. */
  readonly intervalMs: number;
  readonly deliver: (events: readonly ProviderEvent[]) => Promise<void>;
}

/** Events handed on together. */
const CHUNK = 500;
/** A file is read whole; one this large is no file of answers. */
const LARGEST = 64 * 1024 * 1024;

/** Looks until it is stopped; `stop` resolves when the file in hand is finished. */
export async function watchFolder(options: InFolderOptions): Promise<{ stop(): Promise<void> }> {
  for (const folder of ['', 'done', 'refused']) await mkdir(join(options.folder, folder), { recursive: true });
  const ended = new AbortController();
  const looking = look(options, ended.signal);
  return {
    stop: async () => {
      ended.abort();
      await looking;
    },
  };
}

async function look(options: InFolderOptions, ended: AbortSignal): Promise<void> {
  /** Size and time of each file at the look before: one that still grows is left alone, whatever its name. */
  let seen = new Map<string, string>();
  /** Stored, but not moved yet because the folder refused. */
  const stored = new Map<string, string>();
  while (!ended.aborted) {
    const now = new Map<string, string>();
    for (const name of await namesOf(options.folder)) {
      const state = await stateOf(join(options.folder, name)); // just before it is taken: the one before it took its time
      if (state === null) continue;
      now.set(name, state);
      if (seen.get(name) !== state || ended.aborted) continue;
      // A database that is away, or a folder that refuses: the file stays, and the next look tries again.
      await take(options, name, state, stored, ended).catch(() => undefined);
    }
    seen = now;
    await sleep(options.intervalMs, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** Names carry the time, so older answers come first. */
async function namesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /\.csv$/i.test(name) && !name.startsWith('.')).sort();
}

/** Null = no file, or nothing in it yet. */
async function stateOf(file: string): Promise<string | null> {
  const about = await stat(file).catch(() => null);
  return about?.isFile() && about.size > 0 ? `${about.size} ${about.mtimeMs}` : null;
}

async function take(
  { folder, clock, country, deliver }: InFolderOptions,
  name: string,
  state: string,
  stored: Map<string, string>,
  ended: AbortSignal,
): Promise<void> {
  if (stored.get(name) !== state) {
    let problems: readonly LineProblem[];
    try {
      const file = await readWhole(join(folder, name), state, { now: clock.now(), country });
      for (let at = 0; at < file.events.length; at += CHUNK) {
        if (ended.aborted) return;
        await deliver(file.events.slice(at, at + CHUNK));
      }
      problems = file.problems;
    } catch (error) {
      if (error instanceof UnreadableFile) return move(folder, 'refused', name, [error.problem]);
      throw error;
    }
    stored.set(name, state);
    return move(folder, 'done', name, problems).then(() => void stored.delete(name));
  }
  await move(folder, 'done', name, []);
  stored.delete(name);
}

async function readWhole(file: string, state: string, reading: Parameters<typeof readGatewayFile>[1]) {
  if (Number(state.split(' ')[0]) > LARGEST) throw new UnreadableFile({ line: 1, reason: 'larger than 64 MB' });
  return readGatewayFile(await readFile(file), reading);
}

/** Moves a file and says beside it which lines were left out. A name that is there already gets a number. */
async function move(
  folder: string,
  into: 'done' | 'refused',
  name: string,
  problems: readonly LineProblem[],
): Promise<void> {
  const { name: stem, ext } = splitName(name);
  let target = name;
  for (let n = 2; await exists(join(folder, into, target)); n++) target = `${stem}-${n}${ext}`;
  if (problems.length > 0)
    await writeFile(
      join(folder, into, `${target}.txt`),
      problems.map(({ line, reason }) => `line ${line}: ${reason}\n`).join(''),
    );
  await rename(join(folder, name), join(folder, into, target));
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
