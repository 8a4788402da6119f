import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Server } from 'node:http';
import { figuresOf } from '../../src/campaigns/figures.js';
import { listen } from '../../src/web/listen.js';
import { webApp } from '../../src/web/server.js';
import { workFolder } from '../support/work-folder.js';
import { playCampaign, type Behaviour, type PlayedCampaign } from '../support/campaign.js';

const TOKEN = 'a-token-of-the-test';
const cookie = `vigente_console=${TOKEN}`;
let played: PlayedCampaign;
let server: Server;
let address: string;
let path: string;

beforeAll(async () => {
  const does = Array.from({ length: 22 }, (_, n): Behaviour => (n % 2 ? 'needs' : n % 4 ? 'stops' : 'silent'));
  // Three people of one commune: what they said must not be on the page.
  played = await playCampaign(does, (n) => ({ commune: n < 3 ? '11201' : '13101', sex: 1 + (n % 2) }));
  const web = webApp(played.stage.services, {
    running: { engine: 'test', kind: 'synthetic', version: '0', channels: [] },
    consoleToken: TOKEN,
    workFolder: workFolder(),
    chat: null,
  });
  ({ server, address } = await listen(web, '127.0.0.1', 0));
  path = `/console/campaigns/${played.id}`;
}, 120_000);
afterAll(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await played?.stage.close();
});

const get = (to: string, headers: Record<string, string> = { cookie }) =>
  fetch(address + to, { redirect: 'manual', headers });
const text = async (to: string) => (await get(to)).text();
const keyIn = (page: string) => /name="key" value="([^"]+)"/.exec(page)?.[1] ?? '';
const order = async (body: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${address}${path}/orders`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, ...headers },
    body: new URLSearchParams({ key: keyIn(await text(path)), by: 'Ana Soto', why: 'para mirar', ...body }),
  });
const state = async () => (await played.stage.services.store.campaigns.findOne({ _id: played.id }))?.state;
/** "22" of the row that begins with these words. */
const cells = (page: string, row: string): string[] => {
  const at = page.indexOf(`<th scope="row">${row}</th>`);
  const end = page.indexOf('</tr>', at);
  if (at < 0) throw new Error(`no row ${row}`);
  return [...page.slice(at, end).matchAll(/<td class="n[^>]*>(?:<b>)?([^<]*)/g)].map(([, cell = '']) => cell);
};

describe('the campaign pages', () => {
  it('are closed to whoever has not the token, and say so to a page left open', async () => {
    for (const to of ['/console/campaigns', path, `${path}/figures`]) expect((await get(to, {})).status).toBe(401);
    const part = await get(`${path}/figures`, { 'hx-request': 'true', cookie: 'vigente_console=%' });
    expect(part.status).toBe(401);
    expect(part.headers.get('hx-refresh')).toBe('true');
    const refused = await fetch(`${address}${path}/orders`, {
      method: 'POST',
      body: new URLSearchParams({ what: 'stop' }),
    });
    expect(refused.status).toBe(401);
  });

  it('show every campaign, and none that does not exist', async () => {
    expect(await text('/console/campaigns')).toContain(`href="${path}"`);
    expect(await text('/console')).toContain('href="/console/campaigns"');
    expect((await get('/console/campaigns/minsal.nothing')).status).toBe(404);
  });

  it('show the figures that were counted, with nothing the security policy forbids', async () => {
    const page = await text(path);
    const figures = await figuresOf(played.stage.services, played.id);
    expect(cells(page, 'Necesita la atención')[0]).toBe(String(figures.places.needsCare));
    expect(cells(page, 'Abierta')[0]).toBe(String(figures.places.open));
    expect(cells(page, 'No quiere mensajes')[0]).toBe(String(figures.open.optedOut));
    expect(cells(page, 'La necesita')).toEqual(expect.arrayContaining([String(figures.outcomes.stillNeeds)]));
    expect(cells(page, 'Hombre')[0]).toBe('11');
    expect(page).not.toMatch(/ style=|<script(?! src)|<style| on[a-z]+="/);
    expect(page).not.toMatch(/undefined|NaN|\[object/);
  });

  it('do not show what three people of one commune said', async () => {
    const page = await text(path);
    expect(page).not.toContain('<th scope="row">Comuna 11201</th>');
    expect(cells(page, 'Comuna 13101 + Comuna 11201')[0]).toBe('22');
  });

  it('read the whole page again when the orders that make sense have changed', async () => {
    expect((await get(`${path}/figures?state=firstWave`)).headers.get('hx-refresh')).toBeNull();
    expect((await get(`${path}/figures?state=paused`)).headers.get('hx-refresh')).toBe('true');
  });
});

describe('an order', () => {
  it('needs a name, a reason, and the page it was given on', async () => {
    expect((await order({ what: 'pause', by: ' ' })).status).toBe(400);
    expect((await order({ what: 'pause', by: 'Vigente' })).status).toBe(400);
    expect((await order({ what: 'pause', why: '' })).status).toBe(400);
    expect((await order({ what: 'finish' })).status).toBe(400);
    expect((await order({ what: 'pause', key: 'x' })).status).toBe(403);
    expect((await order({ what: 'pause' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await state()).toBe('firstWave');
  });

  it('is carried out once, with who gave it and why in the log, as text', async () => {
    expect((await order({ what: 'pause', why: '<b>mirar\nbien</b>' })).status).toBe(303);
    expect(await state()).toBe('paused');
    const again = await order({ what: 'pause' });
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('no se dio');
    const page = await text(path);
    expect(page).toContain('&lt;b&gt;mirar bien&lt;/b&gt;');
    expect(page).toContain('Ana Soto');
    expect((await order({ what: 'resume' })).status).toBe(303);
    expect((await order({ what: 'release' })).status).toBe(303);
    expect(await state()).toBe('running');
  });

  it('to stop is asked back first', async () => {
    const asked = await order({ what: 'stop' });
    expect(asked.status).toBe(200);
    expect(await asked.text()).toContain('Sí, detenerla para siempre');
    expect(await state()).toBe('running');
    expect((await order({ what: 'stop', sure: '1' })).status).toBe(303);
    expect(await state()).toBe('stopped');
    expect(await text(path)).not.toContain('/orders"');
  });
});
