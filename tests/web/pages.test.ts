import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { listen } from '../../src/web/listen.js';
import express from 'express';
import { ChatBrowser } from '../support/chat.js';
import { openSite, type Site } from '../support/site.js';

let site: Site;
beforeAll(async () => {
  site = await openSite();
}, 60_000);
afterAll(() => site.stop());

const get = (path: string, init?: RequestInit) => fetch(site.address + path, { redirect: 'manual', ...init });

/** A browser that plays the first of the list. */
async function playing(): Promise<{ browser: ChatBrowser; path: string; page: string }> {
  const browser = new ChatBrowser(site.address);
  const [path] = await browser.people();
  if (path === undefined) throw new Error('nobody to play');
  return { browser, path, page: await (await browser.get(path)).text() };
}

describe('the pages', () => {
  it('say what is running', async () => {
    const page = await (await get('/')).text();
    expect(page).toContain('Demostración');
    const people = await site.app.services.store.persons.countDocuments({});
    expect(people).toBeGreaterThan(20);
    expect(page).toContain(String(people));
  });

  it('load nothing from elsewhere and forbid scripts in the page', async () => {
    const response = await get('/');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).not.toMatch(/(src|href)="https?:/);
    for (const file of ['/vigente.css', '/htmx.js', '/chat.js']) expect((await get(file)).status).toBe(200);
  });

  it('let one play a patient: the first message comes, an answer is answered', async () => {
    const { browser, path, page } = await playing();
    expect(page).toContain('Ministerio de Salud para');
    const answered = await (await browser.post(path, { text: '1' })).text();
    expect(answered).toMatch(/Aun necesita/);
    const lines = await (await browser.get(`${path}/lines`)).text();
    expect(lines).toBe(answered);
  });

  it('write what a patient says as text, never as markup', async () => {
    const { browser, path } = await playing();
    const answered = await (await browser.post(path, { text: '<img src=x onerror=alert(1)>' })).text();
    expect(answered).not.toContain('<img');
    expect(answered).toContain('&lt;img');
  });

  it('refuse what another site makes a browser send', async () => {
    const { browser, path } = await playing();
    const response = await browser.post(path, { text: '1' }, { 'sec-fetch-site': 'cross-site' });
    expect(response.status).toBe(403);
  });

  it('know nobody by a made-up id', async () => {
    expect((await get('/chat/minsal%3Anobody')).status).toBe(404);
    expect((await get('/chat/%00')).status).toBe(404);
    expect((await get('/nothing')).status).toBe(404);
  });

  it('refuse a body that is too large, and say no more than that', async () => {
    const { browser, path } = await playing();
    const response = await browser.post(path, { text: 'x'.repeat(50_000) });
    expect(response.status).toBe(413);
    expect(await response.text()).not.toContain('xxxx');
  });
});

describe('the console', () => {
  it('opens with the token alone, which does not stay in the address', async () => {
    expect((await get('/console')).status).toBe(401);
    expect((await get('/console/conversations/table')).status).toBe(401);
    expect((await get('/console?token=wrong')).status).toBe(401);
    const entered = await get(`/console?token=${site.token}`);
    expect(entered.status).toBe(303);
    expect(entered.headers.get('location')).toBe('/console');
    const cookie = entered.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const page = await get('/console', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Conversaciones');
  });
});

describe('a port', () => {
  it('that is in use is one clear line', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(listen(express(), '127.0.0.1', port)).rejects.toMatchObject({
      code: 'port-in-use',
      exitCode: 2,
      message: `Port ${port} on 127.0.0.1 is in use.`,
    });
    await new Promise((resolve) => other.close(resolve));
  });
});
