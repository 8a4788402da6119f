import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import * as baileys from '@whiskeysockets/baileys';
import type { SignalDataSet } from '@whiskeysockets/baileys';
import { loadAuth } from '../../../src/channels/baileys/auth-store.js';
import { SealedDocuments } from '../../../src/channels/baileys/sealed-documents.js';
import { freshDatabase, type FreshDatabase } from '../../support/database.js';

let database: FreshDatabase;
beforeAll(async () => void (database = await freshDatabase('baileys')));
afterAll(() => database.drop());
beforeEach(() => database.db.collection('baileysAuth').deleteMany({}));

const sealKey = randomBytes(32);
/** As after a restart: nothing in memory. */
const load = (key = sealKey) => loadAuth(new SealedDocuments(database.db, key), baileys);

describe('the linked device', () => {
  it('is new at first, and the same after a restart, keys as the package made them', async () => {
    const first = await load();
    expect(await database.db.collection('baileysAuth').countDocuments()).toBe(0);
    first.state.creds.me = { id: '56961234567:3@s.whatsapp.net', name: 'Prueba' };
    await first.saveCreds();
    const again = await load();
    expect(again.state.creds).toEqual(first.state.creds);
    expect(Buffer.isBuffer(again.state.creds.noiseKey.private)).toBe(true);
    const signature = baileys.Curve.sign(again.state.creds.signedIdentityKey.private, Buffer.from('words'));
    const signer = first.state.creds.signedIdentityKey.public;
    expect(baileys.Curve.verify(signer, Buffer.from('words'), signature)).toBe(true);
  });

  it('is new again when the seal is another: nothing of the old one opens', async () => {
    const first = await load();
    await first.saveCreds();
    expect((await load(randomBytes(32))).state.creds.noiseKey).not.toEqual(first.state.creds.noiseKey);
  });
});

describe('the keys of conversations', () => {
  const ADDRESS = '56961234567.0';
  const pair = { public: randomBytes(32), private: randomBytes(32) };
  const ALL: SignalDataSet = {
    'pre-key': { '1': pair, '2': pair },
    session: { [ADDRESS]: randomBytes(300) },
    'sender-key': { x: randomBytes(40) },
    'sender-key-memory': { x: { 'a@s.whatsapp.net': true } },
    'app-state-sync-version': { regular: { version: 3, hash: randomBytes(128), indexValueMap: { abc: { valueMac: randomBytes(32) } } } },
    'lid-mapping': { '56961234567': '184273650912345', '184273650912345_reverse': '56961234567' },
    'device-list': { '56961234567': ['0', '3'] },
    tctoken: { [ADDRESS]: { token: randomBytes(16), timestamp: '1795615200' } },
    'identity-key': { [ADDRESS]: randomBytes(33) },
  }; // prettier-ignore

  it('come back as they were, of every category that the package has', async () => {
    await (await load()).state.keys.set(ALL);
    const { keys } = (await load()).state;
    for (const [type, values] of Object.entries(ALL) as [keyof typeof ALL, object][])
      expect(await keys.get(type, [...Object.keys(values), 'unknown'])).toEqual(values);
  });

  it('of the app state are of the class that the package calls', async () => {
    const key = baileys.proto.Message.AppStateSyncKeyData.create({ keyData: randomBytes(32), timestamp: 5 });
    await (await load()).state.keys.set({ 'app-state-sync-key': { AAAA: key } });
    const { AAAA } = await (await load()).state.keys.get('app-state-sync-key', ['AAAA']);
    expect(AAAA).toBeInstanceOf(baileys.proto.Message.AppStateSyncKeyData);
    expect(Buffer.from(AAAA?.keyData ?? []).equals(Buffer.from(key.keyData ?? []))).toBe(true);
  });

  it('go when they are taken away, and a later write is the one that stays', async () => {
    const { keys } = (await load()).state;
    const writes = Array.from({ length: 50 }, (_, n) =>
      keys.set({ 'lid-mapping': { a: `v${n}`, b: n % 2 ? null : 'x' } }),
    );
    await Promise.all(writes);
    expect(await (await load()).state.keys.get('lid-mapping', ['a', 'b'])).toEqual({ a: 'v49' });
    await keys.clear?.();
    expect(await keys.get('lid-mapping', ['a'])).toEqual({});
  });

  it('lie in the database one document each, sealed, and their names tell no number', async () => {
    const { state, saveCreds } = await load();
    await saveCreds();
    await state.keys.set(ALL);
    const docs = await database.db.collection<{ _id: string; sealed: unknown }>('baileysAuth').find().toArray();
    expect(docs).toHaveLength(12);
    for (const doc of docs) {
      expect(Object.keys(doc)).toEqual(['_id', 'sealed']);
      expect(doc._id).toMatch(/^[\w-]{22}$/);
      const bytes = JSON.stringify(doc) + Buffer.from((doc.sealed as { buffer: Uint8Array }).buffer).toString('latin1');
      expect(bytes).not.toMatch(/56961234567|184273650912345|noiseKey/);
    }
  });
});
