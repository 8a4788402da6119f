import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOW_TO_INSTALL } from '../../src/channels/web/botkit.js';
import { UserError } from '../../src/domain/failure.js';
import { ChatBrowser, eventsOf } from '../support/chat.js';
import { doorOf, openSite, serve, type Site } from '../support/site.js';

let site: Site;
let people: readonly string[];
beforeAll(async () => {
  site = await openSite();
  people = await new ChatBrowser(site.address).people();
}, 60_000);
afterAll(() => site?.stop());

let next = 0;
/** Somebody whom no other test plays. */
function somebody(): string {
  const path = people[next];
  next += 1;
  if (path === undefined) throw new Error('nobody is left to play');
  return path;
}

async function playing(path: string): Promise<{ browser: ChatBrowser; page: string }> {
  const browser = new ChatBrowser(site.address);
  return { browser, page: await (await browser.get(path)).text() };
}

const newsOf = (page: string): string => (/data-news="([^"]+)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&');

describe('a chat page', () => {
  it('belongs to a session whose cookie no script and no other page can use', async () => {
    const { browser, page } = await playing(somebody());
    expect(browser.setCookie).toMatch(/^vigente_chat=[\w-]{43}; Path=\/chat; HttpOnly; SameSite=Strict$/);
    expect(page).not.toContain((browser.cookie ?? '').split('=')[1]);
  });

  it('keeps one session for two tabs with the same person', async () => {
    const path = somebody();
    const { browser } = await playing(path);
    const first = browser.cookie;
    await browser.get(path);
    expect(browser.cookie).toBe(first);
  });

  it('shows no lines and takes no words without its cookie, with a forged one, or with that of another person', async () => {
    const path = somebody();
    await playing(path);
    const none = new ChatBrowser(site.address);
    const forged = new ChatBrowser(site.address);
    forged.cookie = `vigente_chat=${'A'.repeat(43)}`;
    const { browser: other } = await playing(somebody());
    for (const browser of [none, forged, other]) {
      for (const answer of [
        await browser.get(`${path}/lines`),
        await browser.get(`${path}/news`),
        await browser.post(path, { text: 'Ya no la necesito' }),
      ]) {
        expect(answer.status).toBe(403);
        expect(await answer.text()).not.toContain('Ministerio de Salud para');
      }
    }
    const { browser } = await playing(path);
    expect(await (await browser.get(`${path}/lines`)).text()).not.toContain('Ya no la necesito');
  });

  it('ends when its browser opens somebody else', async () => {
    const [one, two] = [somebody(), somebody()];
    const { browser } = await playing(one);
    const cookie = browser.cookie;
    await browser.get(two);
    expect(browser.cookie).not.toBe(cookie);
    expect((await browser.post(one, { text: '1' })).status).toBe(403);
    browser.cookie = cookie;
    expect((await browser.post(one, { text: '1' })).status).toBe(403);
  });

  it('takes whom it plays from the session, whatever the form says', async () => {
    const [one, two] = [somebody(), somebody()];
    const { browser } = await playing(one);
    const { browser: other } = await playing(two);
    const person = decodeURIComponent(two.replace('/chat/', ''));
    const said = await (await browser.post(one, { text: 'zzz', person, user: 'session-1', from: person })).text();
    expect(said).toContain('zzz');
    expect(await (await other.get(`${two}/lines`)).text()).not.toContain('zzz');
  });

  it('is sent back whole after a form without scripts', async () => {
    const path = somebody();
    const { browser } = await playing(path);
    const answer = await browser.get(path, { method: 'POST', body: new URLSearchParams({ text: '1' }) });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, path]);
  });

  it('knows a voice note and a choice from words', async () => {
    const path = somebody();
    const { browser } = await playing(path);
    expect(await (await browser.post(path, { text: 'lo que escribía', voice: '1' })).text()).toContain('(nota de voz)');
    const lines = await (await browser.get(`${path}/lines`)).text();
    expect(lines).not.toContain('lo que escribía');
    expect((await browser.post(path, { text: '   ' })).status).toBe(200);
    expect(await (await browser.get(`${path}/lines`)).text()).toBe(lines);
  });

  it('says the cookie is for https alone where the pages are', async () => {
    const behind = await serve(site.app, { door: doorOf(() => site.app.services), secure: true });
    try {
      const browser = new ChatBrowser(behind.address);
      const [path = ''] = await browser.people();
      await browser.get(path);
      expect(browser.setCookie).toMatch(/; Secure/);
    } finally {
      await behind.stop();
    }
  });
});

