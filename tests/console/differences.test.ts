/** What a newer list says other than a person confirmed is shown to whoever may see people, and stays as the person said. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { importList } from '../../src/intake/import-list.js';
import { addUser } from '../../src/discharge/users.js';
import { refuse, approve } from '../../src/discharge/review.js';
import { propose } from '../../src/discharge/propose.js';
import { dischargeStage, giveUp, type GaveUp } from '../discharge/stage.js';
import { csv, row, runOf, writeList } from '../support/list-file.js';
import type { TestStage } from '../support/services.js';
import { type OpenWeb, openWeb, signIn } from '../support/console.js';

let stage: TestStage;
let site: OpenWeb;

beforeAll(async () => {
  stage = await dischargeStage();
  await addUser(stage.services, { name: 'osorno', role: 'DARS', services: [23], by: 'tic' });
  site = await openWeb(stage.services, ['ana', 'digera', 'osorno']);
}, 60_000);
afterAll(async () => {
  await site.close();
  await stage.close();
});
const PATH = '/console/lists/differences';

it('shows both, writes down who looked, and keeps what the person said', async () => {
  const { services } = stage;
  const today = new Date(services.clock.now()).toISOString().slice(0, 10);
  const send = (phone: string) =>
    importList(services, writeList(csv([row({ ...runOf(900), FONO_MOVIL: phone }, 900)])), stage.programme, { today });
  await send('961234567');
  const { store } = services;
  const before = await store.persons.findOne({});
  await store.persons.updateOne({ _id: before?._id ?? '' }, { $set: { 'contacts.0.status': 'validated' } });
  expect((await send('967654321')).differences).toBe(1);

  const [ana, osorno] = [await signIn(site.address, 'ana'), await signIn(site.address, 'osorno')];
  expect((await osorno.get(PATH)).status).toBe(403);
  const html = await (await ana.get(PATH)).text();
  expect(html).toContain('+56961234567');
  expect(html).toContain('+56967654321');
  const looked = await store.audit.find({ stream: 'looks:minsal' }).sort({ seq: -1 }).limit(1).next();
  expect(JSON.parse(looked?.event ?? '[]')).toEqual(['differences', [before?._id], 'ana']);
  expect((await ana.post(PATH, { key: 'other', id: before?._id ?? '' })).status).toBe(403);
  expect((await ana.post(PATH, { id: before?._id ?? '' })).status).toBe(303);
  expect((await ana.post(PATH, { id: before?._id ?? '' })).status).toBe(409);
  const after = await store.persons.findOne({ _id: before?._id ?? '' });
  expect(after?.differences).toEqual([]);
  expect(after?.contacts[0]?.status).toBe('validated');
});

it('counts what one person refused and another had approved', async () => {
  const { services, programme } = stage;
  const [one] = (await giveUp(stage)) as [GaveUp];
  await propose(services, programme);
  await approve(services, programme, 'ana', {});
  await refuse(services, programme, 'luis', 'no es la misma atención', {
    ids: [(await services.store.proposals.findOne({ entry: one.entry }))?._id ?? ''],
  });
  const html = await (await (await signIn(site.address, 'digera')).get('/console/quality')).text();
  expect(html).toMatch(/Rechazados por una persona cuando otra había aprobado<\/th><td[^>]*>1<\/td><td[^>]*>100 %/);
});
