import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, isBuildCurrent } from './build.js';
import { ensureDatabase } from './database.js';
import { buildFastServer } from './fast.js';
import { acquireLock } from './lock.js';
import { arePackagesComplete, installPackages } from './packages.js';
import { SetupProblem } from './problem.js';
import { endRunning } from './run.js';

/** Locks that this process holds, for the moment when it is ended. */
const held = new Set();

/** Packages, build, and a database server where the command needs one. What is there already costs a few file reads. */
export async function setUp(root, cache, { report, database, fast = false, env = process.env }) {
  const listener = (signal) => {
    endRunning();
    for (const path of held) rmSync(path, { force: true });
    report.say('\nSet-up was interrupted. Nothing is half-installed: start again and it goes on.');
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  try {
    if (!arePackagesComplete(root) || !isBuildCurrent(root)) {
      await locked(join(root, '.setup', 'lock'), report, async (lock) => {
        if (!arePackagesComplete(root)) await installPackages(root, { report, lock, env });
        if (!isBuildCurrent(root)) await build(root, { report, lock, env });
      });
    }
    const cacheLock = join(cache, 'setup.lock');
    if (fast) await locked(cacheLock, report, (lock) => buildFastServer(cache, { report, lock, env }));
    else if (database) await ensureDatabase(root, cache, { report, lockCache: () => take(cacheLock, report), env });
  } catch (error) {
    throw asProblem(error);
  } finally {
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
    report.close();
  }
}

async function locked(path, report, work) {
  const lock = await take(path, report);
  try {
    return await work(lock);
  } finally {
    lock.release();
  }
}

/** What the operating system refuses, said as a problem of the place and not as a stack trace. */
const REFUSALS = {
  EACCES: 'may not be written by this user',
  EPERM: 'may not be written by this user',
  EROFS: 'is on a read-only disk',
  ENOSPC: 'is on a full disk',
  EDQUOT: 'is on a full disk',
  ENOTDIR: 'lies below a file',
  EEXIST: 'lies below a file',
};

function asProblem(error) {
  const refusal = REFUSALS[error?.code];
  if (refusal === undefined || error instanceof SetupProblem) return error;
  return new SetupProblem(
    'not-writable',
    `Set-up cannot write: ${error.path ?? 'its folder'} ${refusal}.`,
    'Make room or change the owner; VIGENTE_CACHE chooses another place for database servers. Then start again.',
  );
}

async function take(path, report) {
  const lock = await acquireLock(path, (pid) =>
    report.say(`Waiting for another set-up (process ${pid ?? 'unknown'}) …`),
  );
  held.add(path);
  return {
    works: lock.works,
    release: () => {
      held.delete(path);
      lock.release();
    },
  };
}
