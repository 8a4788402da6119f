#!/usr/bin/env node
/**
 * The way in. Needs nothing but Node: it installs and builds what is missing, gets a database server for commands that need one,
 * and then runs the command line (src/main.ts) in the same process. `vigente setup` does the first half only.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cacheFolder } from './setup/cache.js';
import { needsDatabase } from './setup/needs.js';
import { checkNode } from './setup/node-version.js';
import { SetupProblem } from './setup/problem.js';
import { Report } from './setup/report.js';
import { setUp } from './setup/setup.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);

try {
  checkNode();
  // Settings of this checkout; what the environment says already wins.
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const cache = cacheFolder();
  const report = new Report();
  if (args[0] === 'setup') {
    const known = ['--for-tests', '--fast-database', '--no-database', '--json'];
    const odd = args.slice(1).find((arg) => !known.includes(arg));
    if (odd !== undefined)
      throw new SetupProblem('usage', `setup does not know ${odd}.`, `It knows ${known.slice(0, 3).join(', ')}.`);
    const database = !args.includes('--no-database');
    await setUp(root, cache, { report, database, fast: args.includes('--fast-database') });
    if (database && !args.includes('--for-tests')) report.say('Everything is in place: `npm start`.');
  } else {
    await setUp(root, cache, { report, database: needsDatabase(args) });
    await import(pathToFileURL(join(root, 'dist', 'src', 'main.js')).href);
  }
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  process.exitCode = error.exitCode;
  if (args.includes('--json')) {
    process.stdout.write(
      `${JSON.stringify({ error: { code: error.code, message: error.message, hint: error.hint } })}\n`,
    );
  } else process.stderr.write(`${error.message}\n${error.hint}\n`);
}
