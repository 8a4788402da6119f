import { createHash } from 'node:crypto';
import type { Keyring } from '../privacy/vault.js';

/** Keys made of a seed, so that the same seed gives the same ids. Only ever for invented people in a scratch database. */
export function seededKeyring(seed: number): Keyring {
  const key = (name: string) => createHash('sha256').update(`vigente scratch ${name} ${seed}`).digest();
  return { master: [{ id: 'scratch', key: key('master') }], index: key('index') };
}
