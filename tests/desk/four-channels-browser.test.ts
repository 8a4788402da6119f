/** As four-channels.test.ts, by eye: begun by SMS, gone on with on WhatsApp, half in the portal on a phone and half by an operator at the desk. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { setPassword } from '../../src/console/passwords.js';
import { talkOf } from '../../src/store/queries/talkOf.js';
import { codeIn, documentOf, openPortal, personOf, type OpenPortal } from '../portal/stage.js';
import { mayLeaveOut, openBrowser } from '../support/browser.js';
import { PASSWORD } from '../support/console.js';
import { patient, proofOf } from '../support/people.js';
import { TestStage, type Placed } from '../support/services.js';
import { operators } from './stage.js';

const inBrowser = mayLeaveOut() ? describe.skip : describe;

inBrowser('one conversation over four channels, in a browser', () => {
  let stage: TestStage;
  let site: OpenPortal;
  let browser: Browser;
  beforeAll(async () => {
    stage = await TestStage.open();
    await operators(stage, ['ana']);
    await setPassword(stage.services, 'ana', PASSWORD);
    site = await openPortal(stage);
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
    await stage.close();
  });

  const complaints: string[] = [];
  async function open(width: number): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'es-CL' });
    const page = await context.newPage();
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => complaints.push(error.message));
    return page;
  }
  const press = (page: Page, name: string | RegExp) =>
    Promise.all([
      page.waitForEvent('load'),
      page
        .getByRole('button', { name, exact: typeof name === 'string' })
        .first()
        .click(),
    ]);

  it('asks nothing twice, and has one outcome an entry', async () => {
    const who = patient({
      entries: [
        { enteredOn: '2022-03-10', careCode: '07-101', healthService: 23 },
        { enteredOn: '2023-06-10', careCode: '07-102', healthService: 23 },
        { enteredOn: '2024-01-10', careCode: '07-103', healthService: 23 },
      ],
    });
    const [placed] = (await stage.add(who)) as [Placed];
    const { person, entries, addresses } = placed;
    const [number = ''] = addresses;
    const [digits = '', year = ''] = proofOf(who).split(' ');
    await stage.settle();
    await stage.says(number, '1', { channel: 'sms' }); // it is me
    await stage.says(number, { text: 'sí, la sigo necesitando' }, { channel: 'whatsapp' }); // the first

    // The second on a phone, in the portal.
    const phone = await open(390);
    await phone.goto(`${site.address}/portal/at/minsal`);
    await phone.getByLabel('RUN').fill(documentOf(who));
    await phone.getByLabel('RUN').press('Enter');
    await phone.waitForURL('**/portal/prove');
    await press(phone, /Enviarme un código/);
    await site.afterwards.idle();
    await phone.getByLabel('Código de seis números').fill(codeIn(stage));
    await phone.getByLabel('Código de seis números').press('Enter');
    await phone.waitForURL('**/portal/home');
    await site.afterwards.idle();
    await phone.getByRole('link', { name: 'Responder ahora' }).click();
    await phone.waitForLoadState();
    const main = await phone.locator('main').innerText();
    expect(main).toContain('junio de 2023');
    expect(main).not.toContain('marzo de 2022');
    stage.pass(1_000);
    await phone
      .getByLabel(/más adelante|ahora no|por ahora/i)
      .first()
      .check();
    await press(phone, 'Enviar');
    await stage.settle();
    expect(await stage.outcome(entries[1] ?? '')).toBe('postpones');

    // They would rather talk.
    stage.pass(60_000);
    await stage.says(number, 'quiero hablar con una persona', { channel: 'whatsapp' });
    const sent = stage.sent.length;
    const desk = await open(1280);
    await desk.goto(`${site.address}/console/sign-in`);
    await desk.fill('#name', 'ana');
    await desk.fill('#password', PASSWORD);
    await Promise.all([desk.waitForURL((url) => !url.pathname.endsWith('sign-in')), desk.keyboard.press('Enter')]);
    await desk.goto(`${site.address}/console/desk`);
    await press(desk, 'Siguiente persona');
    await press(desk, 'Contestan');
    await press(desk, 'Soy yo');
    await desk.fill('#digits', digits);
    await desk.fill('#year', year);
    await press(desk, 'Comprobar');
    const script = () => desk.locator('blockquote').innerText();
    expect(await script()).toContain('enero de 2024'); // neither the first nor the second
    await press(desk, 'No');
    await press(desk, 'Me atendí en otro lado');
    const answer = async (text: string) => {
      await desk.locator('#said').fill(text);
      await Promise.all([desk.waitForEvent('load'), desk.locator('#said').press('Enter')]);
    };
    await answer('Clínica Alemana de Osorno');
    await answer('marzo de 2025');
    await press(desk, 'Sí, dejo mi lugar');
    await press(desk, /^Sí/); // read back once more
    await press(desk, 'Terminar la llamada');
    await stage.settle();
    expect(stage.sent.length).toBe(sent); // the program kept silent meanwhile

    const outcomes = await stage.services.store.outcomes.find({ person }).sort({ at: 1 }).toArray();
    expect(outcomes.map(({ entry, is, channel }) => [entry, is, channel])).toEqual([
      [entries[0], 'stillNeeds', 'whatsapp'],
      [entries[1], 'postpones', 'portal'],
      [entries[2], 'attendedElsewhere', 'operator'],
    ]);
    expect(await stage.services.store.conversations.countDocuments({ person })).toBe(1);
    // Each need was asked once, wherever; the second stood open on WhatsApp when they opened the portal.
    const texts = (await talkOf(stage.services.store, await personOf(stage, placed)))
      .filter(({ by }) => by === 'vigente')
      .map(({ text }) => text);
    const asked = (month: string) => texts.filter((text) => text.includes(month));
    expect([asked('marzo de 2022'), asked('junio de 2023')].map(({ length }) => length)).toEqual([1, 2]);
    // The portal knows what was said on the telephone, and asks nothing any more.
    await phone.goto(`${site.address}/portal/home`);
    expect(await phone.getByRole('link', { name: 'Responder ahora' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  }, 240_000);
});
