import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isAlive, type ProcessIdentity } from './alive.js';
import { engineOf, serverEnvironment } from './engines.js';
import type { FoundEngine } from './find.js';
import type { DataFolder } from './folder.js';
import { diskFull, folderInUse } from './problems.js';
import { askHello, stopwatch, untilWritable } from './ready.js';
import type { ServerRecord } from './record.js';
import { UserError } from '../domain/failure.js';

/** After a crash the engine reads its journal first; on a national list that takes minutes, and it says so itself by staying alive. */
const START_MS = 10 * 60_000;
const SAY_EVERY_MS = 10_000;
/** A checkpoint of a 4 GB cache on a slow disk; after that the journal keeps what was acknowledged. */
const STOP_MS = 60_000;
const NUDGE_MS = 150;
const PORT_ATTEMPTS = 5;
const LOG_LINES = 12;
const LOOK_AGAIN_MS = 20;

export interface RunningChild {
  /** Resolves when the server ends, however it ends. */
  readonly ended: Promise<void>;
}

export interface ChildOptions {
  readonly folder: DataFolder;
  readonly engine: FoundEngine;
  readonly cacheSize: string;
  readonly env: NodeJS.ProcessEnv;
  say(line: string): void;
  pickPort?(): Promise<number>;
  onSpawn(identity: ProcessIdentity, uri: string): void;
}

/** Starts the server on a free port of 127.0.0.1 and waits until it takes writes. Throws a UserError that says why it did not. */
export async function startChild(options: ChildOptions): Promise<RunningChild> {
  const { folder } = options;
  mkdirSync(folder.files, { recursive: true, mode: 0o700 });
  writeFileSync(folder.configuration, '# Empty on purpose: the settings are arguments.\n', { mode: 0o600 });
  if (existsSync(folder.log)) renameSync(folder.log, `${folder.log}.1`);
  for (let attempt = 1; ; attempt += 1) {
    const port = await (options.pickPort ?? freePort)();
    const child = await startOn(port, options);
    if (child !== undefined) return child;
    const log = lastLines(folder.log);
    // Between choosing a free port and taking it, another process may have been faster.
    if (/address already in use|errno 98|eaddrinuse/i.test(log) && attempt < PORT_ATTEMPTS) continue;
    throw deathProblem(folder, options.engine, log);
  }
}

async function startOn(port: number, options: ChildOptions): Promise<RunningChild | undefined> {
  const { folder, engine, cacheSize, env, say, onSpawn } = options;
  const known = engineOf(engine.id);
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const log = openSync(folder.log, 'a', 0o600);
  // A session of its own: Ctrl-C at the terminal must reach us, not the server, so that it is stopped in order.
  const child = spawn(
    engine.program,
    known.arguments({ port, files: folder.files, configuration: folder.configuration, cacheSize }),
    {
      detached: true,
      stdio: ['ignore', log, log],
      env: serverEnvironment(env),
    },
  );
  closeSync(log);
  child.unref();
  let running = true;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      running = false;
      resolve();
    };
    child.once('exit', end);
    child.once('error', (error) => {
      writeFileSync(folder.log, `${engine.program}: ${error.message}\n`, { flag: 'a' });
      end();
    });
  });
  const pid = child.pid;
  if (pid === undefined) {
    await ended;
    return undefined;
  }
  const identity = identityOf(pid) ?? { pid, started: '' };
  onSpawn(identity, uri);
  const elapsed = stopwatch();
  let said = 0;
  const goOn = (): boolean => {
    if (Math.floor(elapsed() / SAY_EVERY_MS) > said) {
      said += 1;
      say(`${known.name} is still opening its data (${Math.round(elapsed() / 1000)} s) …`);
    }
    return running && elapsed() < START_MS;
  };
  while (goOn() && !known.listening(port).test(lastLines(folder.log))) await pause(LOOK_AGAIN_MS);
  const ready = await untilWritable(uri, known.replicaSet, goOn);
  if (ready && running) return { ended };
  if (running) await endServer({ ...identity, uri, engine: engine.id });
  return undefined;
}

/** Ends a server in order (it writes a checkpoint); one that does not end in a minute is killed. It need not be our child. */
export async function endServer(server: ServerRecord, patience = STOP_MS): Promise<void> {
  const elapsed = stopwatch();
  const { nudged } = engineOf(server.engine);
  let asked = 0;
  signal(server, 'SIGTERM');
  while (isAlive(server)) {
    if (elapsed() > patience) signal(server, 'SIGKILL');
    if (nudged && elapsed() > (asked + 1) * NUDGE_MS) {
      asked += 1;
      // The first connection wakes it; a later one that it still answers tells that the signal was lost.
      if (asked === 1) knock(server.uri);
      else if (asked % 5 === 0 && (await askHello(server.uri, 500)) !== undefined) signal(server, 'SIGTERM');
    }
    await pause(LOOK_AGAIN_MS);
  }
}

function knock(uri: string): void {
  const { hostname, port } = new URL(uri);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.once('connect', () => socket.destroy());
  socket.once('error', () => undefined);
}

/** For the last moment of a process, where nothing can be awaited. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}

export function lastLines(path: string, count = LOG_LINES): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}

export function isDiskFullIn(log: string): boolean {
  return /no space left|ENOSPC|errno 28\b/i.test(log);
}

/** Why a server ended, as far as its log tells. */
export function deathProblem(folder: DataFolder, engine: FoundEngine, log: string): UserError {
  if (isDiskFullIn(log)) return diskFull(folder.path);
  if (/resource busy|already being managed|DBPathInUse|another mongod/i.test(log)) return folderInUse(folder.path);
  if (/address already in use|errno 98|eaddrinuse/i.test(log)) {
    return new UserError(
      'port-in-use',
      `No free port on 127.0.0.1 could be kept for ${engineOf(engine.id).name}.`,
      'Start again.',
    );
  }
  return new UserError(
    'server-died',
    `${engineOf(engine.id).name} (${engine.program}) ended at its start.\n${log}`,
    `The whole log is in ${folder.log}; the data was not touched by us. \`vigente doctor\` shows what else is on this machine.`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
