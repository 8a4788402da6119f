/** Whoever looks for what was said some days ago goes back page by page, and finds every conversation once. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addUser } from '../../src/discharge/users.js';
import { openWeb, signIn, type OpenWeb } from '../support/console.js';
import { patient } from '../support/people.js';
import { MINUTE, TestStage } from '../support/services.js';

let stage: TestStage;
let site: OpenWeb;
/** Of the first service, and of another. */
const COUNTS = { 23: 85, 1: 10 } as const;
beforeAll(async () => {
  stage = await TestStage.open();
  await addUser(stage.services, { name: 'tic', role: 'TIC', services: [], by: null });
  await addUser(stage.services, { name: 'ana', role: 'DARS', services: [], by: 'tic' });
  await addUser(stage.services, { name: 'osorno', role: 'DARS', services: [23], by: 'tic' });
  site = await openWeb(stage.services, ['ana', 'osorno']);
  for (const [service, count] of Object.entries(COUNTS)) {
    await stage.add(
      ...Array.from({ length: count }, () =>
        patient({ entries: [{ enteredOn: '2023-03-10', careCode: '07-101', healthService: Number(service) }] }),
      ),
    );
    await stage.settle();
    stage.pass(MINUTE);
  }
});
afterAll(async () => {
  await site.close();
  await stage.close();
});

/** Every page, from the newest on. */
async function walk(name: string): Promise<{ readonly pages: string[][]; readonly texts: string[] }> {
  const { get } = await signIn(site.address, name);
  const pages: string[][] = [];
  const texts: string[] = [];
  for (let path: string | undefined = '/console/conversations'; path !== undefined;) {
    const text: string = await (await get(path)).text();
    texts.push(text);
    pages.push([...text.matchAll(/href="\/console\/conversations\/([\w-]+)"/g)].map(([, id]) => id ?? ''));
    path = /href="(\/console\/conversations\?before=[^"]+)"/.exec(text)?.[1];
  }
  return { pages, texts };
}

it('shows each once, newest first; the first page alone goes on by itself', async () => {
  const { pages, texts } = await walk('ana');
  expect(pages.flat()).toHaveLength(95);
  expect(new Set(pages.flat()).size).toBe(95);
  expect(pages[0]).toHaveLength(40);
  expect(texts.map((text) => text.includes('hx-trigger="every 2s"'))).toEqual(texts.map((_, at) => at === 0));
  expect(texts[1]).toContain('Las más nuevas');
});

it('shows whoever sees one service theirs, and all of them', async () => {
  const { pages } = await walk('osorno');
  expect(new Set(pages.flat()).size).toBe(85);
  expect(pages.flat()).toHaveLength(85);
});

it('begins with the newest when the place is none', async () => {
  const { get } = await signIn(site.address, 'ana');
  for (const place of ['x', '1', '$gt', '1764500000000.<b>'])
    expect(await (await get(`/console/conversations?before=${encodeURIComponent(place)}`)).text()).toContain(
      'every 2s',
    );
});
