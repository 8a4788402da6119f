import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { Server } from 'node:http';
import { loadWaits } from '../../src/load/waits.js';
import { PATHS } from '../../src/paths.js';
import { chooseProgramme, type Programme } from '../../src/programmes/programme.js';
import { forgetWaits } from '../../src/store/queries/knownWaits.js';
import { listen } from '../../src/web/listen.js';
import { webApp } from '../../src/web/server.js';
import { workFolder } from '../support/work-folder.js';
import { mayLeaveOut, openBrowser } from '../support/browser.js';
import { DAY, TestStage } from '../support/services.js';

let stage: TestStage;
let server: Server;
let address: string;
let toscana: Programme;

beforeAll(async () => {
  stage = await TestStage.open();
  toscana = chooseProgramme(stage.services.programmes, 'toscana');
  const running = { engine: 'test', kind: null, version: '0', channels: [] };
  ({ server, address } = await listen(webApp(stage.services, { running, consoleToken: 'x', workFolder: workFolder(), chat: null }), '127.0.0.1', 0));
}); // prettier-ignore
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await stage.close();
});

const page = async (path = '/waits') => (await fetch(address + path)).text();
const load = (file = join(PATHS.programmes, 'toscana', 'sample', 'waits.csv')) =>
  loadWaits(stage.services, toscana, file, { source: 'Centralino 055 545454', asOf: stage.clock.now() - DAY });

describe('the page of waits', () => {
  it('says that there are none while there are none', async () => {
    expect(await page()).toContain('Non ci sono ancora misure');
  });

  it('tells least, average and most with a face and in words, the best time, source and day', async () => {
    expect(await load()).toMatchObject({ taken: 5, refused: [] });
    const html = await page('/waits/toscana');
    expect(html).toContain('<html lang="it-IT">');
    expect(html).toContain('attesa media 11 minuti, giallo');
    expect(html).toContain('attesa media 14 minuti, rosso');
    expect(html).toContain('Il momento migliore per chiamare è dalle 15:00 alle 15:30: si aspetta in media 3 minuti.');
    expect(html).toContain('Centralino 055 545454, misure fino al 22 novembre 2026');
    expect(html).toMatch(/08:00–<wbr>08:30<\/th>.*<td>6<\/td><td>31<\/td>/);
    expect(html).toContain('Nessuna misura a quest’ora');
  });

  it('speaks the languages of the programme, and no other', async () => {
    const { programmes } = stage.services;
    const map = programmes as Map<string, Programme>;
    map.set('toscana', { ...toscana, locale: 'es-ES', locales: ['es-ES', 'ca-ES'] });
    const words = await Promise.all(['', '?lang=ca-ES', '?lang=it-IT'].map((query) => page(`/waits/toscana${query}`)));
    map.set('toscana', toscana);
    expect(words[0]).toContain('espera media 11 minutos, amarillo');
    expect(words[1]).toContain('espera mitjana 11 minuts, groc');
    expect(words[2]).toContain('espera media 11 minutos, amarillo');
    expect(words[0]).toContain('hreflang="ca-ES">català</a>');
  });

  it('gives the same as JSON to whoever asks for it', async () => {
    const response = await fetch(`${address}/waits`, { headers: { accept: 'application/json' } });
    expect(await response.json()).toMatchObject({
      waits: [{ programme: 'toscana', is: 'fresh', asOf: '2026-11-22', best: { from: '15:00', average: 3 } }],
    });
  });

  it('knows no programme that tells none', async () => {
    expect((await fetch(`${address}/waits/minsal`)).status).toBe(404);
    expect((await fetch(`${address}/waits/%00`)).status).toBe(404);
  });

  (mayLeaveOut() ? it.skip : it)('fits a phone, without scripts', async () => {
    const browser = await openBrowser();
    try {
      const phone = await browser.newPage({ locale: 'es-CL', viewport: { width: 390, height: 800 }, javaScriptEnabled: false });
      await phone.goto(`${address}/waits`);
      expect(await phone.locator('svg.face').count()).toBe(5 + 3);
      // Scripts are off in the page; the test asks for places instead.
      for (const part of await phone.locator('table, h1, .best, .legend').all()) {
        const box = await part.boundingBox();
        expect((box?.x ?? 0) + (box?.width ?? 1000)).toBeLessThanOrEqual(390);
      }
      const text = await phone.locator('tbody td').first().boundingBox();
      expect(text?.height).toBeGreaterThan(40);
    } finally {
      await browser.close();
    }
  }); // prettier-ignore

  it('says that what there is is too old, and shows none of it', async () => {
    await stage.services.store.callWaits.updateMany({}, { $set: { asOf: new Date(stage.clock.now() - 40 * DAY) } });
    forgetWaits(stage.services.store);
    const html = await page();
    expect(html).toContain('Sono troppo vecchie');
    expect(html).not.toContain('attesa media');
  });
});
