import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { mayLeaveOut, openBrowser } from '../support/browser.js';
import { openSite, type Site } from '../support/site.js';

const inBrowser = mayLeaveOut() ? describe.skip : describe;

inBrowser('in a real browser', () => {
  let site: Site;
  let browser: Browser;
  const problems: string[] = [];
  const open = async (width: number): Promise<Page> =>
    watched(await browser.newPage({ locale: 'es-CL', viewport: { width, height: 800 } }));
  const watched = (page: Page): Page => {
    page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));
    page.on('pageerror', (error) => void problems.push(String(error)));
    return page;
  };
  beforeAll(async () => {
    site = await openSite();
    browser = await openBrowser();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  it('a person plays a patient on a phone, and the console shows the outcome', async () => {
    const phone = await open(390);
    await phone.goto(`${site.address}/chat`);
    await phone.locator('.people a').first().click();
    await phone.getByText('Ministerio de Salud para').waitFor();
    const answer = async (text: string) => {
      await phone.locator('#text').fill(text);
      await phone.keyboard.press('Enter');
    };
    await answer('1');
    await phone.getByText('Aun necesita').first().waitFor();
    expect(await phone.locator('#text').inputValue()).toBe('');
    await answer('1');
    await phone
      .getByText(/mejor numero para avisarle|Aun necesita.*Aun necesita/s)
      .first()
      .waitFor();

    const desk = await open(1280);
    await desk.goto(`${site.address}/console?token=${site.token}`);
    await desk.getByText('La necesita', { exact: true }).first().waitFor();
    expect(desk.url()).toBe(`${site.address}/console`);
    // Nothing is wider than the screen.
    for (const page of [phone, desk]) {
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    }
    expect(problems).toEqual([]);
  }, 60_000);

  /** The program has asked; else what stands there instead. */
  const asked = async (tab: Page): Promise<void> => {
    try {
      await tab.getByText('Aun necesita').first().waitFor({ timeout: 20_000 });
    } catch {
      throw new Error(`not asked on ${tab.url()}: ${await tab.locator('body').innerText()}`);
    }
  };

  it('what is written in one tab and what is answered appear by themselves in the other', async () => {
    const [here, there] = await twoTabs(1);
    await here.locator('#text').fill('1');
    await here.keyboard.press('Enter');
    for (const tab of [here, there]) await asked(tab);
    expect(await there.locator('.line.mine').innerText()).toBe('1');
    // The page was neither loaded again nor asked on a timer: what was being typed there is still there.
    expect(await there.locator('#text').inputValue()).toBe('lo que escribo');
    expect(problems).toEqual([]);
  }, 60_000);

  it('an answer that arrives late takes nothing away that came meanwhile', async () => {
    const [here] = await twoTabs(5);
    // The answer to the form, made before the program replied, comes after the reply.
    const before = await here.locator('#lines').innerHTML();
    await here.route('**/chat/*', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      const answer = await route.fetch();
      await asked(here).catch(() => undefined); // the test itself says so below
      await route.fulfill({ response: answer, body: before });
    });
    await here.locator('#text').fill('1');
    await Promise.all([
      here.waitForResponse((each) => each.request().method() === 'POST'),
      here.keyboard.press('Enter'),
    ]);
    await here.waitForTimeout(500);
    await asked(here);
    expect(problems).toEqual([]);
  }, 60_000);

  it('a voice note leaves alone what was being typed', async () => {
    const [, there] = await twoTabs(2);
    await there.getByRole('button', { name: 'Nota de voz' }).click();
    await there.getByText('(nota de voz)').waitFor();
    expect(await there.locator('#text').inputValue()).toBe('lo que escribo');
    expect(problems).toEqual([]);
  }, 60_000);

  it('a page whose browser plays somebody else says so, and leaves the words in the field', async () => {
    const [here, there] = await twoTabs(3);
    await here.goto(`${site.address}/chat`);
    await here.locator('.people a').nth(4).click();
    await here.getByText('Ministerio de Salud para').waitFor();
    await there.getByRole('link', { name: 'Volver a abrirla' }).waitFor();
    await there.keyboard.press('Enter');
    await there.waitForFunction("document.getElementById('text').value === 'lo que escribo'");
    expect(await there.locator('.line.mine').count()).toBe(0);
    problems.length = 0; // the browser itself writes down the refusals
  }, 60_000);

  /** Two tabs of one browser with the same person; somebody is typing in the second. */
  async function twoTabs(person: number): Promise<[Page, Page]> {
    const context = await browser.newContext({ locale: 'es-CL', viewport: { width: 390, height: 800 } });
    const tabs: [Page, Page] = [watched(await context.newPage()), watched(await context.newPage())];
    for (const tab of tabs) {
      await tab.goto(`${site.address}/chat`);
      await tab.locator('.people a').nth(person).click();
      await tab.getByText('Ministerio de Salud para').waitFor();
    }
    await tabs[1].locator('#text').fill('lo que escribo');
    return tabs;
  }
});
