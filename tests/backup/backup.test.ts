/** A backup taken while people answer, restored elsewhere: the same counts, a whole audit, and nothing sent before the newer STOPs are known. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backup } from '../../src/backup/backup.js';
import { replay, restore, unlock } from '../../src/backup/restore.js';
import type { UserError } from '../../src/domain/failure.js';
import { fileJournal } from '../../src/store/journal.js';
import { sealHeads } from '../../src/audit/seal.js';
import { verifyAudit } from '../../src/audit/verify.js';
import { seededKeyring } from '../../src/simulate/keyring.js';
import { receive } from '../../src/turn/receive.js';
import { patient } from '../support/people.js';
import { freshDatabase } from '../support/database.js';
import { MINUTE, TestStage, type Placed } from '../support/services.js';

let stage: TestStage;
let folder: string;
let people: Placed[];
let journal: string;
let file: string;
let during: { readonly counts: Readonly<Record<string, number>> };

const elsewhere = async (keyring = seededKeyring(1)) => {
  const database = await freshDatabase('restore');
  const other = await TestStage.open({ at: { uri: database.uri, name: database.name }, keyring });
  other.clock.advanceTo(stage.clock.now());
  return { other, close: async () => (await other.close(), database.drop()) };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigente-backup-'));
  journal = join(folder, 'suppressions.jsonl');
  stage = await TestStage.open();
  Object.assign(stage.services.store, { journal: fileJournal(journal) });
  people = await stage.add(...Array.from({ length: 40 }, () => patient()));
  await stage.settle();
  stage.pass(MINUTE);
  await receive(
    stage.services,
    people.slice(0, 20).map(({ addresses }) => stage.inbound(addresses[0] ?? '', '1')),
  );
  await stage.settle();
  await sealHeads(stage.services.store, stage.clock.now());
  file = join(folder, 'backup.gz');
  // While they answer.
  const answering = async () => {
    for (const { addresses } of people.slice(0, 20)) {
      stage.pass(1_000);
      await receive(stage.services, [stage.inbound(addresses[0] ?? '', 'si la necesito')]);
      await stage.settle();
    }
  };
  const [made] = await Promise.all([backup(stage.services, file), answering()]);
  during = made;
  // After it: one says STOP, of one we hear that they died.
  await stage.says(people[30]?.addresses[0] ?? '', 'BAJA');
  await stage.says(people[31]?.addresses[0] ?? '', 'ella murio la semana pasada');
  expect(await stage.services.store.suppressions.countDocuments({})).toBe(2);
}, 120_000);
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

describe('a backup taken under load', () => {
  it('gives the same counts and a whole audit elsewhere, and takes in again what it had not heard', async () => {
    const { other, close } = await elsewhere();
    try {
      const restored = await restore(other.services, file);
      const { store } = other.services;
      for (const [name, count] of Object.entries(during.counts)) {
        if (['settings', 'audit', 'chainHeads'].includes(name)) continue;
        const now = await store.db.collection(name).countDocuments({});
        expect([name, now]).toEqual([name, count - (restored.cut[name] ?? 0)]);
      }
      expect(await verifyAudit(store)).toMatchObject({ ok: true });
      // Names are readable with the key, and everybody who answered keeps their place in the end.
      await unlock(other.services, 'test', 'one database of two');
      other.pass(MINUTE);
      await other.settle();
      expect(await verifyAudit(store)).toMatchObject({ ok: true });
      const needed = await store.entries.countDocuments({ 'outcome.is': 'stillNeeds' });
      const said = await store.inbound.countDocuments({});
      expect(needed).toBe(said - 20); // twenty said "1", the others are answers
    } finally {
      await close();
    }
  });

  it('sends nothing before the newer STOPs and deaths are replayed, and then nothing to those', async () => {
    const { other, close } = await elsewhere();
    try {
      await restore(other.services, file);
      // A reminder becomes due for everybody who has not answered.
      await other.wait(50 * 3_600_000);
      expect(other.sent).toEqual([]);
      await expect(replay(other.services, [join(folder, 'none.jsonl')], 'tic')).rejects.toThrow('cannot be read');
      // What a killed process left half written at the end is no line.
      await writeFile(journal, `${await readFile(journal, 'utf8')}{"at":"2026`);
      expect(await replay(other.services, [journal], 'tic')).toMatchObject({
        suppressed: 2,
        lifted: 0,
        broken: 1,
        unlocked: true,
      });
      await other.wait(2 * 3_600_000);
      const to = new Set(other.sent.map(({ person }) => person));
      expect(to.size).toBeGreaterThan(5);
      expect(to.has(people[30]?.person ?? '')).toBe(false);
      expect(to.has(people[31]?.person ?? '')).toBe(false);
      await expect(replay(other.services, [journal], 'tic')).rejects.toThrow('nothing to replay');
    } finally {
      await close();
    }
  });

  it('is of no use without its key ring, and says so', async () => {
    const { other, close } = await elsewhere(seededKeyring(2));
    try {
      await expect(restore(other.services, file)).rejects.toMatchObject({ code: 'ring-other' });
      expect(await other.services.store.persons.countDocuments({})).toBe(0);
    } finally {
      await close();
    }
    const bytes = await readFile(file);
    for (const words of ['HORTENSIA', 'QUILAQUEO', 'COXARTROSIS'])
      expect(bytes.includes(Buffer.from(words))).toBe(false);
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 200)],
    [
      'changed',
      (bytes: Buffer) => (
        (bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1),
        bytes
      ),
    ],
    ['something else', () => Buffer.from('no backup at all')],
  ] as const)('that is %s is refused', async (name, spoil) => {
    const spoilt = join(folder, `${name}.gz`);
    await writeFile(spoilt, spoil(Buffer.from(await readFile(file))));
    const { other, close } = await elsewhere();
    try {
      const error = await restore(other.services, spoilt).catch((each: UserError) => each);
      expect((error as UserError).code).toBe('backup-broken');
    } finally {
      await close();
    }
  });

  it('does not bring back what was lifted before it: only what was said since counts', async () => {
    // A line of long ago, as the journal keeps it.
    const old = join(folder, 'old.jsonl');
    const line = {
      at: '2026-01-01T00:00:00.000Z',
      did: 'suppress',
      doc: { _id: 'person:x', why: 'stop', conversation: 'c', at: '2026-01-01T00:00:00.000Z' },
    };
    await writeFile(old, `${JSON.stringify(line)}\n`);
    const { other, close } = await elsewhere();
    try {
      await restore(other.services, file);
      expect(await replay(other.services, [old], 'tic')).toMatchObject({ suppressed: 0, lifted: 0 });
    } finally {
      await close();
    }
  });

  it('a STOP is in force when its journal cannot be written, and is owed to it', async () => {
    const troubles: string[] = [];
    // The folder is a file: nothing can be written below it.
    const away = join(folder, 'full');
    await writeFile(away, '');
    const { other, close } = await elsewhere();
    try {
      const broken = fileJournal(join(away, 'journal.jsonl'), ({ name }) => troubles.push(name));
      Object.assign(other.services.store, { journal: broken });
      const [placed] = await other.add(patient());
      await other.settle();
      await other.says(placed?.addresses[0] ?? '', 'BAJA');
      expect(await other.services.store.suppressions.countDocuments({ _id: `number:${placed?.addresses[0]}` })).toBe(1);
      expect(troubles.length).toBeGreaterThan(0);
      // There is room again: what is owed comes with the next.
      await rm(away);
      await broken.append([]);
      expect(await readFile(join(away, 'journal.jsonl'), 'utf8')).toContain(`number:${placed?.addresses[0]}`);
    } finally {
      await close();
    }
  });

  it('never goes into a database that holds people, and is never written over', async () => {
    await expect(restore(stage.services, file)).rejects.toMatchObject({ code: 'database-not-empty' });
    await expect(backup(stage.services, file)).rejects.toMatchObject({ code: 'file-exists' });
  });
});
