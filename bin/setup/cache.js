import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where database servers that set-up got are kept, for all checkouts of one user. */
export function cacheFolder(env = process.env) {
  if (env.VIGENTE_CACHE) return resolve(env.VIGENTE_CACHE);
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'vigente');
}
