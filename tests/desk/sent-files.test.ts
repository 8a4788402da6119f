/** Voice notes, photos and documents before whoever has to hear and see them, and before nobody else. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seal } from '../../src/privacy/vault.js';
import { keepFile } from '../../src/portal/files.js';
import type { DeskTaskDoc } from '../../src/store/documents.js';
import { loadPersons } from '../../src/store/loadConversations.js';
import { openWeb, signIn, type OpenWeb, type SignedIn } from '../support/console.js';
import { patient } from '../support/people.js';
import { TestStage, type Placed } from '../support/services.js';
import { operators } from './stage.js';

/** The first page of an Ogg stream, and of a PNG; what comes after it is not looked at. */
const VOICE = Buffer.concat([Buffer.from('OggS\0\x02\0\0\0\0\0\0\0\0', 'latin1'), Buffer.alloc(14), Buffer.from('OpusHead'), Buffer.alloc(60)]); // prettier-ignore
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'); // prettier-ignore
const PAGE = Buffer.from('<!doctype html><script>alert(document.cookie)</script>');

let stage: TestStage;
let web: OpenWeb;
let ana: SignedIn;
let luis: SignedIn;
let who: Placed;
let other: Placed;

async function sent(placed: Placed, id: string, type: string, bytes: Buffer): Promise<string> {
  const { store } = stage.services;
  const { _id: conversation } = await stage.conversation(placed.person);
  const key = (await loadPersons(store, [placed.person])).get(placed.person)?.key.bytes as Buffer;
  const at = new Date(stage.clock.now());
  await store.media.insertOne({
    _id: id, conversation, person: placed.person, via: 'twilio', type, state: 'kept', tries: 1, dueAt: at, at, reference: Buffer.from('x'), bytes: seal(key, bytes),
  }); // prettier-ignore
  return `/console/desk/task/files/${encodeURIComponent(`media:${id}`)}`;
}
const looks = async () =>
  (await stage.services.store.audit.find({ stream: 'looks:minsal' }).toArray()).filter(({ event }) =>
    JSON.stringify(event).includes('file'),
  ).length;

beforeAll(async () => {
  stage = await TestStage.open();
  await operators(stage, ['ana', 'luis']);
  [who, other] = (await stage.add(patient(), patient())) as [Placed, Placed];
  await stage.settle();
  web = await openWeb(stage.services, ['ana', 'luis']);
  [ana, luis] = [await signIn(web.address, 'ana'), await signIn(web.address, 'luis')];
  const at = new Date(stage.clock.now());
  const { _id: conversation } = await stage.conversation(who.person);
  const task: DeskTaskDoc = {
    _id: 'heard', programme: 'minsal', queue: 'listen', reason: 'voiceNote', person: who.person, entry: null, conversation, state: 'open', at, dueAt: at,
  }; // prettier-ignore
  await stage.services.store.deskTasks.insertOne(task);
  await ana.post('/console/desk/next');
});
afterAll(async () => {
  await web.close();
  await stage.close();
});

describe('what somebody sent', () => {
  it('is played and shown to the operator who has them, as what it is, and each look is written down', async () => {
    const voice = await sent(who, 'v:0', 'audio/ogg', VOICE);
    const picture = await sent(who, 'p:0', 'image/png', PICTURE);
    const page = await (await ana.get('/console/desk')).text();
    expect(page).toContain(`<audio controls preload="none" src="${voice}"`);
    expect(page).toContain(`href="${picture}"`);
    const before = await looks();
    for (const [path, type, bytes] of [[voice, 'audio/ogg', VOICE], [picture, 'image/png', PICTURE]] as const) {
      const answer = await ana.get(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain(type);
      expect(answer.headers.get('content-disposition')).toMatch(/^inline/);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    } // prettier-ignore
    expect(await looks()).toBe(before + 2);
  });

  it('is saved and never run when it is something else than it was said to be', async () => {
    const answer = await ana.get(await sent(who, 'h:0', 'image/jpeg', PAGE));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('through the portal is there too, with what was written', async () => {
    const { store } = stage.services;
    const person = (await loadPersons(store, [who.person])).get(who.person);
    if (!person) throw new Error('nobody');
    const file = await keepFile(stage.services, stage.programme, person, { kind: 'document', type: 'image/png', bytes: PICTURE, said: { note: 'mi orden médica' } }); // prettier-ignore
    const page = await (await ana.get('/console/desk')).text();
    expect(page).toContain('mi orden médica');
    const answer = await ana.get(`/console/desk/task/files/${encodeURIComponent(`portal:${file._id}`)}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(PICTURE)).toBe(true);
  });

  it('is nobody else’s: not another operator’s, not another person’s, not when the task was let go', async () => {
    const voice = await sent(who, 'v:1', 'audio/ogg', VOICE);
    const foreign = await sent(other, 'v:2', 'audio/ogg', VOICE);
    const before = await looks();
    expect((await luis.get(voice)).status).toBe(404);
    expect((await ana.get(foreign)).status).toBe(404);
    for (const id of ['media:..%2F..', 'portal:nope', 'x', 'media:[object Object]'])
      expect((await ana.get(`/console/desk/task/files/${encodeURIComponent(id)}`)).status).toBe(404);
    await ana.post('/console/desk/task/note', { task: 'heard', what: 'leave' });
    expect((await ana.get(voice)).status).toBe(404);
    expect(await looks()).toBe(before);
  });

  it('of somebody who was erased is gone', async () => {
    const { store } = stage.services;
    await ana.post('/console/desk/next');
    const voice = await sent(who, 'v:3', 'audio/ogg', VOICE);
    await store.persons.updateOne({ _id: who.person }, { $set: { key: null as never } });
    expect((await ana.get(voice)).status).toBe(404);
  });
});
