/** Two thousand hostile inputs: none passes, none breaks a page, none is shown back as markup, none changes anything. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Server } from 'node:http';
import { setPassword } from '../../src/console/passwords.js';
import { propose } from '../../src/discharge/propose.js';
import { Random } from '../../src/domain/random.js';
import { listen } from '../../src/web/listen.js';
import { webApp } from '../../src/web/server.js';
import { workFolder } from '../support/work-folder.js';
import { leaksIn, NAMES, safe, SEEDS, sendRaw, visible, type Answer } from '../support/hostile.js';
import type { TestStage } from '../support/services.js';
import { dischargeStage, giveUp, stateOf, type GaveUp } from '../discharge/stage.js';
import { EVERYTHING } from '../support/everything.js';

const PASSWORD = 'caballo correcto batería grapa';
let stage: TestStage;
let server: Server;
let port: number;
let who: GaveUp;
let proposal: string;
let cookie: string;
/** The key that the forms of each session carry: what is hostile then comes from somebody who may. */
let key: string;
let admin: { readonly cookie: string; readonly key: string };

beforeAll(async () => {
  stage = await dischargeStage();
  for (const name of ['ana', 'tic', 'digera']) await setPassword(stage.services, name, PASSWORD);
  [who] = (await giveUp(stage)) as [GaveUp];
  await propose(stage.services, stage.programme);
  proposal = (await stage.services.store.proposals.findOne({}))?._id ?? '';
  const web = webApp(stage.services, {
    running: { engine: 'external', kind: 'synthetic', version: '0', channels: [] },
    consoleToken: 'key',
    workFolder: workFolder(),
    chat: null,
  });
  const { server: listening, address } = await listen(web, '127.0.0.1', 0);
  server = listening;
  port = Number(new URL(address).port);
  const signIn = async (name: string) => {
    const response = await fetch(`${address}/console/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ name, password: PASSWORD }),
    });
    const mine = response.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';
    const page = await (await fetch(`${address}/console`, { headers: { cookie: mine } })).text();
    return { cookie: mine, key: /name="key" value="([^"]+)"/.exec(page)?.[1] ?? '' };
  };
  ({ cookie, key } = await signIn('ana'));
  admin = await signIn('tic');
  expect(admin.key).not.toBe('');
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await stage.close();
});

const send = (method: string, path: string, headers: Record<string, string>, body = '') =>
  sendRaw(port, method, path, headers, body);

it('hundreds of them, thousands in verify', async () => {
  const random = new Random(3);
  const before = JSON.stringify([
    await stage.services.store.proposals.find({}).project({ claim: 0 }).toArray(),
    await stage.services.store.users.find({}).toArray(),
  ]);
  const wrong: unknown[] = [];
  let signIns = 0;
  for (let each = 0; each < (EVERYTHING ? 2_000 : 800); each += 1) {
    const [one, two] = [random.pick(SEEDS), random.pick(SEEDS)];
    const kind = random.pick(['path', 'query', 'form', 'json', 'upload', 'header', 'cookie', 'id'] as const);
    const session = random.pick([null, null, { cookie, key }, admin] as const);
    const mine: Record<string, string> = session ? { cookie: session.cookie } : {};
    const paths = [
      '/console/reviews',
      '/console/discharges',
      '/console/campaigns',
      `/console/reviews/${encodeURIComponent(proposal)}`,
      '/console',
      '/console/lists',
      '/console/sources',
      '/console/numbers',
      '/console/audit',
      '/console/users',
      '/console/campaigns/new',
      `/console/jobs/${safe(one)}`,
      `/console/jobs/x/files/${safe(two)}`,
      '/healthz',
    ];
    const posts = [
      `/console/reviews/${encodeURIComponent(proposal)}`,
      '/console/discharges/sign',
      '/console/campaigns/x/orders',
      '/console/discharges/make',
      '/console/discharges/answer',
      '/console/lists',
      '/console/lists/take',
      '/console/campaigns/new',
      '/console/campaigns/x/confirm',
      '/console/jobs/x/again',
      '/console/numbers/resume',
      '/console/users/add',
      '/console/users/password',
      '/console/users/disable',
      '/console/audit/verify',
      '/console/language',
      ...(signIns < 8 ? ['/console/sign-in'] : []),
    ];
    let answer: Answer;
    const target = random.pick(posts);
    if ((kind === 'form' || kind === 'json') && target.endsWith('sign-in')) signIns += 1;
    const rightKey = session && random.chance(0.7) ? `key=${session.key}&` : '';
    const form = `${rightKey}${encodeURIComponent(random.pick(NAMES))}=${safe(one)}&${encodeURIComponent(random.pick(NAMES))}=${safe(two)}`;
    if (kind === 'path') answer = await send('GET', `/console/${safe(one)}/${safe(two)}`, mine);
    else if (kind === 'id') answer = await send('GET', `/console/reviews/${safe(one)}`, mine);
    else if (kind === 'query')
      answer = await send(
        'GET',
        `${random.pick(paths)}?show=${safe(one)}&${safe(two)}=1&show[$ne]=x&token=${safe(two)}`,
        mine,
      );
    else if (kind === 'form')
      answer = await send('POST', target, { ...mine, 'content-type': 'application/x-www-form-urlencoded' }, form);
    else if (kind === 'upload')
      answer = await send(
        'POST',
        random.pick(['/console/lists', '/console/discharges/answer']),
        {
          ...mine,
          'content-type': random.pick([
            'multipart/form-data; boundary=b',
            'multipart/form-data',
            `multipart/form-data; boundary=${visible(one)}`,
          ]),
        },
        `--b\r\nContent-Disposition: form-data; name="key"\r\n\r\n${session?.key ?? ''}\r\n--b\r\nContent-Disposition: form-data; name="programme"\r\n\r\nminsal\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="${safe(one)}"\r\n\r\n${two}\r\n--b--\r\n`,
      );
    else if (kind === 'json')
      answer = await send(
        'POST',
        target,
        { ...mine, 'content-type': 'application/json' },
        `{"key":${JSON.stringify(one)},"__proto__":{"x":1},"what":{"$ne":1}}`,
      );
    else if (kind === 'header')
      answer = await send('GET', random.pick(paths), {
        ...mine,
        'x-forwarded-for': visible(one),
        'hx-request': visible(two),
        host: 'evil.example',
        'sec-fetch-site': 'same-origin',
      });
    else
      answer = await send('GET', random.pick(paths), {
        cookie: `vigente_session=${visible(one).replace(/[;,]/g, '')}; vigente_console=${visible(two).replace(/[;,]/g, '')}`,
      });
    const leaks = leaksIn(answer);
    // Without a session nothing of a person is ever there.
    const seen = !('cookie' in mine) && answer.body.includes('HORTENSIA');
    if (answer.status >= 500 || leaks || seen)
      wrong.push({ kind, one: one.slice(0, 40), two: two.slice(0, 40), target, status: answer.status, leaks, seen });
  }
  expect(wrong).toEqual([]);
  expect(({} as { x?: unknown }).x).toBeUndefined();
  const after = JSON.stringify([
    await stage.services.store.proposals.find({}).project({ claim: 0 }).toArray(),
    await stage.services.store.users.find({}).toArray(),
  ]);
  expect(after).toBe(before);
  expect(await stateOf(stage, who.entry)).toBe('verified');
}, 120_000);
