/** The portal on a phone of 390 pixels and on a desk, with and without scripts; axe finds nothing on any page. */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { EVERYTHING } from '../support/everything.js';
import { mayLeaveOut, openBrowser } from '../support/browser.js';
import { patient, proofOf, type Patient } from '../support/people.js';
import { DAY, TestStage, type Placed } from '../support/services.js';
import { codeIn, documentOf, openPortal, type OpenPortal } from './stage.js';

const SHOTS = process.env['VIGENTE_SHOTS'];
const inBrowser = mayLeaveOut() ? describe.skip : describe;

inBrowser('the portal in a browser', () => {
  let stage: TestStage;
  let portal: OpenPortal;
  let browser: Browser;
  beforeAll(async () => {
    stage = await TestStage.open();
    portal = await openPortal(stage);
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await portal.close();
    await stage.close();
  });

  /** WCAG 2.2 A and AA; nothing is wider than the screen; the title and the address say nothing. */
  const looked = new Set<string>();
  const look = async (page: Page, name: string, scripts: boolean): Promise<void> => {
    // A page that is looked at before its style sheet has come has small buttons.
    await page.waitForLoadState();
    const which = `${name} ${page.viewportSize()?.width}`;
    if (scripts && !looked.has(which)) {
      looked.add(which);
      const found = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      expect(found.violations.map(({ id, nodes }) => `${name} ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
      const width = await page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]');
      const [wide, inner] = width as [number, number];
      expect(`${name} ${wide <= inner}`).toBe(`${name} true`);
    }
    expect(await page.title()).toBe('Mi página');
    expect(new URL(page.url()).pathname).not.toMatch(/salud|atenci|minsal\/|entry|sigte/i);
    if (SHOTS) {
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: join(SHOTS, `${name}-${page.viewportSize()?.width}${scripts ? '' : '-plain'}.png`), fullPage: true });
    }
  }; // prettier-ignore

  const submit = (page: Page, name: string | RegExp) =>
    Promise.all([page.waitForLoadState(), page.getByRole('button', { name }).first().click()]);

  async function comeIn(page: Page, someone: Patient, scripts: boolean): Promise<void> {
    await page.goto(`${portal.address}/portal/at/minsal`);
    await look(page, 'start', scripts);
    await page.getByLabel('RUN').fill(documentOf(someone));
    await submit(page, 'Continuar').catch(() => undefined);
    if (!page.url().endsWith('/prove')) {
      await page.getByLabel('RUN').press('Enter');
      await page.waitForURL('**/portal/prove');
    }
    await look(page, 'prove', scripts);
    await submit(page, 'Enviarme un código');
    await portal.afterwards.idle();
    await look(page, 'code', scripts);
    await page.getByLabel('Código de seis números').fill(codeIn(stage));
    await page.getByLabel('Código de seis números').press('Enter');
    await page.waitForURL('**/portal/home');
    await portal.afterwards.idle();
    await look(page, 'home-code', scripts);
    await page.goto(`${portal.address}/portal/prove`);
    const [digits = '', year = ''] = proofOf(someone).split(' ');
    await page.getByLabel(/Últimos cuatro/).fill(digits);
    await page.getByLabel('Año de nacimiento').fill(year);
    await page.getByLabel('Año de nacimiento').press('Enter');
    await page.waitForURL('**/portal/home');
    await look(page, 'home', scripts);
  }

  const choose = async (page: Page, answer: string | RegExp) => {
    stage.pass(1000);
    await page.getByLabel(answer).first().check();
    await submit(page, 'Enviar');
  };

  it.each([[390, true], [390, false], ...(EVERYTHING ? ([[1280, true]] as const) : [])] as const)(
    'is gone through at %d pixels, scripts %s',
    async (width, scripts) => {
      const someone = patient({ entries: [{ enteredOn: '2023-03-10', careCode: '07-101', healthService: 23 }] });
      const [placed] = (await stage.add(someone)) as [Placed];
      const context: BrowserContext = await browser.newContext({
        viewport: { width, height: 844 },
        javaScriptEnabled: scripts,
        ...(width === 1280 ? { colorScheme: 'dark' as const } : {}),
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      page.on('pageerror', (error) => complaints.push(error.message));

      await comeIn(page, someone, scripts);
      await page.getByRole('link', { name: 'Responder ahora' }).click();
      await look(page, 'answer', scripts);
      await choose(page, /^No, ya no|^No/);
      await look(page, 'reason', scripts);
      await choose(page, /No la quiero|no quiero|renuncio|No quiero/i);
      await choose(page, /Nada/i);
      await look(page, 'read-back', scripts);
      await choose(page, /Quitar|Sí, quit|sáquenme|Sí/i);
      await choose(page, /Quitar|Sí, quit|sáquenme|Sí/i);
      await stage.settle();
      expect(await stage.outcome(placed.entries[0] ?? '')).toBe('refuses');
      await page.goto(`${portal.address}/portal/home`);
      await look(page, 'home-left', scripts);
      stage.pass(8 * DAY);

      // A week later the number may sign.
      await comeIn(page, someone, scripts);
      await page.getByRole('link', { name: 'Firmar mi renuncia' }).click();
      await look(page, 'sign', scripts);
      await page.getByLabel('Su nombre completo').fill('Hortensia del Carmen Quilaqueo');
      await submit(page, 'Firmar');
      await look(page, 'signed', scripts);
      expect(await page.getByRole('link', { name: /Descargar mi copia/ }).count()).toBe(1);
      for (const path of ['contact', 'documents', 'data', 'stop', 'about/minsal', 'represent/minsal']) {
        await page.goto(`${portal.address}/portal/${path}`);
        await look(page, path.replace('/', '-'), scripts);
      }
      await page.goto(`${portal.address}/portal/language/es-CL`);
      await submit(page, 'Salir');
      await page.goto(`${portal.address}/portal/K7Q2-M9XD-4TRV`);
      await look(page, 'link', scripts);
      expect(complaints).toEqual([]);
      await context.close();
    },
    180_000,
  );
});
