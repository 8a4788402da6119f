import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { randomBytes, createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { UserError } from '../domain/failure.js';
import type { Keyring } from './vault.js';

/** The keys named in the settings: `VIGENTE_KEYS` (`id:base64,…`, first active) and `VIGENTE_INDEX_KEY` (base64). */
export function keyringFromSettings(keys: string, indexKey: string): Keyring {
  const master = keys.split(',').map((part) => {
    const at = part.indexOf(':');
    if (at < 1) throw new UserError('keys-wrong', 'VIGENTE_KEYS is not of the form id:base64,id:base64.');
    return { id: part.slice(0, at).trim(), key: Buffer.from(part.slice(at + 1).trim(), 'base64') };
  });
  const index = Buffer.from(indexKey, 'base64');
  if (index.length < 32)
    throw new UserError(
      'keys-wrong',
      'VIGENTE_INDEX_KEY has fewer than 32 bytes.',
      'Make one with: openssl rand -base64 32',
    );
  return { master, index };
}

/**
 * The keys of an embedded database: made once, kept outside the data folder with mode 600, so that a copy of the
 * folder opens nothing. `folderId` is written in the folder and names its keys.
 * Throws `UserError` when the folder holds data but its keys are gone.
 */
export async function keyringOfFolder(dataFolder: string, keysFolder: string): Promise<Keyring> {
  const idFile = join(dataFolder, 'keys.id');
  let id: string | null = null;
  try {
    id = (await readFile(idFile, 'utf8')).trim();
  } catch {
    id = null;
  }
  if (id !== null) return readKeyring(join(keysFolder, `${id}.json`), dataFolder);

  const master = randomBytes(32);
  const index = randomBytes(32);
  id = createHash('sha256').update(index).digest('hex').slice(0, 16);
  const file = join(keysFolder, `${id}.json`);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(
    `${file}.new`,
    JSON.stringify({ master: [{ id: 'k1', key: master.toString('base64') }], index: index.toString('base64') }),
    { mode: 0o600 },
  );
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
  // Last, so that a kill in between leaves an unused key file and never a folder without keys.
  await mkdir(dataFolder, { recursive: true });
  try {
    await writeFile(idFile, `${id}\n`, { flag: 'wx', mode: 0o600 });
  } catch {
    // Another process was first: its keys are the folder's.
    return keyringOfFolder(dataFolder, keysFolder);
  }
  return { master: [{ id: 'k1', key: master }], index };
}

async function readKeyring(file: string, dataFolder: string): Promise<Keyring> {
  let parsed: { master: { id: string; key: string }[]; index: string };
  try {
    parsed = JSON.parse(await readFile(file, 'utf8')) as typeof parsed;
  } catch {
    throw new UserError(
      'keys-gone',
      `The data folder ${dataFolder} is encrypted with keys that are not at ${file}.`,
      'Restore that file from your safe, or start with an empty data folder.',
    );
  }
  return {
    master: parsed.master.map(({ id, key }) => ({ id, key: Buffer.from(key, 'base64') })),
    index: Buffer.from(parsed.index, 'base64'),
  };
}
