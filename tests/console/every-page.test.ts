/**
 * Every page of the console, and the pages before it, in a real browser on a phone and on a desk: nothing wrong by WCAG 2.2 AA, nothing wider
 * than the screen, no complaint of the browser, light enough for a slow link. `VIGENTE_SHOTS=folder` keeps a picture of each.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ROLES, type Role } from '../../src/domain/role.js';
import { mayLeaveOut, openBrowser } from '../support/browser.js';
import { signIn } from '../support/console.js';
import { EVERYTHING } from '../support/everything.js';
import { consoleRoutes } from '../support/routes.js';
import { fullConsole, type FullConsole } from './full-console.js';

const inBrowser = mayLeaveOut() ? describe.skip : describe;
const shots = process.env['VIGENTE_SHOTS'];
/** Parts that a page asks for, and files. */
const NO_PAGE = /\/(figures|table|part|lines)$|\/files\//;
/** The first page, with all that it needs. */
const MOST_BYTES = 150_000;
/** Without a simulator there is no telephone to play with: the page says so. */
const MISSING = ['/chat', '/no-such-page'];
const BEFORE = ['/', '/api/docs', '/console/sign-in', ...MISSING];

inBrowser('every page', () => {
  let full: FullConsole;
  let browser: Browser;
  const pages = new Map<Role | null, Page>();
  let path = '';
  let bytes = 0;
  const complaints: string[] = [];
  const visited: string[] = [];

  beforeAll(async () => {
    full = await fullConsole();
    browser = await openBrowser();
    for (const role of [null, ...ROLES]) pages.set(role, await pageOf(role));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await full?.close();
  });

  async function pageOf(role: Role | null): Promise<Page> {
    const context = await browser.newContext({ locale: 'es-CL', colorScheme: EVERYTHING ? 'dark' : 'light' });
    if (role) {
      const [name = '', value = ''] = (await signIn(full.site.address, `u${role}`)).cookie.split('=');
      await context.addCookies([{ name, value, url: full.site.address }]);
    }
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 40[34]/.test(message.text()))
        complaints.push(`${path}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
    page.on('response', (response) => (bytes += Number(response.headers()['content-length'] ?? 0)));
    return page;
  }

  /** As whoever may read it; null = nobody may. */
  async function opened(): Promise<Page | null> {
    const missing = path.endsWith('/x') || MISSING.includes(path);
    for (const role of BEFORE.includes(path) ? [null] : ROLES) {
      const page = pages.get(role);
      bytes = 0;
      const response = await page?.goto(full.site.address + path);
      if (page && response?.status() === (missing ? 404 : 200)) return page;
    }
    return null;
  }

  async function looksRight(page: Page, name: string): Promise<void> {
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      if (width === 390 || EVERYTHING) {
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze();
        for (const { id, nodes } of violations)
          complaints.push(`${name} at ${width}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      }
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (wide > width) complaints.push(`${name} at ${width}: ${wide} wide`);
      if (shots) await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
    }
  }

  it('can be read by everybody, on any screen', async () => {
    for (path of [...BEFORE, ...full.paths.filter((each) => !NO_PAGE.test(each))]) {
      const page = await opened();
      if (page) {
        visited.push(path);
        const light = bytes < MOST_BYTES || path.startsWith('/api');
        if (!light) complaints.push(`${path}: ${bytes} bytes`);
        const name = decodeURIComponent(path).replace(/^\//, '').replace(/[^\w]+/g, '-').slice(0, 60) || 'home'; // prettier-ignore
        await looksRight(page, name);
      } else complaints.push(`${path}: nobody may see it`);
    }
    expect(complaints).toEqual([]);
  }, 240_000);

  it('was looked at: none is left out', () => {
    const missing = consoleRoutes(full.site.web)
      .filter((route) => route.startsWith('GET ') && !NO_PAGE.test(route))
      .map((route) => route.slice('GET '.length))
      .filter((pattern) => {
        const address = new RegExp(`^${pattern.replace(/:\w+/g, '[^/?]+')}(\\?.*)?$`);
        return !visited.some((path) => address.test(path));
      });
    expect(missing).toEqual([]);
  });
});
