import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, isAlive, ownIdentity } from '../../src/database/alive.js';
import { acquireLock, tryLock } from '../../src/database/lock.js';
import { remove, temporaryFolder } from '../support/engines.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, 'lock');
});
afterEach(() => remove(folder));

/** Pids end below this. */
const NOBODY = 2 ** 30;

describe('a lock', () => {
  it('has one holder at a time', async () => {
    const lock = tryLock(path);
    expect(lock).toBeDefined();
    expect(tryLock(path)).toBeUndefined();
    expect(await acquireLock(path, 80)).toBeUndefined();
    lock?.release();
    expect(tryLock(path)).toBeDefined();
  });

  it('is taken over from a holder that is dead', () => {
    writeFileSync(path, JSON.stringify({ pid: NOBODY, started: '1' }));
    expect(tryLock(path)).toBeDefined();
  });

  it('is taken over from a dead holder whose pid another process has now', () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, started: 'long ago' }));
    expect(tryLock(path)).toBeDefined();
  });

  it('is left to a holder that is just writing it, and not for ever', () => {
    writeFileSync(path, '');
    expect(tryLock(path)).toBeUndefined();
    utimesSync(path, new Date(0), new Date(0));
    expect(tryLock(path)).toBeDefined();
  });

  it('goes to one of many that see a dead holder at the same time', async () => {
    for (let round = 0; round < 20; round += 1) {
      writeFileSync(path, JSON.stringify({ pid: NOBODY, started: '1' }));
      const got = await Promise.all(Array.from({ length: 8 }, () => acquireLock(path, 0)));
      expect(got.filter((lock) => lock !== undefined)).toHaveLength(1);
      got.forEach((lock) => lock?.release());
      expect(existsSync(path)).toBe(false);
    }
  });
});

describe('a process', () => {
  it('is itself, and not one that had its pid before', () => {
    const own = ownIdentity();
    expect(isAlive(own)).toBe(true);
    expect(isAlive({ ...own, started: 'before' })).toBe(own.started === '');
    expect(identityOf(NOBODY)).toBeUndefined();
  });
});
