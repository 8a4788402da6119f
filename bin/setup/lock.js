import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * One set-up at a time. The lock file names its holder and the program that works for it (npm, pip, cargo): the next one waits
 * for a living holder, and takes over from a dead one after ending what that one left running.
 * src/database/lock.ts does the same for data folders; this one cannot use it, it works before anything is built.
 */
const BEING_WRITTEN_MS = 2_000;
const CLAIM_LOST_MS = 10_000;
const LOOK_AGAIN_MS = 100;

export async function acquireLock(path, onWait) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!create(path)) {
    if (isAbandoned(path)) takeAway(path);
    else if (!told) {
      onWait(holderOf(path)?.pid);
      told = true;
    }
    await pause(LOOK_AGAIN_MS);
  }
  const own = JSON.parse(readFileSync(path, 'utf8'));
  return {
    /** Names the program that works now. */
    works(pid) {
      const draft = `${path}.${process.pid}.new`;
      writeFileSync(draft, JSON.stringify({ ...own, worker: identityOf(pid) }));
      renameSync(draft, path);
    },
    release() {
      rmSync(path, { force: true });
    },
  };
}

function create(path) {
  let file;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeSync(file, JSON.stringify(identityOf(process.pid)));
  closeSync(file);
  return true;
}

/** Only the holder of the claim looks again and removes: otherwise two takers could remove each other's new lock. */
function takeAway(path) {
  const claim = `${path}.claim`;
  if (!create(claim)) {
    if (ageOf(claim) > CLAIM_LOST_MS) rmSync(claim, { force: true });
    return;
  }
  try {
    if (!isAbandoned(path)) return;
    const worker = holderOf(path)?.worker;
    if (worker !== undefined && isAlive(worker)) process.kill(worker.pid, 'SIGKILL');
    rmSync(path, { force: true });
  } catch {
    // The worker ended by itself in between: the next round removes the lock.
  } finally {
    rmSync(claim, { force: true });
  }
}

function isAbandoned(path) {
  const holder = holderOf(path);
  return holder === undefined ? ageOf(path) > BEING_WRITTEN_MS : !isAlive(holder);
}

function holderOf(path) {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8'));
    return typeof holder?.pid === 'number' ? holder : undefined;
  } catch {
    return undefined;
  }
}

function ageOf(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function isAlive({ pid, started }) {
  const found = identityOf(pid);
  return found !== undefined && (started === found.started || started === '' || found.started === '');
}

/** Pids are given out anew, so the moment a process started belongs to its name. */
function identityOf(pid) {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : { pid, started: fields[19] ?? '' };
    } catch {
      return undefined;
    }
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return undefined;
  }
  const listed = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return { pid, started: listed.status === 0 ? listed.stdout.trim() : '' };
}
