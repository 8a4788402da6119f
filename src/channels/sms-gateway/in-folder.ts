/** Watches the folder that the gateway puts its files into. A file is moved away only once all of it is stored. */
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join, parse as splitName } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.js';
import type { PhoneCountry } from '../../domain/phone.js';
import type { ProviderEvent } from '../../domain/provider-event.js';
import { readGatewayFile, UnreadableFile } from './in-file.js';
import type { LineProblem } from './records.js';

export interface InFolderOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly country: PhoneCountry;
  /** Milliseconds between two looks. */
  readonly intervalMs: number;
  readonly idKey: Buffer;
  readonly deliver: (events: readonly ProviderEvent[]) => Promise<void>;
  readonly onTrouble: (code: FileTrouble) => void;
}

/** Refused: it is in `refused/`. Lines left out: their numbers are beside the file in `done/`. Stuck: it stays where it was put. */
export type FileTrouble =
  | 'sms-gateway-file-refused'
  | 'sms-gateway-lines-left-out'
  /** It cannot be read: a right is missing, the disk fails. */
  | 'sms-gateway-file-unreadable'
  /** It cannot be moved away. */
  | 'sms-gateway-file-stuck';

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
  /** Files that stay in the way, and were told of. */
  const told = new Map<string, string>();
  while (!ended.aborted) {
    const now = new Map<string, string>();
    for (const name of await namesOf(options.folder)) {
      const state = await stateOf(join(options.folder, name)); // just before it is taken: the one before it took its time
      if (state === null) continue;
      now.set(name, state);
      if (seen.get(name) !== state || ended.aborted) continue;
      // A database that is away, or a folder that refuses: the file stays, and the next look tries again.
      await take(options, name, state, stored, ended)
        .catch((error: unknown) => {
          if (!(error instanceof Stays) || told.get(name) === state) return;
          told.set(name, state);
          options.onTrouble(error.trouble);
        })
        .catch(() => undefined);
    }
    for (const name of told.keys()) if (!now.has(name)) told.delete(name);
    seen = now;
    await sleep(options.intervalMs, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** A file that cannot be read or moved, and will be tried again. */
class Stays extends Error {
  constructor(
    readonly trouble: FileTrouble,
    cause: unknown,
  ) {
    super(trouble, { cause });
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
  options: InFolderOptions,
  name: string,
  state: string,
  stored: Map<string, string>,
  ended: AbortSignal,
): Promise<void> {
  const { folder, deliver, onTrouble } = options;
  let problems: readonly LineProblem[] = [];
  if (stored.get(name) !== state) {
    try {
      const file = await readWhole(options, name, state);
      for (let at = 0; at < file.events.length; at += CHUNK) {
        if (ended.aborted) return;
        await deliver(file.events.slice(at, at + CHUNK));
      }
      problems = file.problems;
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      await move(folder, 'refused', name, [error.problem]);
      return onTrouble('sms-gateway-file-refused');
    }
    stored.set(name, state);
  }
  await move(folder, 'done', name, problems);
  stored.delete(name);
  if (problems.length > 0) onTrouble('sms-gateway-lines-left-out');
}

async function readWhole({ folder, clock, country, idKey }: InFolderOptions, name: string, state: string) {
  if (Number(state.split(' ')[0]) > LARGEST) throw new UnreadableFile({ line: 1, reason: 'larger than 64 MB' });
  const bytes = await readFile(join(folder, name)).catch((error: unknown) => {
    throw isGone(error) ? error : new Stays('sms-gateway-file-unreadable', error);
  });
  return readGatewayFile(name, bytes, { now: clock.now(), country, idKey });
}

/** Whoever put it has taken it back. */
const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

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
  try {
    if (problems.length > 0)
      await writeFile(
        join(folder, into, `${target}.txt`),
        problems.map(({ line, reason }) => `line ${line}: ${reason}\n`).join(''),
      );
    await rename(join(folder, name), join(folder, into, target));
  } catch (error) {
    throw new Stays('sms-gateway-file-stuck', error);
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
