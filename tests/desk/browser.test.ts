/** An operator's hour with two operators at once, by the keyboard alone, in a real browser; axe finds nothing on any page. */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { setPassword } from '../../src/console/passwords.js';
import { addUser } from '../../src/discharge/users.js';
import { mayLeaveOut, openBrowser } from '../support/browser.js';
import { patient, type Patient } from '../support/people.js';
import { TestStage, type Placed } from '../support/services.js';
import { operators } from './stage.js';
import { type OpenWeb, PASSWORD, openWeb } from '../support/console.js';

const inBrowser = mayLeaveOut() ? describe.skip : describe;
const shots = process.env['VIGENTE_SHOTS'];

interface Seat {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly complaints: string[];
  readonly width: number;
}

inBrowser('the desk in a browser', () => {
  let stage: TestStage;
  let site: OpenWeb;
  let browser: Browser;
  const people: Patient[] = Array.from({ length: 4 }, (_, index) =>
    patient({ names: ['BEATRIZ', 'CARMEN', 'DELIA', 'ELENA'][index] ?? 'ANA', phones: [`+5696123456${index}`] }),
  );
  let placed: Placed[];

  beforeAll(async () => {
    stage = await TestStage.open();
    await operators(stage, ['ana', 'luis']);
    await addUser(stage.services, { name: 'sup', role: 'DARS', services: [], by: 'tic' });
    await addUser(stage.services, { name: 'line', role: 'informationLine', services: [], by: 'tic' });
    await addUser(stage.services, { name: 'osorno', role: 'service', services: [23], by: 'tic' });
    for (const name of ['ana', 'luis', 'sup', 'line', 'osorno']) await setPassword(stage.services, name, PASSWORD);
    placed = await stage.add(...people);
    await stage.settle();
    for (const { addresses } of placed) {
      await stage.says(addresses[0] ?? '', '1');
      await stage.says(addresses[0] ?? '', 'quiero hablar con una persona');
    }
    site = await openWeb(stage.services);
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
    await stage.close();
  });

  async function seat(name: string, width: number): Promise<Seat> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'es-CL' });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${site.address}/console/sign-in`);
    await page.fill('#name', name);
    await page.fill('#password', PASSWORD);
    await Promise.all([page.waitForURL((url) => !url.pathname.endsWith('sign-in')), page.keyboard.press('Enter')]);
    return { context, page, complaints, width };
  }

  /** WCAG 2.2 A and AA, and nothing wider than the screen. */
  async function good({ page, width }: Seat, shot: string): Promise<void> {
    const found = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    expect(
      found.violations.map(({ id, nodes }) => `${shot} ${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    ).toEqual([]);
    expect([shot, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([shot, width]);
    if (shots) await page.screenshot({ path: `${shots}/${shot}-${width}.png`, fullPage: true });
  }

  /** By the keyboard alone. */
  async function press({ page }: Seat, name: string | RegExp): Promise<void> {
    await page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .focus();
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  }

  it('gives each operator another person, and reads each the dialog to its end', async () => {
    const [ana, luis] = [await seat('ana', 1280), await seat('luis', 390)];
    for (const each of [ana, luis]) {
      await each.page.goto(`${site.address}/console/desk`);
      await good(each, 'desk');
    }
    const seen: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      await Promise.all([press(ana, 'Siguiente persona'), press(luis, 'Siguiente persona')]);
      const names = await Promise.all([ana, luis].map(({ page }) => page.locator('h1').innerText()));
      expect(new Set(names).size).toBe(2);
      seen.push(...names.map((name) => name.split(' ')[0] ?? ''));
      for (const [at, each] of [ana, luis].entries()) {
        const who = people.find(({ names: given }) => given === seen.at(at - 2)?.toUpperCase()) as Patient;
        // Before it is proved who speaks, the page tells nothing of health but what they said themselves.
        expect(await each.page.locator('.say').count()).toBe(0);
        if (round === 0) await good(each, 'task');
        await press(each, 'Contestan');
        expect(await each.page.locator('blockquote').innerText()).toContain('¿Con quién hablo?');
        if (round === 0) await good(each, 'call');
        await press(each, 'Soy yo');
        await each.page.locator('#digits').focus();
        await each.page.keyboard.type(String(who.run).slice(-4));
        await each.page.keyboard.press('Tab');
        await each.page.keyboard.type(who.birthDate.slice(0, 4));
        if (round === 0) await good(each, 'proof');
        await press(each, 'Comprobar');
        expect(await each.page.locator('blockquote').innerText()).toContain('marzo de 2023');
        if (round === 0) await good(each, 'script');
        await press(each, 'Sí');
        await press(each, 'Sí'); // the number is the right one
        expect(await each.page.locator('blockquote').innerText()).toContain('Mantiene su lugar');
        if (round === 0) await good(each, 'over');
        await press(each, 'Terminar la llamada');
      }
    }
    expect(seen.sort()).toEqual(['Beatriz', 'Carmen', 'Delia', 'Elena']);
    await press(ana, 'Siguiente persona');
    expect(await ana.page.locator('[role=status]').innerText()).toContain('No hay nada que tomar');
    for (const { entries } of placed) expect(await stage.outcome(entries[0] ?? '')).toBe('stillNeeds');
    expect(await stage.services.store.outcomes.countDocuments({ channel: 'operator' })).toBe(4);
    expect([...ana.complaints, ...luis.complaints]).toEqual([]);
    await ana.context.close();
    await luis.context.close();
  }, 240_000);

  it('takes a question to the supervisor and back, and something to the health service', async () => {
    const [late] = (await stage.add(patient({ names: 'FRESIA' }))) as [Placed];
    await stage.settle();
    await stage.says(late.addresses[0] ?? '', 'quiero hablar con una persona');
    const ana = await seat('ana', 390);
    await ana.page.goto(`${site.address}/console/desk`);
    await press(ana, 'Siguiente persona');
    await ana.page.fill('#text', 'Su hija dice que vive con ella. ¿Puedo hablar con la hija?');
    await press(ana, 'Preguntar al supervisor');
    const sup = await seat('sup', 1280);
    await sup.page.goto(`${site.address}/console/desk/supervision`);
    expect(await sup.page.locator('article').innerText()).toContain('vive con ella');
    await good(sup, 'supervision');
    await sup.page.getByLabel('Decisión').fill('Solo con ella misma; anote la hora en que está.');
    await press(sup, 'Decidir y devolver');
    await press(ana, 'Siguiente persona');
    await ana.page.getByText('Solo con ella misma').waitFor();
    await ana.page.fill('#text', 'No hay cómo hablar con ella: que el consultorio la visite.');
    await ana.page.selectOption('#to', 'service');
    await press(ana, 'Pasar');
    const osorno = await seat('osorno', 390);
    await osorno.page.goto(`${site.address}/console/desk/services`);
    await osorno.page.getByText('que el consultorio la visite').waitFor();
    await good(osorno, 'services');
    await osorno.page.getByLabel('Qué se hizo').fill('Visitada en su casa.');
    await press(osorno, 'Resuelto');
    await osorno.page.getByText('No hay nada pendiente').waitFor();
    for (const each of [ana, sup, osorno]) {
      expect(each.complaints).toEqual([]);
      await each.context.close();
    }
  }, 240_000);

  it('finds somebody by telephone, lets a person write, and tells a caller that we wrote', async () => {
    const sup = await seat('sup', 390);
    await sup.page.goto(`${site.address}/console/conversations`);
    await good(sup, 'conversations');
    await sup.page.fill('#asked', '9 6123 4560');
    await Promise.all([sup.page.waitForEvent('load'), sup.page.keyboard.press('Enter')]);
    await good(sup, 'conversation');
    expect(sup.page.url()).not.toContain('61234560');
    await press(sup, 'Escribir yo');
    await good(sup, 'write');
    // A ready-made reply stands in the message, and is sent by nothing but sending it.
    await sup.page.getByRole('link', { name: /Lo estoy revisando/ }).click();
    await sup.page.waitForURL(/reply=/);
    const message = sup.page.getByLabel('Mensaje');
    expect(await message.inputValue()).toContain('Lo estoy revisando');
    await stage.settle();
    expect(stage.sent.filter(({ text }) => text.includes('Lo estoy revisando'))).toEqual([]);
    await press(sup, 'Enviar');
    await stage.settle();
    expect(stage.sent.filter(({ text }) => text.includes('Lo estoy revisando'))).toHaveLength(1);
    // What the person says appears by itself, and what is being typed stays.
    await message.fill('Un momento, ya le');
    await stage.says(stage.address('+56961234560'), 'muchas gracias señorita');
    await sup.page.getByText('muchas gracias señorita').waitFor();
    expect(await message.inputValue()).toBe('Un momento, ya le');
    await press(sup, 'Devolver al programa');
    expect(sup.complaints).toEqual([]);
    const line = await seat('line', 390);
    await line.page.goto(`${site.address}/console/line`);
    await line.page.fill('#asked', '+56961234560');
    await Promise.all([line.page.waitForEvent('load'), line.page.keyboard.press('Enter')]);
    await line.page.getByText('Sí: le escribimos el').waitFor();
    expect(await line.page.content()).not.toMatch(/Beatriz|07-101|Osorno/i);
    await good(line, 'line');
    expect(line.complaints).toEqual([]);
    await sup.context.close();
    await line.context.close();
  }, 240_000);
});
