/** The coordinator's whole way in a real browser: a list goes in, a campaign asks, people answer, two approve, the file leaves, SIGTE's answer comes back. */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { setPassword } from '../../src/console/passwords.js';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { propose } from '../../src/discharge/propose.js';
import { checkAlive, dischargeStage, stateOf, toMorning } from '../discharge/stage.js';
import { mayLeaveOut, openBrowser } from '../support/browser.js';
import { EVERYTHING } from '../support/everything.js';
import { csv, row } from '../support/list-file.js';
import { HOUR, type TestStage } from '../support/services.js';
import { type OpenWeb, PASSWORD, openWeb } from '../support/console.js';

const inBrowser = mayLeaveOut() ? describe.skip : describe;
const WIDTHS = [1280, 390] as const;
/** Pages that come of what was pressed, or are full only here. */
const ONLY_HERE = [
  'list-judged',
  'campaign-draft',
  'campaign-test',
  'campaign-sure',
  'campaign',
  'export-sure',
  'answer',
];
const shots = process.env['VIGENTE_SHOTS'];

/** Three people: one has recovered, one still needs it, one does not answer. */
const PEOPLE = [0, 1, 2].map((n) => ({
  run: 14_200_000 + n,
  phone: `9610000${String(15 + n * 10)}`,
  folio: String(47_000_000 + n),
}));
const rowOf = ({ run, phone, folio }: (typeof PEOPLE)[number], cells = {}): string[] =>
  row({
    RUN: String(run), DV: runCheckDigit(run), FONO_MOVIL: phone, SIGTE_ID: folio, ID_LOCAL: `L${folio}`, SERV_SALUD: '23', PRESTA_MIN: '07-101',
    F_ENTRADA: '10/03/2023', ESTAB_ORIG: '123300', ESTAB_DEST: '123100', ...cells,
  }); // prettier-ignore