describe('the news of a chat page', () => {
  it('come when the person is answered, in every tab of theirs and on no other page', async () => {
    const [path, elsewhere] = [somebody(), somebody()];
    const { browser, page } = await playing(path);
    const { browser: other, page: otherPage } = await playing(elsewhere);
    const tabs = [await browser.get(newsOf(page)), await browser.get(newsOf(page))];
    for (const tab of tabs) expect(tab.headers.get('content-type')).toBe('text/event-stream');
    const heard = tabs.map(eventsOf);
    const quiet = eventsOf(await other.get(newsOf(otherPage)));
    for (const each of [...heard, quiet]) expect(await each.next()).toBe('retry: 500');
    await browser.post(path, { text: '1' });
    for (const each of heard) expect(await each.next()).toMatch(/^id: \S+\ndata: new$/);
    // The other page hears of its own answer first: nothing came before it.
    await other.post(elsewhere, { text: '1' });
    const event = await quiet.next();
    expect(event).toContain(await lastLineOf(other, elsewhere));
    for (const each of [...heard, quiet]) await each.close();
  });

  it('tell a page that comes back what it missed', async () => {
    const path = somebody();
    const { browser, page } = await playing(path);
    await browser.post(path, { text: '1' });
    const missed = eventsOf(await browser.get(newsOf(page)));
    expect(await missed.next()).toBe('retry: 500');
    const event = await missed.next();
    await missed.close();
    const id = /^id: (\S+)/.exec(event ?? '')?.[1] ?? '';
    expect(id).toBe(await lastLineOf(browser, path));
    // Who has seen it is told nothing: the stream says first what it says next.
    const again = eventsOf(await browser.get(newsOf(page), { headers: { 'last-event-id': id } }));
    expect(await again.next()).toBe('retry: 500');
    await browser.post(path, { text: 'y otra cosa' });
    expect(await again.next()).not.toContain(`id: ${id}\n`);
    await again.close();
  });

  it('hold no word of anybody', async () => {
    const path = somebody();
    const { browser, page } = await playing(path);
    const news = eventsOf(await browser.get(newsOf(page)));
    await news.next();
    await browser.post(path, { text: 'palabrasecreta' });
    expect(await news.next()).toMatch(/^id: [\w:.-]+\ndata: new$/);
    await news.close();
  });

  it('end when the browser opens somebody else', async () => {
    const { browser, page } = await playing(somebody());
    const news = eventsOf(await browser.get(newsOf(page)));
    await news.next();
    await browser.get(somebody());
    expect(await news.next()).toBeNull();
  });

  it('wait in four tabs, and no more', async () => {
    const { browser, page } = await playing(somebody());
    const tabs: Response[] = [];
    for (let n = 0; n < 5; n++) tabs.push(await browser.get(newsOf(page)));
    expect(tabs.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    for (const tab of tabs) await tab.body?.cancel();
  });

  it('end with the server', async () => {
    const other = await serve(site.app, { door: doorOf(() => site.app.services) });
    const browser = new ChatBrowser(other.address);
    const [path = ''] = await browser.people();
    const news = eventsOf(await browser.get(newsOf(await (await browser.get(path)).text())));
    await news.next();
    const ended = news.next();
    await other.stop();
    expect(await ended).toBeNull();
  });
});

describe('without Botkit', () => {
  it('the page says what to install, and everything else runs', async () => {
    const door = doorOf(
      () => site.app.services,
      async () => {
        throw new UserError('botkit-missing', 'missing', HOW_TO_INSTALL);
      },
    );
    const bare = await serve(site.app, { door });
    try {
      const browser = new ChatBrowser(bare.address);
      const [path = ''] = await browser.people();
      const answer = await browser.get(path);
      expect(answer.status).toBe(503);
      const page = await answer.text();
      expect(page).toContain('Botkit');
      expect(page).toContain(HOW_TO_INSTALL);
      expect(browser.cookie).toBeNull();
      expect((await browser.get('/')).status).toBe(200);
    } finally {
      await bare.stop();
    }
  });
});

/** The page names the last line it shows. */
async function lastLineOf(browser: ChatBrowser, path: string): Promise<string> {
  const page = await (await browser.get(path)).text();
  return decodeURIComponent(newsOf(page).split('seen=')[1] ?? '');
}
