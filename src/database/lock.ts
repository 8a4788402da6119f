import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, ownIdentity, parseIdentity, type ProcessIdentity } from './alive.js';
import { systemClock } from '../domain/clock.js';

/** A lock file names its holder; the lock of a dead holder is taken over. */
export interface Lock {
  release(): void;
}

/** A file is written a moment after it is made: an empty one younger than this still has a holder. */
const BEING_WRITTEN_MS = 2_000;
/** Taking over lasts a few file operations: a claim older than this was left by a process killed within them. */
const CLAIM_LOST_MS = 10_000;
const LOOK_AGAIN_MS = 50;

/** Waits for the lock up to `patience` milliseconds; `undefined` when a living process still holds it then. */
export async function acquireLock(
  path: string,
  patience: number,
  onWait?: (holder: number) => void,
): Promise<Lock | undefined> {
  const clock = systemClock();
  const end = clock.now() + patience;
  let told = false;
  for (;;) {
    const lock = tryLock(path);
    if (lock !== undefined) return lock;
    if (clock.now() >= end) return undefined;
    const holder = holderOf(path);
    if (!told && holder !== undefined) onWait?.(holder.pid);
    told = true;
    await pause(LOOK_AGAIN_MS);
  }
}

/** One attempt without waiting. Throws only for errors of the folder (missing, not writable, full). */
export function tryLock(path: string): Lock | undefined {
  if (create(path)) return { release: () => rmSync(path, { force: true }) };
  if (!isAbandoned(path)) return undefined;
  takeAway(path);
  return create(path) ? { release: () => rmSync(path, { force: true }) } : undefined;
}

export function holderOf(path: string): ProcessIdentity | undefined {
  try {
    return parseIdentity(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function create(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(file, JSON.stringify(ownIdentity()));
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

function isAbandoned(path: string): boolean {
  const holder = holderOf(path);
  if (holder !== undefined) return !isAlive(holder);
  return ageOf(path) > BEING_WRITTEN_MS;
}

/**
 * Removes the lock of a dead holder. Two processes may both have seen it dead, and the slower one must not remove the lock
 * the faster one has made since: only the holder of the claim looks again and removes.
 */
function takeAway(path: string): void {
  const claim = `${path}.claim`;
  if (!create(claim)) {
    if (ageOf(claim) > CLAIM_LOST_MS) rmSync(claim, { force: true });
    return;
  }
  try {
    if (isAbandoned(path)) rmSync(path, { force: true });
  } finally {
    rmSync(claim, { force: true });
  }
}

function ageOf(path: string): number {
  try {
    return systemClock().now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
