import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../bin/setup/cache.js';

/**
 * One database server for the run, in a folder of its own: the workers find its address in VIGENTE_TEST_MONGODB_URI.
 * Plain JavaScript over dist/, which `npm test` has just built: jest cannot load a TypeScript ESM file here.
 */
export default async function startDatabase() {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { openDatabaseServer } = await import(join(root, 'dist', 'src', 'database', 'server.js')).catch(() => {
    throw new Error('dist/ is missing: run `npm test`, or `node bin/vigente.js setup --for-tests` before jest.');
  });
  const dataFolder = mkdtempSync(join(roomFor(), 'vigente-tests-'));
  const server = await openDatabaseServer({
    dataFolder,
    mongodbUri: process.env.MONGODB_URI,
    cacheFolder: cacheFolder(),
    env: process.env,
    cacheSize: '512M',
    onSignal: 'end',
    say: (line) => process.stderr.write(`${line}\n`),
  });
  process.env.VIGENTE_TEST_MONGODB_URI = server.uri;
  process.env.VIGENTE_TEST_ENGINE = server.engine;
  globalThis.vigenteTestDatabase = { server, dataFolder };
}

/** As much as the databases of one run may grow to, with room to spare. */
const ROOM = 3 * 2 ** 30;

/**
 * A disk in memory where there is one with room: the run waits three times less, for every commit is synced. What a killed machine leaves is
 * tested by suites that start servers of their own, on the disk.
 */
function roomFor() {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize > ROOM ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}
