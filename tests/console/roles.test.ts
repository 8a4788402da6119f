/** Every route of the console × every role: a route that is not in the table fails, as does one that lets in whom the table does not. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addUser } from '../../src/discharge/users.js';
import { ROLES, type Role } from '../../src/domain/role.js';
import { dischargeStage } from '../discharge/stage.js';
import type { TestStage } from '../support/services.js';
import { consoleRoutes } from '../support/routes.js';
import { type OpenWeb, openWeb, signIn } from '../support/console.js';

const SEE_ALL: readonly Role[] = ['DIGERA', 'DARS', 'TIC', 'HospitalDigital', 'ENTEL'];
/** Open to whoever is signed in, or to anybody: what they do is tested elsewhere. */
const ANYBODY = [
  'GET /console/start',
  'POST /console/language',
  'GET /console/sign-in',
  'POST /console/sign-in',
  'POST /console/sign-out',
];
/** A job is seen by those whose part its kind is: to the others it is not there, like one that does not exist. */
const JOBS = [
  'GET /console/jobs/:id',
  'GET /console/jobs/:id/part',
  'POST /console/jobs/:id/again',
  'GET /console/jobs/:id/files/:name',
];

const TABLE: Readonly<Record<string, readonly Role[]>> = {
  'GET /console': SEE_ALL,
  'GET /console/overview/figures': SEE_ALL,
  'GET /console/conversations': ['DARS'],
  'GET /console/conversations/table': ['DARS'],
  'POST /console/conversations': ['DARS'],
  'GET /console/conversations/:id': ['DARS'],
  'GET /console/conversations/:id/lines': ['DARS'],
  'POST /console/conversations/:id': ['DARS'],
  'GET /console/conversations/:id/files/:file': ['DARS'],
  'GET /console/desk': ['DARS', 'operator'],
  'POST /console/desk/next': ['DARS', 'operator'],
  'GET /console/desk/task/files/:file': ['DARS', 'operator'],
  'POST /console/desk/task/result': ['DARS', 'operator'],
  'POST /console/desk/task/heard': ['DARS', 'operator'],
  'POST /console/desk/task/over': ['DARS', 'operator'],
  'POST /console/desk/task/note': ['DARS', 'operator'],
  'GET /console/desk/supervision': ['DARS'],
  'POST /console/desk/supervision': ['DARS'],
  'GET /console/desk/services': ['DARS', 'service'],
  'POST /console/desk/services': ['DARS', 'service'],
  'GET /console/line': ['DARS', 'informationLine'],
  'POST /console/line': ['DARS', 'informationLine'],
  'GET /console/lists': ['DIGERA', 'DARS', 'TIC'],
  'POST /console/lists': ['TIC'],
  'POST /console/lists/take': ['TIC'],
  'POST /console/lists/mend': ['TIC'],
  'GET /console/campaigns': SEE_ALL,
  'GET /console/campaigns/new': ['DIGERA'],
  'POST /console/campaigns/new': ['DIGERA'],
  'GET /console/campaigns/:id': SEE_ALL,
  'GET /console/campaigns/:id/figures': SEE_ALL,
  'POST /console/campaigns/:id/confirm': ['DIGERA'],
  'POST /console/campaigns/:id/test': ['DIGERA'],
  'POST /console/campaigns/:id/try': ['DIGERA'],
  'POST /console/campaigns/:id/start': ['DIGERA'],
  'POST /console/campaigns/:id/orders': ['DIGERA'],
  'GET /console/reviews': ['DIGERA', 'DARS', 'service'],
  'GET /console/reviews/:id': ['DIGERA', 'DARS', 'service'],
  'POST /console/reviews/:id': ['DARS'],
  'POST /console/reviews/look': ['DARS'],
  'GET /console/quality': SEE_ALL,
  'GET /console/lists/differences': ['DARS'],
  'POST /console/lists/differences': ['DARS'],
  'GET /console/discharges': ['DIGERA', 'DARS'],
  'POST /console/discharges/sign': ['DIGERA'],
  'POST /console/discharges/make': ['DARS'],
  'POST /console/discharges/answer': ['DARS'],
  'GET /console/inbox': ['DIGERA', 'DARS', 'service'],
  'POST /console/inbox': ['service'],
  'GET /console/sources': ['DIGERA', 'DARS', 'TIC'],
  'GET /console/programmes': ['DIGERA', 'TIC'],
  'GET /console/numbers': ['DIGERA', 'TIC', 'ENTEL'],
  'POST /console/numbers/resume': ['TIC'],
  'GET /console/users': ['TIC'],
  'POST /console/users/add': ['TIC'],
  'POST /console/users/password': ['TIC'],
  'POST /console/users/code': ['TIC'],
  'POST /console/users/disable': ['TIC'],
  'GET /console/audit': ['DIGERA', 'TIC'],
  'POST /console/audit/verify': ['DIGERA', 'TIC'],
};
/** These see sums or names over all services: a user with some services only gets none of them. */
const OVER_ALL = [
  'GET /console',
  'GET /console/lists',
  'GET /console/lists/differences',
  'GET /console/discharges',
  'POST /console/discharges/make',
];

let stage: TestStage;
let site: OpenWeb;

beforeAll(async () => {
  stage = await dischargeStage();
  for (const role of ROLES) {
    await addUser(stage.services, { name: `u${role}`, role, services: [], by: 'tic' });
    await addUser(stage.services, { name: `o${role}`, role, services: [23], by: 'tic' });
  }
  site = await openWeb(
    stage.services,
    ROLES.flatMap((role) => [`u${role}`, `o${role}`]),
  );
}, 60_000);
afterAll(async () => {
  await site.close();
  await stage.close();
});

/** Forms with a file. */
const FILES = ['POST /console/lists', 'POST /console/discharges/answer'];

/** A good key and nothing else: who may gets past the door, to "what is missing", "not there" or the page. */
async function knock(
  route: string,
  { cookie, key }: { readonly cookie: string; readonly key: string },
): Promise<number> {
  const [method = 'GET', pattern = ''] = route.split(' ');
  const form = FILES.includes(route) ? new FormData() : new URLSearchParams();
  form.append('key', key);
  const body = method === 'POST' ? { body: form } : {};
  const path = pattern.replace(/:\w+/g, 'x');
  const { status } = await fetch(`${site.address}${path}`, {
    method,
    redirect: 'manual',
    headers: { cookie },
    ...body,
  });
  return status;
}

it('the table names every route', () => {
  expect([...new Set(consoleRoutes(site.web))].sort()).toEqual([...Object.keys(TABLE), ...ANYBODY, ...JOBS].sort());
});

it('each role gets its part and no other', async () => {
  const wrong: unknown[] = [];
  for (const role of ROLES) {
    const [all, some] = [await signIn(site.address, `u${role}`), await signIn(site.address, `o${role}`)];
    for (const [route, roles] of Object.entries(TABLE)) {
      const status = await knock(route, all);
      if ((status !== 403) !== roles.includes(role) || status >= 500) wrong.push({ role, route, status });
      if (OVER_ALL.includes(route) && (await knock(route, some)) !== 403) wrong.push({ role, route, scope: 23 });
    }
    for (const route of JOBS) if ((await knock(route, all)) !== 404) wrong.push({ role, route });
  }
  expect(wrong).toEqual([]);
}, 60_000);

it('nobody gets anything without signing in', async () => {
  for (const route of [...Object.keys(TABLE), ...JOBS])
    expect([route, await knock(route, { cookie: '', key: '' })]).toEqual([route, 303]);
});
