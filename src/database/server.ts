import { isAlive } from './alive.js';
import { deathProblem, endServer, isDiskFullIn, lastLines, signal, startChild } from './child.js';
import { defaultCacheSize, engineOf, type EmbeddedEngine, type EngineId } from './engines.js';
import { openExternal } from './external.js';
import { findEngine, findEngines, type FoundEngine } from './find.js';
import {
  checkRoom,
  dataFolder,
  engineOfFolder,
  freeBytesAt,
  LEAST_FREE_BYTES,
  markFolder,
  prepareFolder,
  unmarkIfEmpty,
  type DataFolder,
} from './folder.js';
import { acquireLock, holderOf, tryLock, type Lock } from './lock.js';
import { diskFull, folderInUse, folderProblem, noEngine } from './problems.js';
import { isSick, stopwatch, untilWritable } from './ready.js';
import { enterAsUser, readRecord, removeRecord, usersOf, writeRecord, type ServerRecord } from './record.js';
import { UserError } from '../domain/failure.js';

export interface DatabaseServer {
  readonly uri: string;
  readonly engine: EngineId;
  /** It was running already: started by another process, or left behind by one that was killed. */
  readonly attached: boolean;
  /** Leaves the server; the last process to leave stops it. Safe to call twice. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly dataFolder: string;
  readonly mongodbUri?: string;
  readonly cacheFolder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Progress, for people. */
  say(line: string): void;
  /** Only this engine; otherwise the folder decides, and for an empty folder the first one found. */
  readonly engine?: EngineId;
  readonly cacheSize?: string;
  /**
   * What SIGINT, SIGTERM and SIGHUP do: `end` leaves the server and ends the process; `ignore` leaves both to the caller, who
   * calls `stop`. Without it: `ignore` when somebody else listens for the signal, otherwise `end`.
   */
  readonly onSignal?: 'end' | 'ignore';
  /** For tests. */
  readonly outside?: {
    readonly pickPort?: () => Promise<number>;
    readonly freeBytes?: (path: string) => number;
    readonly lockPatience?: number;
  };
}

/** Another process starting the same server may be reading its journal. */
const LOCK_PATIENCE_MS = 11 * 60_000;
/** A running server answers at once, also during a checkpoint; one whose starter was killed may still be reading its journal. */
const ANSWER_MS = 60_000;
/** It has nothing left to write: the journal holds what it acknowledged. */
const SICK_PATIENCE_MS = 3_000;

/**
 * Opens the database of a data folder, or the one that MONGODB_URI names.
 *
 * The server lives as long as somebody uses it: each process that opens it leaves a card in `server.users/`, and the last one
 * to leave (`stop`, the end of the process, SIGINT, SIGTERM, SIGHUP) stops the server. So a server never ends under a process
 * that attached to it, whoever started it. When all are killed, it stays as an orphan, and the next one to come adopts it.
 * Coming and leaving happen under `server.lock`. Should the lock be lost, the engine's own lock on its files still refuses
 * a second server.
 */
export async function openDatabaseServer(options: ServerOptions): Promise<DatabaseServer> {
  if (options.mongodbUri !== undefined && options.mongodbUri !== '') return openExternal(options.mongodbUri);
  const folder = prepareFolder(options.dataFolder);
  const lock = await lockFolder(folder, options);
  try {
    const running = await runningServer(folder, options);
    if (running !== undefined) return use(folder, running, options, true);
    return await start(folder, options);
  } catch (error) {
    throw error instanceof UserError ? error : folderProblem(folder.path, error);
  } finally {
    lock.release();
  }
}

/** Why the running server of a data folder refuses work, where that can be told from outside (an error of the driver does not). */
export function explainFailure(path: string): UserError | undefined {
  const folder = dataFolder(path);
  const log = lastLines(folder.log, 200);
  if (isDiskFullIn(log) || freeBytesAt(path) < LEAST_FREE_BYTES / 100) return diskFull(path);
  if (!/WT_PANIC/.test(log)) return undefined;
  return new UserError(
    'server-gave-up',
    `The database server of ${path} has given up after an error of its storage.`,
    `Start again: what was acknowledged is kept. Its log: ${folder.log}`,
  );
}

