import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { mayLeaveOut, openBrowser } from '../support/browser.js';
import { openSite, type Site } from '../support/site.js';

const inBrowser = mayLeaveOut() ? describe.skip : describe;

inBrowser('in a real browser', () => {
  let site: Site;
  let browser: Browser;
  const problems: string[] = [];
  const open = async (width: number): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
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
});