inBrowser('the way of a coordinator', () => {
  let stage: TestStage;
  let site: OpenWeb;
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'vigente-walk-'));
  const complaints: string[] = [];
  const open: BrowserContext[] = [];

  beforeAll(async () => {
    stage = await dischargeStage();
    for (const name of ['ana', 'luis', 'digera', 'tic']) await setPassword(stage.services, name, PASSWORD);
    await toMorning(stage);
    site = await openWeb(stage.services);
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
    await stage.close();
  });

  // A page that stays open asks for its figures, and a day later nobody is signed in any more.
  afterEach(async () => {
    for (const context of open.splice(0)) await context.close();
    expect(complaints).toEqual([]);
  });

  async function signedIn(name: string): Promise<Page> {
    const context = await browser.newContext({
      locale: 'es-CL',
      viewport: { width: 1280, height: 900 },
      acceptDownloads: true,
    });
    open.push(context);
    const page = await context.newPage();
    page.on('console', (message) => {
      // Chromium says so of every form that was refused, as two are here.
      if (message.type() === 'error' && !message.text().includes('status of 400')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${site.address}/console/sign-in`);
    await page.getByLabel('Nombre').fill(name);
    await page.getByLabel('Clave').fill(PASSWORD);
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('sign-in'));
    return page;
  }

  const violations = async (page: Page): Promise<string[]> => {
    const found = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  /** Nothing wrong by WCAG 2.2 AA, nothing wider than the screen, on both. What has an address of its own is read in every-page.test.ts. */
  async function looksRight(page: Page, name: string): Promise<void> {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      if ((width === 390 && ONLY_HERE.includes(name)) || EVERYTHING)
        expect([name, width, await violations(page)]).toEqual([name, width, []]);
      expect([name, await page.evaluate<number>('document.documentElement.scrollWidth')]).toEqual([name, width]);
      if (shots) await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
  const menu = (page: Page, name: string) =>
    page.getByRole('navigation', { name: 'Secciones' }).getByRole('link', { name, exact: true }).click();

  /** A list is sent, judged, and taken. */
  async function sendList(page: Page, name: string, rows: readonly string[][]): Promise<void> {
    const file = join(folder, name);
    writeFileSync(file, csv(rows));
    await menu(page, 'Listas');
    await page.getByLabel('Archivo de SIGTE (CSV)').setInputFiles(file);
    await press(page, 'Revisar el archivo');
    await page.getByRole('button', { name: 'Cargar la lista' }).waitFor();
  }

  it('takes a list in, shows what is wrong with it, and asks', async () => {
    const tic = await signedIn('tic');
    await menu(tic, 'Listas');
    await looksRight(tic, 'lists-empty');
    await sendList(tic, 'lista.csv', [
      ...PEOPLE.map((each) => rowOf(each)),
      rowOf({ run: 15_000_000, phone: '961000095', folio: '47000099' }, { DV: '0' }),
    ]);
    expect(await tic.getByText('DV', { exact: false }).count()).toBeGreaterThan(0);
    await looksRight(tic, 'list-judged');
    // Mended where it stands, and judged again: still wrong, and now it says what was typed.
    await tic.getByLabel('DV de la línea 5').fill('1');
    await press(tic, 'Corregir y revisar otra vez');
    await tic.getByRole('link', { name: 'correcciones.csv' }).waitFor();
    expect(await tic.getByLabel('DV de la línea 5').inputValue()).toBe('1');
    expect(await stage.services.store.persons.countDocuments({})).toBe(0);
    await press(tic, 'Cargar la lista');
    await tic.getByRole('link', { name: 'Hacer una campaña con ella' }).waitFor();
    expect(await stage.services.store.persons.countDocuments({})).toBe(3);
    await menu(tic, 'Listas');
    await looksRight(tic, 'lists');
  }, 240_000);

  it('makes a campaign, tries it, and begins it', async () => {
    const digera = await signedIn('digera');
    await menu(digera, 'Campañas');
    await digera.getByRole('link', { name: 'Nueva campaña' }).click();
    await digera.getByLabel(/^Programa/).selectOption('minsal');
    await digera.getByLabel(/^Nombre/).fill('no-ges-1');
    await digera.getByLabel(/^Universo/).fill('waits>=1');
    await digera.getByLabel(/^Presupuesto/).fill('100000');
    await press(digera, 'Hacer el borrador');
    await digera.getByRole('alert').waitFor(); // there is no such field
    await looksRight(digera, 'campaign-new');
    await digera.getByLabel(/^Universo/).fill('wait>=1');
    await press(digera, 'Contar primero');
    await digera.getByRole('link', { name: 'Seguir con este universo' }).click();
    await press(digera, 'Hacer el borrador');
    await digera.waitForURL(/campaigns\/minsal/);
    await press(digera, 'Ensayar');
    await digera.getByRole('link', { name: 'Volver a la campaña' }).waitFor();
    await looksRight(digera, 'campaign-tried');
    await digera.getByRole('link', { name: 'Volver a la campaña' }).click();
    await looksRight(digera, 'campaign-draft');
    await digera.getByLabel('Un teléfono propio, con su país').fill('+56961000095');
    await press(digera, 'Enviar la prueba');
    await looksRight(digera, 'campaign-test');
    await digera.getByRole('link', { name: /Volver a/ }).click();
    for (const what of ['Universo aprobado', /Línea de información/, 'Mensaje de prueba leído'])
      await press(digera, typeof what === 'string' ? `Confirmar: ${what}` : /Confirmar: Línea/);
    await press(digera, /Empezar la primera tanda/);
    expect((await stage.services.store.campaigns.findOne({}))?.state).toBe('draft');
    await looksRight(digera, 'campaign-sure');
    await press(digera, 'Sí, empezar');
    await digera.getByRole('link', { name: 'Volver a la campaña' }).waitFor();
    stage.pass(60_000); // at the campaign's pace
    await stage.settle();
    expect(await stage.services.store.messages.countDocuments({ direction: 'out' })).toBeGreaterThanOrEqual(3);
    await digera.getByRole('link', { name: 'Volver a la campaña' }).click();
    await looksRight(digera, 'campaign');
  }, 240_000);

  it('hears the answers, and two people let one leave', async () => {
    const [gone, needs] = PEOPLE.map(({ phone }) => stage.address(`+56${phone}`));
    for (const words of ['1', '4', '3', `${String(PEOPLE[0]?.run).slice(-4)} 1962`, '1', '1', '1'])
      await stage.says(gone ?? '', words);
    for (const words of ['1', '1', '1']) await stage.says(needs ?? '', words);
    stage.pass(73 * HOUR);
    await stage.settle();
    // A newer list still shows it open.
    const tic = await signedIn('tic');
    await sendList(tic, 'lista-2.csv', [
      ...PEOPLE.map((each) => rowOf(each)),
      rowOf({ run: 15_000_000, phone: '961000095', folio: '47000099' }),
    ]);
    await press(tic, 'Cargar la lista');
    await tic.getByRole('link', { name: 'Hacer una campaña con ella' }).waitFor();
    const people = await stage.services.store.persons.find({}).toArray();
    await checkAlive(stage, people.map(({ _id }) => ({ person: _id, entries: [], addresses: [] }))); // prettier-ignore
    await propose(stage.services, stage.programme);
    for (const name of ['ana', 'luis']) {
      stage.pass(11 * 60_000);
      const page = await signedIn(name);
      await looksRight(page, 'overview');
      await menu(page, 'Revisiones');
      await looksRight(page, 'reviews');
      await page.locator('tbody a').first().click();
      await looksRight(page, 'review');
      await press(page, 'Aprobar el egreso');
      await page.waitForLoadState();
    }
    const entry = `minsal:sigte:${PEOPLE[0]?.folio ?? ''}`;
    expect(await stateOf(stage, entry)).toBe('approved');
  }, 240_000);

  it('makes the file for SIGTE and reads its answer', async () => {
    const digera = await signedIn('digera');
    await menu(digera, 'Egresos');
    // What would leave is counted first: the page comes without it and asks again.
    const unsigned = digera.getByRole('button', { name: /Firmar/ });
    await unsigned.first().waitFor();
    for (let left = await unsigned.count(); left > 0; left -= 1) {
      await digera.getByLabel('Qué encontró').first().fill('son pocas, miradas una a una');
      await unsigned.first().click();
      // The page that has it signed is there: of the one that goes, none can be counted.
      await unsigned.nth(left - 1).waitFor({ state: 'detached' });
    }
    const ana = await signedIn('ana');
    await menu(ana, 'Egresos');
    await press(ana, /Archivo de egresos para SIGTE/);
    await looksRight(ana, 'export-sure');
    await ana.getByLabel(/Establecimiento/).fill('113999');
    await ana.getByLabel(/RUN del profesional/).fill('12345678-5');
    await press(ana, 'Sí, hacer el archivo');
    // The file is made first, which takes as long as the machine is busy.
    const made = ana.getByRole('link', { name: 'egresos-sigte.csv' });
    const refused = ana.getByRole('alert');
    await made.or(refused).first().waitFor({ timeout: 120_000 });
    expect(await refused.allInnerTexts()).toEqual([]);
    const [download] = await Promise.all([ana.waitForEvent('download'), made.click()]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text.trim().split('\r\n')).toHaveLength(2);
    expect(text).toContain(PEOPLE[0]?.folio);
    const entry = `minsal:sigte:${PEOPLE[0]?.folio ?? ''}`;
    expect(await stateOf(stage, entry)).toBe('exported');
    const answer = join(folder, 'respuesta.csv');
    writeFileSync(answer, `SIGTE_ID;ESTADO;MOTIVO\n${PEOPLE[0]?.folio ?? ''};ACEPTADO;\n`);
    await menu(ana, 'Egresos');
    await ana.getByLabel(/Respuesta de SIGTE/).setInputFiles(answer);
    await press(ana, 'Leer la respuesta');
    await ana.getByText('Aceptadas por SIGTE').waitFor();
    await looksRight(ana, 'answer');
    expect(await stateOf(stage, entry)).toBe('accepted');
    expect((await stage.services.store.entries.findOne({ _id: entry }))?.state).toBe('closed');
    await menu(ana, 'Egresos');
    await looksRight(ana, 'discharges');
    // The person is told, with a day until which it can be undone.
    await stage.settle();
    expect(stage.sent.at(-1)?.keys).toEqual(['discharge.notice']);
  }, 240_000);
});
