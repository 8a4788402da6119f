import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EMBEDDED_ENGINES, type EmbeddedEngine } from './engines.js';

/** The release that set-up puts into the cache; wheels for Python 3.10–3.13. */
export const SECANTUS_PYTHON = '0.7.0b3';
/** Written last into a folder of the cache: without it an interrupted installation is not used. */
export const READY = 'ready.json';

export interface FoundEngine {
  readonly id: EmbeddedEngine;
  readonly program: string;
  readonly where: 'VIGENTE_MONGOD' | 'PATH' | 'cache';
}

export interface Places {
  readonly cacheFolder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Every engine on this machine, in the order in which an empty data folder takes them (DESIGN §6). */
export function findEngines(places: Places): FoundEngine[] {
  return EMBEDDED_ENGINES.map((id) => findEngine(id, places)).filter((found) => found !== undefined);
}

export function findEngine(id: EmbeddedEngine, { cacheFolder, env }: Places): FoundEngine | undefined {
  switch (id) {
    case 'mongod': {
      const named = env['VIGENTE_MONGOD'];
      if (named !== undefined && named !== '')
        return isProgram(named) ? { id, program: named, where: 'VIGENTE_MONGOD' } : undefined;
      return onPath(id, env) ?? inCache(id, downloadedMongod(cacheFolder));
    }
    case 'secantusd-rs':
      return onPath(id, env) ?? inCache(id, join(cacheFolder, 'bin', 'secantusd-rs'));
    case 'secantusd-py': {
      const venv = secantusVenv(cacheFolder);
      // The interpreter is a link to the machine's Python: after that one is removed the link leads nowhere.
      const whole = existsSync(join(venv, READY)) && isProgram(join(venv, 'bin', 'python'));
      return whole ? inCache(id, join(venv, 'bin', 'secantusd-py')) : undefined;
    }
    default:
      return id satisfies never;
  }
}

export function secantusVenv(cacheFolder: string): string {
  return join(cacheFolder, `secantusdb-${SECANTUS_PYTHON}`);
}

export function mongodFolder(cacheFolder: string): string {
  return join(cacheFolder, 'mongod');
}

/** The full path of a program on PATH. */
export function programOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function onPath(id: EmbeddedEngine, env: NodeJS.ProcessEnv): FoundEngine | undefined {
  const program = programOnPath(id, env);
  return program === undefined ? undefined : { id, program, where: 'PATH' };
}

function inCache(id: EmbeddedEngine, program: string | undefined): FoundEngine | undefined {
  return program !== undefined && isProgram(program) ? { id, program, where: 'cache' } : undefined;
}

function downloadedMongod(cacheFolder: string): string | undefined {
  const folder = mongodFolder(cacheFolder);
  if (!existsSync(join(folder, READY))) return undefined;
  const name = readdirSync(folder).find((file) => file.startsWith('mongod-'));
  return name === undefined ? undefined : join(folder, name);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