async function lockFolder(folder: DataFolder, options: ServerOptions): Promise<Lock> {
  try {
    const lock = await acquireLock(folder.lock, options.outside?.lockPatience ?? LOCK_PATIENCE_MS, (holder) =>
      options.say(`Waiting for process ${holder}, which is opening the database …`),
    );
    if (lock !== undefined) return lock;
  } catch (error) {
    throw folderProblem(folder.path, error);
  }
  throw folderInUse(folder.path, holderOf(folder.lock)?.pid);
}

async function runningServer(folder: DataFolder, options: ServerOptions): Promise<ServerRecord | undefined> {
  const record = readRecord(folder);
  if (record === undefined || !isAlive(record)) {
    removeRecord(folder);
    return undefined;
  }
  if (options.engine !== undefined && options.engine !== record.engine)
    throw engineDiffers(folder, record.engine, options.engine);
  const elapsed = stopwatch();
  const answers = await untilWritable(
    record.uri,
    engineOf(record.engine).replicaSet,
    () => isAlive(record) && elapsed() < ANSWER_MS,
  );
  if (!answers && !isAlive(record)) {
    removeRecord(folder);
    return undefined;
  }
  if (!answers) {
    throw new UserError(
      'server-silent',
      `The database server of ${folder.path} (process ${record.pid}) runs but does not answer.`,
      `Look into ${folder.log}; end it with \`kill ${record.pid}\` and start again: what was acknowledged is kept.`,
    );
  }
  if (await isSick(record.uri)) {
    options.say(`The database server (process ${record.pid}) has given up; starting it anew.`);
    removeRecord(folder);
    await endServer(record, SICK_PATIENCE_MS);
    return undefined;
  }
  if (usersOf(folder).length === 0)
    options.say(`Taking over the database server that was left running (process ${record.pid}).`);
  return record;
}

async function start(folder: DataFolder, options: ServerOptions): Promise<DatabaseServer> {
  const engine = chooseEngine(folder, options);
  checkRoom(folder, options.outside?.freeBytes);
  markFolder(folder, engine.id);
  const spawned: ServerRecord[] = [];
  try {
    const { ended } = await startChild({
      folder,
      engine,
      cacheSize: options.cacheSize ?? defaultCacheSize(),
      env: options.env,
      say: options.say,
      pickPort: options.outside?.pickPort,
      // At once and not when it is ready: should we be killed while it reads its journal, the next one finds it.
      onSpawn: (identity, uri) => {
        const record = { uri, engine: engine.id, ...identity };
        spawned.push(record);
        writeRecord(folder, record);
      },
    });
    const record = spawned.at(-1);
    if (record === undefined) throw new Error('a server without a process');
    void ended.then(() => tellDeath(folder, engine, record, options));
    return use(folder, record, options, false);
  } catch (error) {
    removeRecord(folder);
    for (const record of spawned) await endServer(record);
    unmarkIfEmpty(folder);
    throw error;
  }
}

/** A record that is still there means that nobody stopped the server. */
function tellDeath(folder: DataFolder, engine: FoundEngine, record: ServerRecord, options: ServerOptions): void {
  if (readRecord(folder)?.pid !== record.pid) return;
  const problem = deathProblem(folder, engine, lastLines(folder.log));
  options.say(
    problem.code === 'server-died'
      ? `${engineOf(engine.id).name} ended unexpectedly. Its log: ${folder.log}`
      : `${engineOf(engine.id).name} ended. ${problem.message} ${problem.hint}`,
  );
}

function chooseEngine(folder: DataFolder, options: ServerOptions): FoundEngine {
  const held = engineOfFolder(folder);
  const wanted = options.engine;
  if (wanted !== undefined && wanted !== 'external') {
    if (held !== undefined && held !== wanted) throw engineDiffers(folder, held, wanted);
    return findEngine(wanted, options) ?? missing(folder, wanted, held);
  }
  if (held !== undefined) return findEngine(held, options) ?? missing(folder, held, held);
  const [first] = findEngines(options);
  if (first === undefined) throw noEngine();
  return first;
}

