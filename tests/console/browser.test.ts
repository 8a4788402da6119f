/** Two people decide a case in a real browser, by the keyboard alone, on a wide and on a narrow screen; axe finds nothing on any page. */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { setPassword } from '../../src/console/passwords.js';
import { addUser } from '../../src/discharge/users.js';
import { patient } from '../support/people.js';
import { propose } from '../../src/discharge/propose.js';
import { mayLeaveOut, openBrowser } from '../support/browser.js';
import type { TestStage } from '../support/services.js';
import { dischargeStage, giveUp, stateOf, type GaveUp } from '../discharge/stage.js';
import { type OpenWeb, PASSWORD, openWeb } from '../support/console.js';

const leftOut = mayLeaveOut();
const inBrowser = leftOut ? describe.skip : describe;

inBrowser('the console in a browser', () => {
  let stage: TestStage;
  let site: OpenWeb;
  let browser: Browser;
  let who: GaveUp;

  beforeAll(async () => {
    stage = await dischargeStage();
    for (const name of ['ana', 'luis', 'digera']) await setPassword(stage.services, name, PASSWORD);
    const people = (await giveUp(stage, [patient(), patient()])) as [GaveUp, GaveUp];
    [who] = people;
    // One is left to the health service, so that its inbox is not empty.
    await stage.services.store.persons.updateOne({ _id: people[1].person }, { $set: { 'checked.unknown': true } });
    await addUser(stage.services, { name: 'osorno', role: 'service', services: [23], by: 'tic' });
    await setPassword(stage.services, 'osorno', PASSWORD);
    await propose(stage.services, stage.programme);
    site = await openWeb(stage.services);
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
    await stage.close();
  });

  /** Signed in by the keyboard alone; what the browser complains of is collected. */
  async function signedIn(
    name: string,
    width: number,
  ): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
    const context = await browser.newContext({ locale: 'es-CL', viewport: { width, height: 900 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${site.address}/console/sign-in`);
    expect(await violations(page)).toEqual([]);
    await page.focus('#name');
    await page.keyboard.type(name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await Promise.all([page.waitForURL((url) => !url.pathname.endsWith('sign-in')), page.keyboard.press('Enter')]);
    return { context, page, complaints };
  }

  /** WCAG 2.2 A and AA. */
  const violations = async (page: Page): Promise<string[]> => {
    const found = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };
  const fits = (page: Page, width: number) =>
    page.evaluate('document.documentElement.scrollWidth').then((wide) => expect(wide).toBeLessThanOrEqual(width));

  it.each([
    ['ana', 1280, 'verified'],
    ['luis', 390, 'approved'],
  ] as const)(
    '%s approves at %d pixels',
    async (name, width, state) => {
      stage.pass(11 * 60_000); // whoever had it open before has it no more
      const { context, page, complaints } = await signedIn(name, width);
      // The others are looked at on the coordinator's way (walk.test.ts).
      for (const path of ['/console/campaigns', '/console/reviews?show=all', '/console/inbox', '/console/quality']) {
        await page.goto(`${site.address}${path}`);
        expect([path, await violations(page)]).toEqual([path, []]);
        await fits(page, width);
      }
      await page.goto(`${site.address}/console/reviews`);
      await page.locator('tbody a').first().focus();
      await Promise.all([page.waitForURL(/reviews\/./), page.keyboard.press('Enter')]);
      expect(await violations(page)).toEqual([]);
      await fits(page, width);
      await page.getByRole('button', { name: 'Aprobar el egreso' }).focus();
      await Promise.all([
        page.waitForResponse((response) => response.request().method() === 'GET'),
        page.keyboard.press('Enter'),
      ]);
      await page.waitForLoadState();
      expect(await stateOf(stage, who.entry)).toBe(state);
      await page.getByRole('button', { name: 'Salir' }).click();
      await page.waitForURL(/sign-in/);
      await page.goBack();
      await page.waitForURL(/sign-in|reviews/);
      // What was seen is not kept by the browser.
      await page.reload();
      expect(page.url()).toContain('sign-in');
      expect(complaints).toEqual([]);
      await context.close();
    },
    60_000,
  );

  it('DIGERA signs what is odd', async () => {
    const { context, page, complaints } = await signedIn('digera', 390);
    await page.goto(`${site.address}/console/discharges`);
    await page.getByLabel('Qué encontró').fill('pocas: miradas una a una');
    await Promise.all([page.waitForURL(/discharges$/), page.getByRole('button', { name: /Firmar/ }).click()]);
    await page.getByText('Firmada por digera').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('a health service answers what is left to it', async () => {
    const { context, page, complaints } = await signedIn('osorno', 390);
    await page.goto(`${site.address}/console/inbox`);
    expect(await violations(page)).toEqual([]);
    await fits(page, 390);
    if (process.env['VIGENTE_SHOTS'])
      await page.screenshot({ path: `${process.env['VIGENTE_SHOTS']}/inbox.png`, fullPage: true });
    await page.getByLabel(/Nota/).fill('sigue en control');
    await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'GET'),
      page.getByRole('button', { name: 'sigue en la lista' }).click(),
    ]);
    await page.getByText('No hay nada pendiente').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('works without scripts, and nothing of it comes from elsewhere', async () => {
    const context = await browser.newContext({ locale: 'es-CL', javaScriptEnabled: false });
    const page = await context.newPage();
    const elsewhere: string[] = [];
    page.on('request', (request) => void (!request.url().startsWith(site.address) && elsewhere.push(request.url())));
    await page.goto(`${site.address}/console/sign-in`);
    await page.fill('#name', 'ana');
    await page.fill('#password', PASSWORD);
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.goto(`${site.address}/console/reviews?show=all`);
    expect(await page.locator('tbody a').count()).toBe(2);
    expect(elsewhere).toEqual([]);
    await context.close();
  });
});
