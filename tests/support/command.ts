/** The built program, as a person runs it. `npm run build` first: it runs what is in `dist`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PATHS } from '../../src/paths.js';
import { testConfig } from './config.js';

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export function vigente(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(PATHS.root, 'dist', 'src', 'main.js'), ...args], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (data: Buffer) => (out += data));
    child.stderr.on('data', (data: Buffer) => (err += data));
    child.on('close', (status) => resolve({ status, out, err }));
  });
}

/** A database of its own on the run's server. */
export function database(): NodeJS.ProcessEnv {
  const { MONGODB_URI, VIGENTE_KEYS, VIGENTE_INDEX_KEY, VIGENTE_DATABASE } = testConfig();
  return { MONGODB_URI, VIGENTE_KEYS, VIGENTE_INDEX_KEY, VIGENTE_DATABASE, LOG_LEVEL: 'silent' };
}
