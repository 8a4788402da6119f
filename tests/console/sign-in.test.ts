/** Who may see and do what in the console: by role and health service, and by nobody's guess. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Server } from 'node:http';
import { generateSync } from 'otplib';
import { setCode, setPassword } from '../../src/console/passwords.js';
import { addUser } from '../../src/discharge/users.js';
import { propose } from '../../src/discharge/propose.js';
import { ROLES } from '../../src/domain/role.js';
import { listen } from '../../src/web/listen.js';
import { webApp } from '../../src/web/server.js';
import { inboxOf, overdueOf } from '../../src/discharge/service-inbox.js';
import type { Place } from '../../src/store/queries/pageInWindows.js';
import { until } from '../support/sending.js';
import { workFolder } from '../support/work-folder.js';
import { DAY, type TestStage } from '../support/services.js';
import { dischargeStage, giveUp, stateOf, type GaveUp } from '../discharge/stage.js';

const PASSWORD = 'caballo correcto batería grapa';
let stage: TestStage;
let server: Server;
let address: string;
let who: GaveUp;
let review: string;
let conversation: string;

beforeAll(async () => {
  stage = await dischargeStage();
  const { services } = stage;
  const web = webApp(services, {
    running: { engine: 'external', kind: 'synthetic', version: '0', channels: [] },
    consoleToken: 'the-key',
    workFolder: workFolder(),
    chat: null,
  });
  ({ server, address } = await listen(web, '127.0.0.1', 0));
  expect((await fetch(`${address}/console?token=the-key`, { redirect: 'manual' })).status).toBe(303);
  for (const role of ROLES) await addUser(services, { name: `u${role}`, role, services: [], by: 'tic' });
  await addUser(services, { name: 'osorno', role: 'DARS', services: [23], by: 'tic' });
  await addUser(services, { name: 'arica', role: 'DARS', services: [1], by: 'tic' });
  for (const name of [...ROLES.map((role) => `u${role}`), 'osorno', 'arica', 'ana', 'luis'])
    await setPassword(services, name, PASSWORD);
  [who] = (await giveUp(stage)) as [GaveUp];
  await propose(services, stage.programme);
  const proposal = await services.store.proposals.findOne({ entry: who.entry });
  review = `/console/reviews/${encodeURIComponent(proposal?._id ?? '')}`;
  conversation = `/console/conversations/${encodeURIComponent(proposal?.conversation ?? '')}`;
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await stage.close();
});

const post = (path: string, body: Record<string, string>, cookie = '') =>
  fetch(`${address}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
    body: new URLSearchParams(body),
  });
const get = (path: string, cookie = '') => fetch(`${address}${path}`, { redirect: 'manual', headers: { cookie } });
const signInAs = async (name: string, code = ''): Promise<string> => {
  const response = await post('/console/sign-in', { name, password: PASSWORD, code });
  expect(response.status).toBe(303);
  const set =
    response.headers
      .getSetCookie()
      .find((each) => each.startsWith('vigente_session=') && !each.startsWith('vigente_session=;')) ?? '';
  expect(set).toMatch(/HttpOnly/);
  expect(set).toMatch(/SameSite=Strict/);
  return set.split(';')[0] ?? '';
};
const keyOf = (html: string): string => /name="key" value="([^"]+)"/.exec(html)?.[1] ?? '';

describe('the sign-in', () => {
  it('closes what the key of the start opened, as soon as somebody can sign in', async () => {
    const response = await get('/console?token=the-key');
    expect([response.status, response.headers.get('location')]).toEqual([303, '/console/sign-in']);
    expect((await get('/console', 'vigente_console=the-key')).status).toBe(303);
    expect(await (await get('/console/sign-in')).text()).toContain('Código de seis números');
  });

  it('tells nobody whether a name exists, and locks it at the eleventh guess, however many come at once', async () => {
    const wrong = async (name: string) => {
      const response = await post('/console/sign-in', { name, password: 'wrong password here' });
      return { status: response.status, text: (await response.text()).replaceAll(name, '') };
    };
    const [real, invented] = [await wrong('ana'), await wrong('nobody')];
    expect(real).toEqual(invented);
    const all = await Promise.all(Array.from({ length: 60 }, () => wrong('luis')));
    expect(all.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(50);
    // The right password does not open it either, until the quarter of an hour is over.
    expect((await post('/console/sign-in', { name: 'luis', password: PASSWORD })).status).toBe(429);
    stage.pass(16 * 60_000);
    await signInAs('luis');
  });

  it('begins a new session, whatever cookie the browser had, and ends with the sign-out, an idle half hour and a disabled name', async () => {
    const planted = 'vigente_session=planted-planted-planted-planted';
    const response = await post('/console/sign-in', { name: 'ana', password: PASSWORD }, planted);
    const cookie = response.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';
    expect(cookie).not.toBe(planted);
    expect((await get('/console/reviews', planted)).status).toBe(303);
    const page = await get('/console/reviews', cookie);
    expect(page.status).toBe(200);
    // Without the key of the form another page's form ends nothing.
    await post('/console/sign-out', { key: 'x' }, cookie);
    expect((await get('/console/reviews', cookie)).status).toBe(200);
    await post('/console/sign-out', { key: keyOf(await page.text()) }, cookie);
    expect((await get('/console/reviews', cookie)).status).toBe(303);
    const again = await signInAs('ana');
    stage.pass(31 * 60_000);
    expect((await get('/console/reviews', again)).status).toBe(303);
    const third = await signInAs('ana');
    await setPassword(stage.services, 'ana', PASSWORD);
    expect((await get('/console/reviews', third)).status).toBe(303);
  });

  it('asks for a code where there is one, and takes each once', async () => {
    const secret = new URL(await setCode(stage.services, 'uTIC')).searchParams.get('secret') ?? '';
    const code = () => generateSync({ secret, epoch: Math.floor(stage.clock.now() / 1000) });
    expect((await post('/console/sign-in', { name: 'uTIC', password: PASSWORD })).status).toBe(401);
    expect((await post('/console/sign-in', { name: 'uTIC', password: PASSWORD, code: '000000' })).status).toBe(401);
    const now = code();
    await signInAs('uTIC', now);
    expect((await post('/console/sign-in', { name: 'uTIC', password: PASSWORD, code: now })).status).toBe(401);
    stage.pass(60_000);
    await signInAs('uTIC', code());
    await stage.services.store.users.updateOne({ _id: 'uTIC' }, { $unset: { totp: '' } });
  });
});

describe('somebody', () => {
  it('of another health service sees nothing of it, as if it were not there', async () => {
    const [there, away] = [await signInAs('osorno'), await signInAs('arica')];
    expect((await get(review, there)).status).toBe(200);
    expect((await get(review, away)).status).toBe(404);
    expect((await get(conversation, there)).status).toBe(200);
    expect((await get(conversation, away)).status).toBe(404);
    expect(await (await get('/console/conversations', there)).text()).toContain(conversation);
    expect(await (await get('/console/conversations', away)).text()).not.toContain(conversation);
    // Sums over all services are for those who see all.
    expect((await get('/console/discharges', there)).status).toBe(403);
    expect(await (await get('/console/reviews?show=all', there)).text()).toContain('ya no tiene el problema');
    expect(await (await get('/console/reviews?show=all', away)).text()).not.toContain('ya no tiene el problema');
    const html = await (await get('/console/reviews?show=all', away)).text();
    expect((await post(review, { key: keyOf(html), what: 'approve' }, away)).status).toBe(404);
  });
});

describe('a review', () => {
  it('is decided by two people, each look written down, and never by both at once', async () => {
    stage.pass(11 * 60_000); // somebody of before had it open
    const [ana, luis] = [await signInAs('ana'), await signInAs('luis')];
    const html = await (await get(review, ana)).text();
    expect(html).toContain('Aprobar el egreso');
    expect(html).toContain('Ya no tengo el problema');
    // Luis comes while Ana has it open.
    expect(await (await get(review, luis)).text()).toContain('Lo está viendo ana');
    const key = keyOf(html);
    expect((await post(review, { key: 'other', what: 'approve' }, ana)).status).toBe(403);
    expect((await post(review, { key, what: 'refuse', why: '' }, ana)).status).toBe(400);
    expect((await post(review, { key, what: '__proto__' }, ana)).status).toBe(400);
    expect((await post(review, { key, what: 'approve' }, ana)).status).toBe(303);
    expect((await post(review, { key, what: 'approve' }, ana)).status).toBe(409);
    stage.pass(11 * 60_000);
    const his = await (await get(review, luis)).text();
    expect((await post(review, { key: keyOf(his), what: 'approve' }, luis)).status).toBe(303);
    expect(await stateOf(stage, who.entry)).toBe('approved');
    const looks = await stage.services.store.audit.find({ stream: 'looks:minsal' }).toArray();
    expect(looks.some(({ event }) => event.includes('"luis"'))).toBe(true);
  });

  it('shows DIGERA what is odd, and takes the signature', async () => {
    const cookie = await signInAs('uDIGERA');
    let html = '';
    // What would leave is counted beside the page.
    await until(async () => {
      html = await (await get('/console/discharges', cookie)).text();
      return html.includes('sample-open');
    }, 'the alarm');
    const body = { key: keyOf(html.slice(html.indexOf('discharges/sign'))), programme: 'minsal', alarm: 'sample-open' };
    expect((await post('/console/discharges/sign', { ...body, why: '' }, cookie)).status).toBe(400);
    expect((await post('/console/discharges/sign', { ...body, why: 'pocas: miradas una a una' }, cookie)).status).toBe(
      303,
    );
    expect(await (await get('/console/discharges', cookie)).text()).toContain('Firmada por uDIGERA');
  });
});

describe('the inbox of a health service', () => {
  it('holds what is left to it, with a day; its answer settles it, and another service neither sees nor answers it', async () => {
    const { services, programme } = stage;
    await addUser(services, { name: 'ss-osorno', role: 'service', services: [23], by: 'tic' });
    await addUser(services, { name: 'ss-arica', role: 'service', services: [1], by: 'tic' });
    for (const name of ['ss-osorno', 'ss-arica']) await setPassword(services, name, PASSWORD);
    const [left] = (await giveUp(stage)) as [GaveUp];
    await services.store.persons.updateOne({ _id: left.person }, { $set: { 'checked.unknown': true } });
    await propose(services, programme);
    expect(await stateOf(stage, left.entry)).toBe('refused');
    const folio = left.entry.split(':').at(-1) ?? '';
    const [mine, other] = [await signInAs('ss-osorno'), await signInAs('ss-arica')];
    const html = await (await get('/console/inbox', mine)).text();
    expect(html).toContain(`Folio ${folio}`);
    expect(html).toContain('el documento no está en el Registro Civil');
    expect(html).toContain('Responder hasta');
    const theirs = await (await get('/console/inbox', other)).text();
    expect(theirs).not.toContain(folio);
    const id = /name="id" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const answer = { programme: 'minsal', id, is: 'keep', note: 'sigue en control' };
    const otherKey = keyOf(await (await get('/console/reviews', other)).text());
    expect((await post('/console/inbox', { ...answer, key: otherKey }, other)).status).toBe(409);
    expect((await post('/console/inbox', { ...answer, is: 'erase', key: keyOf(html) }, mine)).status).toBe(400);
    // Nobody answered for three weeks: it is overdue, and DARS sees where.
    stage.pass(21 * DAY);
    // Counted beside the page, and again every few seconds.
    const ana = await signInAs('ana');
    await until(
      async () => /Fuera de plazo: Osorno 1\./.test(await (await get('/console/inbox', ana)).text()),
      'what is overdue',
    );
    expect(await overdueOf(services, programme)).toEqual(new Map([[23, 1]]));
    expect(await (await get('/console/inbox', other)).text()).not.toContain('Fuera de plazo');
    const again = await signInAs('ss-osorno');
    const page = await (await get('/console/inbox', again)).text();
    expect((await post('/console/inbox', { ...answer, key: keyOf(page) }, again)).status).toBe(303);
    expect(await (await get('/console/inbox', again)).text()).not.toContain(folio);
    expect(await (await get('/console/inbox?show=all', again)).text()).toContain(
      'sigue en la lista, ss-osorno: sigue en control',
    );
    expect((await overdueOf(services, programme)).size).toBe(0);
    const chain = await services.store.audit.find({ stream: `proposal:${id}` }).toArray();
    expect(chain.map(({ event }) => event).at(-1)).toContain('"service","keep","ss-osorno"');
  });
});

describe('an inbox that is long', () => {
  it('is gone through page by page: each once, the oldest first, and it says where it goes on', async () => {
    const { services, programme } = stage;
    const [model] = await services.store.proposals.find({ state: 'refused', healthService: 23 }).toArray();
    if (!model) throw new Error('nothing was left to a service');
    const at = services.clock.now() - 2 * DAY;
    // Some at the same moment: the id decides between them.
    const many = Array.from({ length: 130 }, (_, n) => {
      const { service: _service, ...rest } = model;
      return { ...rest, _id: `long-inbox:${String(n).padStart(3, '0')}`, touchedAt: new Date(at + Math.floor(n / 7) * 60_000) };
    }); // prettier-ignore
    await services.store.proposals.insertMany(many);
    const seen: string[] = [];
    let after: Place | null = null;
    let pages = 0;
    do {
      const page = await inboxOf(services, programme, { services: [23], limit: 50, after });
      seen.push(...page.items.map(({ proposal }) => proposal._id).filter((id) => id.startsWith('long-inbox')));
      after = page.next;
      pages += 1;
    } while (after !== null);
    expect(seen).toEqual(many.map(({ _id }) => _id));
    expect(pages).toBeGreaterThan(2);
    const cookie = await signInAs('ss-osorno');
    const first = await (await get('/console/inbox', cookie)).text();
    const [, next = ''] = /href="(\/console\/inbox\?programme=minsal[^"]+)"/.exec(first) ?? [];
    const second = await (await get(next.replaceAll('&amp;', '&'), cookie)).text();
    const ids = (html: string) => [...html.matchAll(/name="id" value="(long-inbox[^"]+)"/g)].map(([, id]) => id);
    expect([...ids(first), ...ids(second)]).toEqual(seen);
    expect(ids(second).length).toBeGreaterThan(20);
    expect(second).toContain('Desde el principio');
    await services.store.proposals.deleteMany({ _id: { $in: seen } });
  });
});

describe('what a reviewer rejects', () => {
  it('goes to the service with the reviewer’s reason, and not with what the policy had allowed', async () => {
    const [left] = (await giveUp(stage)) as [GaveUp];
    await propose(stage.services, stage.programme);
    const id = (await stage.services.store.proposals.findOne({ entry: left.entry }))?._id ?? '';
    const path = `/console/reviews/${encodeURIComponent(id)}`;
    const ana = await signInAs('ana');
    const key = keyOf(await (await get(path, ana)).text());
    expect((await post(path, { key, what: 'refuse', why: 'el informe es de otra prestación' }, ana)).status).toBe(303);
    const inbox = await (await get('/console/inbox', await signInAs('uservice'))).text();
    expect(inbox).toContain('una revisión (ana): el informe es de otra prestación');
  });
});
