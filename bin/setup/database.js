import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { downloadMongod } from './mongod.js';
import { SetupProblem, THREE_WAYS } from './problem.js';
import { findPython, makeEnvironment } from './python.js';

/** Makes sure that the data folder can be opened: with the engine whose data it holds, or for an empty one with any. */
export async function ensureDatabase(root, cache, { report, lockCache, env = process.env }) {
  if (env.MONGODB_URI) return;
  // The code that will start the server says what it finds; it is built by now.
  const find = await import(pathToFileURL(join(root, 'dist', 'src', 'database', 'find.js')).href);
  const places = { cacheFolder: cache, env };
  const held = engineOfFolder(resolve(root, env.VIGENTE_DATA || '.data'));
  const isThere = () =>
    held === undefined ? find.findEngines(places).length > 0 : find.findEngine(held, places) !== undefined;
  if (isThere()) return;
  if (held === 'secantusd-rs') {
    throw new SetupProblem(
      'engine-missing',
      'The data folder belongs to the faster server (secantusd-rs), which is not on this machine.',
      'Build it with `npm run db:fast`, or choose another folder with VIGENTE_DATA.',
    );
  }
  const lock = await lockCache();
  try {
    if (isThere()) return;
    await getServer(held, cache, find, { report, lock, env });
  } finally {
    lock.release();
  }
}

async function getServer(held, cache, find, { report, lock, env }) {
  report.say(
    held === undefined
      ? 'No database server on this machine: getting one.'
      : `The data folder needs ${held}, which is not on this machine: getting it.`,
  );
  const tried = [];
  if (held !== 'secantusd-py') {
    try {
      return await report.step('Downloading MongoDB', () => downloadMongod(find.mongodFolder(cache), { lock, env }));
    } catch (error) {
      tried.push(`MongoDB: ${error.message}`);
      report.say('  MongoDB cannot be downloaded from here; trying the next way.');
    }
  }
  if (held !== 'mongod') {
    const { program, version, refused } = await findPython(env);
    if (program === undefined) tried.push(`SecantusDB: ${refused.join('; ')}.`);
    else {
      try {
        const requirement = `SecantusDB==${find.SECANTUS_PYTHON}`;
        return await report.step(`Installing ${requirement} with Python ${version}`, () =>
          makeEnvironment(find.secantusVenv(cache), requirement, { python: program, lock, env }),
        );
      } catch (error) {
        tried.push(`SecantusDB: ${error.message}`);
      }
    }
  }
  throw new SetupProblem(
    'no-database',
    `No database server could be got.\n${tried.map((line) => `- ${line}`).join('\n')}`,
    THREE_WAYS,
  );
}

/** What the marker of the folder says; src/database/folder.ts, which opens it, explains one that is damaged. */
function engineOfFolder(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'engine.json'), 'utf8')).engine;
  } catch {
    return undefined;
  }
}