const HOW_TO_GET: { readonly [Id in EmbeddedEngine]: string } = {
  mongod: 'Put `mongod` on PATH or its path in VIGENTE_MONGOD',
  'secantusd-rs': 'Build it with `npm run db:fast`',
  'secantusd-py': 'Get it with `node bin/vigente.js setup`',
};

function missing(folder: DataFolder, wanted: EmbeddedEngine, held: EmbeddedEngine | undefined): never {
  const name = engineOf(wanted).name;
  const what =
    held === undefined
      ? `${name} (${wanted}) is not on this machine.`
      : `The data in ${folder.path} belongs to ${name} (${wanted}), which is not on this machine.`;
  throw new UserError('engine-missing', what, `${HOW_TO_GET[wanted]}, or choose another folder with VIGENTE_DATA.`);
}

function engineDiffers(folder: DataFolder, held: EmbeddedEngine, wanted: EngineId): UserError {
  return new UserError(
    'engine-differs',
    `The data in ${folder.path} belongs to ${engineOf(held).name} (${held}); ${wanted} cannot open it.`,
    'Nothing was changed. Choose another folder with VIGENTE_DATA, or leave the choice of engine to the folder.',
  );
}

function use(folder: DataFolder, record: ServerRecord, options: ServerOptions, attached: boolean): DatabaseServer {
  const leave = enterAsUser(folder);
  let stopping: Promise<void> | undefined;

  const stop = async (): Promise<void> => {
    // Without room for a lock nobody can come in either: leaving goes on without it.
    const lock = await acquireLock(folder.lock, LOCK_PATIENCE_MS).catch(() => NO_LOCK);
    leave();
    process.off('exit', atExit);
    ENDINGS.forEach((name) => process.off(name, atSignal));
    try {
      if (lock === undefined || usersOf(folder).length > 0) return;
      // Not always the one we opened: after that was killed, somebody may have started another on the same folder.
      const running = readRecord(folder) ?? record;
      // The record goes first: its absence says that the end is wanted.
      removeRecord(folder);
      await endServer(running, (await isSick(running.uri)) ? SICK_PATIENCE_MS : undefined);
    } finally {
      lock?.release();
    }
  };
  const stopOnce = (): Promise<void> => (stopping ??= stop());

  // A process that ends without `stop` (an uncaught error, process.exit): nothing can be awaited, so the server gets its signal
  // and ends by itself. A busy lock means that somebody is coming in: the server is left to them.
  function atExit(): void {
    if (stopping !== undefined) return;
    leave();
    try {
      const lock = tryLock(folder.lock);
      if (lock === undefined) return;
      if (usersOf(folder).length === 0) {
        const running = readRecord(folder) ?? record;
        removeRecord(folder);
        signal(running, 'SIGTERM');
      }
      lock.release();
    } catch {
      // The folder is gone or full: the next start cleans up.
    }
  }

  // Whoever else listens for the signal ends the process in its own order and calls `stop`; `exit` is the net below.
  function atSignal(name: NodeJS.Signals): void {
    const others = process.listeners(name).some((listener) => !OURS.has(listener));
    if ((options.onSignal ?? (others ? 'ignore' : 'end')) === 'ignore') return;
    void stopOnce().finally(() => {
      if (process.listenerCount(name) === 0) process.kill(process.pid, name);
      else if (options.onSignal === 'end') process.exit(1);
    });
  }
  OURS.add(atSignal);

  process.on('exit', atExit);
  ENDINGS.forEach((name) => process.on(name, atSignal));
  if (!attached)
    options.say(`${engineOf(record.engine).name} is running on ${new URL(record.uri).host}, data in ${folder.path}.`);
  return { uri: record.uri, engine: record.engine, attached, stop: stopOnce };
}

const NO_LOCK: Lock = { release: () => undefined };
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Our own signal listeners, one per open server: they must not take each other for the application's. */
const OURS = new WeakSet<(name: NodeJS.Signals) => void>();
