import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import type { Document } from 'mongodb';
import { serve, type Serving } from '../../../src/service.js';
import { storedProviderId } from '../../../src/privacy/provider-id.js';
import { casesOf, eventsOf, requestOf, type Case } from '../../channels/support/cases.js';
import { quiet, testConfig } from '../../support/config.js';
import { temporaryFolder } from '../../support/engines.js';
import { patient } from '../../support/people.js';
import { DAY, TestStage } from '../../support/services.js';
import { ingresses } from './support/door.js';
import { secretsOf } from './support/secrets.js';
import { ask } from './support/sender.js';

const CASES = [...casesOf('twilio'), ...casesOf('whatsapp-cloud')];
const KEPT = ['inbound', 'reports', 'addresses', 'conversations', 'messages', 'turns', 'deskTasks', 'media', 'suppressions', 'optOuts'] as const; // prettier-ignore

const folder = temporaryFolder();
let stage: TestStage;
let web: Serving;
beforeAll(async () => {
  stage = await TestStage.open();
  await stage.add(patient({ phones: ['+56981110001'] })); // one of the writers is on the list
  const app = {
    services: stage.services,
    server: { uri: '', engine: 'external', attached: true, stop: () => Promise.resolve() },
    database: stage.database.name,
    ingresses: ingresses(),
    stop: () => Promise.resolve(quiet()),
  } as const;
  web = await serve(app, testConfig({ VIGENTE_DATA: folder }), { port: 0, kind: 'real', chat: null });
});
afterAll(async () => {
  await web.stop();
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything in the order of the files; the names of those that were answered otherwise than they should. */
async function sendAll(): Promise<string[]> {
  const wrong: string[] = [];
  for (const each of CASES) {
    const { status } = await ask(web.address, requestOf(each));
    if (!each.expect.http.includes(status)) wrong.push(`${each.file} ${status}`);
  }
  return wrong;
}

async function raw(name: string): Promise<Buffer> {
  const found = await stage.services.store.db.collection<Document>(name).find({}, { raw: true }).toArray();
  return Buffer.concat(found as unknown as Buffer[]);
}

/** Which of the secrets can be read in a collection; the secret itself is what must not be missed. */
async function readable(): Promise<string[]> {
  const secrets = secretsOf(CASES).map((text) => Buffer.from(text));
  const found: string[] = [];
  for (const name of KEPT) {
    const bytes = await raw(name);
    for (const secret of secrets) if (bytes.includes(secret)) found.push(`${name}: ${secret.toString()}`);
  }
  return found;
}

const idsOf = (name: 'inbound' | 'reports') =>
  stage.services.store.db
    .collection<{ _id: string }>(name)
    .find()
    .map(({ _id }) => _id)
    .toArray();

function messagesOf(cases: readonly Case[]): string[] {
  const { vault } = stage.services.store;
  const ids = cases
    .flatMap(eventsOf)
    .filter(({ kind }) => kind === 'inbound' || kind === 'optOut')
    .map(({ channel, messageId }) => `${String(channel)}:${storedProviderId(vault, String(messageId))}`);
  return [...new Set(ids)].sort();
}

describe('everything that providers send, in order', () => {
  it('is answered as each request deserves', async () => expect(await sendAll()).toEqual([]), 60_000);

  it('leaves one row for each message of a person, and none for what was refused or does not concern us', async () => {
    const ids = await idsOf('inbound');
    expect(ids.sort()).toEqual(messagesOf(CASES));
    expect(ids.length).toBeGreaterThan(70);
  });

  it('changes nothing when all of it comes again', async () => {
    const before = { inbound: await raw('inbound'), reports: (await idsOf('reports')).sort() };
    stage.pass(DAY);
    expect(await sendAll()).toEqual([]);
    expect((await raw('inbound')).equals(before.inbound)).toBe(true);
    expect((await idsOf('reports')).sort()).toEqual(before.reports);
  }, 60_000);

  it('stands nowhere in clear: no number, no name, no word', async () => {
    expect(secretsOf(CASES).length).toBeGreaterThan(200);
    expect(await readable()).toEqual([]);
    await stage.settle();
    expect(await stage.services.store.inbound.countDocuments({ state: 'received' })).toBe(0);
    expect(await stage.services.store.conversations.countDocuments()).toBeGreaterThan(5);
    expect(await readable()).toEqual([]);
  });

  it('is for the webhooks alone: other paths are pages', async () => {
    const get = { method: 'GET', headers: {}, body: Buffer.alloc(0) };
    expect(await ask(web.address, { ...get, url: '/healthz' })).toMatchObject({ status: 200, text: 'ok' });
    const other = await ask(web.address, { ...get, url: '/webhooks/twilio/other' });
    expect(other).toMatchObject({ status: 404, text: expect.stringContaining('<html') });
  });
});
