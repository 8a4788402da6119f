/** `vigente backup`: the whole database in one file, while everything goes on. */
import { rename, rm } from 'node:fs/promises';
import type { Collection, Document } from 'mongodb';
import { existsSync } from 'node:fs';
import { UserError } from '../domain/failure.js';
import type { Store } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { VERSION } from '../version.js';
import { writeBackup, type BackupEnd } from './format.js';

/**
 * Conversations first: they are the truth (DESIGN §3.2), and whatever is read after them can only know more. What knows more is cut back to
 * them by the restore, and said again from the messages that are kept.
 */
const FIRST = ['conversations', 'proposals', 'chainHeads', 'seals'];

/** Nobody stays signed in through a restore, and no token that was revoked since opens anything again. */
const NEVER = ['sessions', 'signIns', 'apiTokens', 'apiAnswers', 'portalSessions', 'portalTries'];

export const collectionsOf = (store: Store): readonly string[] => {
  const all = Object.keys(store.models).filter((name) => !NEVER.includes(name));
  return [...FIRST, ...all.filter((name) => !FIRST.includes(name))];
};

/** A value that only this key ring makes. */
export const ringOf = (store: Store): string => store.vault.blindIndex('entry', 'which ring');

/** Throws `UserError` when the file exists. */
export async function backup({ store, clock }: Services, file: string): Promise<BackupEnd & { readonly file: string }> {
  if (existsSync(file))
    throw new UserError('file-exists', `${file} exists already.`, 'Name another: a backup is never written over.');
  const part = `${file}.part`;
  await rm(part, { force: true });
  const head = {
    backup: 1,
    software: VERSION,
    database: store.db.databaseName,
    startedAt: new Date(clock.now()),
    ring: ringOf(store),
  } as const;
  async function* documents() {
    for (const name of collectionsOf(store)) {
      const collection = store[name as keyof Store] as unknown as Collection<Document>;
      for await (const d of collection.find({}, { batchSize: 2_000 })) yield { c: name, d };
    }
  }
  try {
    const end = await writeBackup(part, head, documents(), () => new Date(clock.now()));
    await rename(part, file);
    return { ...end, file };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
