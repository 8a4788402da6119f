/** Two thousand hostile inputs at the API: none breaks it, none is told anything, none changes anything. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Random } from '../../src/domain/random.js';
import { stateOf } from '../discharge/stage.js';
import { leaksIn, NAMES, safe, SEEDS, sendRaw, visible, type Answer } from '../support/hostile.js';
import { servedApi, type ServedApi } from './served.js';
import { EVERYTHING } from '../support/everything.js';

let api: ServedApi;
beforeAll(async () => void (api = await servedApi()), 90_000);
afterAll(() => api.close());

const INPUTS = EVERYTHING ? 2_000 : 500;

it('hundreds of them, thousands in verify', async () => {
  const { store } = api.stage.services;
  const random = new Random(11);
  const snapshot = async () =>
    JSON.stringify([
      await store.proposals.find({}).toArray(),
      await store.users.find({}).toArray(),
      await store.campaigns.find({}).toArray(),
      await store.apiTokens.find({}).project({ usedAt: 0 }).toArray(),
    ]);
  const before = await snapshot();
  const lists = [
    'entries',
    'outcomes',
    'proposals',
    'inbox',
    'conversations',
    'campaigns',
    'discharges/dry-run',
    'users',
    'sources',
    'overview',
  ];
  const ones = ['entries', 'proposals', 'campaigns', 'programmes'];
  const acts = [
    `proposals/${encodeURIComponent(api.proposal)}/refuse`, `proposals/${encodeURIComponent(api.proposal)}/undo`, `campaigns/${api.campaign}/orders`,
    `inbox/${encodeURIComponent(api.proposal)}/answer`, 'discharges/alarms/no-contact/sign',
  ]; // prettier-ignore
  const fields = [
    'programme',
    'cursor',
    'limit',
    'state',
    'since',
    'until',
    'healthService',
    'order',
    'is',
    'from',
    'outcome',
    'careCode',
  ];
  const wrong: unknown[] = [];
  const statuses = new Map<number, number>();
  for (let each = 0; each < INPUTS; each += 1) {
    const [one, two] = [random.pick(SEEDS), random.pick(SEEDS)];
    const kind = random.pick(['path', 'id', 'query', 'json', 'form', 'header', 'token', 'key'] as const);
    // A token that may do it, or one that is none.
    const bearer = {
      authorization: `Bearer ${random.pick([api.tokens.person.DARS, api.tokens.person.DIGERA, api.tokens.away.service, api.tokens.system.TIC])}`,
    };
    const json = { ...bearer, 'content-type': 'application/json', 'idempotency-key': `hostile-${each}` };
    const at = (path: string) => `/api/v1/${path}`;
    // What was meant is never said: each lacks what the act needs, or holds it in a form that is none.
    const body = `{"why":${JSON.stringify(one)},"order":${JSON.stringify(two)},"is":{"$ne":1},"same":${JSON.stringify(two)},"programme":${JSON.stringify(one)},"__proto__":{"sure":true}}`;
    let answer: Answer;
    if (kind === 'path') answer = await send('GET', at(`${safe(one)}/${safe(two)}`), bearer);
    else if (kind === 'id') answer = await send('GET', at(`${random.pick(ones)}/${safe(one)}`), bearer);
    else if (kind === 'query')
      answer = await send(
        'GET',
        at(
          `${random.pick(lists)}?programme=minsal&${random.pick(fields)}=${safe(one)}&${random.pick(fields)}[$ne]=${safe(two)}&${encodeURIComponent(random.pick(NAMES))}=1`,
        ),
        bearer,
      );
    else if (kind === 'json')
      answer = await send('POST', at(random.pick(acts.slice(2))), json, random.chance(0.5) ? body : one);
    else if (kind === 'form')
      answer = await send(
        'POST',
        at(random.pick(acts)),
        { ...bearer, 'content-type': 'application/x-www-form-urlencoded' },
        `why=${safe(one)}`,
      );
    else if (kind === 'header')
      answer = await send('GET', at(random.pick(lists)), {
        ...bearer,
        'x-forwarded-for': visible(one),
        host: 'evil.example',
        'x-http-method-override': visible(two),
        accept: visible(one),
      });
    else if (kind === 'token')
      answer = await send('GET', at(random.pick(lists)), {
        authorization: `Bearer ${visible(one)}`,
        cookie: `vigente_session=${visible(two).replace(/[;,]/g, '')}`,
      });
    else answer = await send('POST', at(random.pick(acts)), { ...json, 'idempotency-key': visible(one) }, '{}');
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    const problem =
      answer.status < 400 || String(answer.headers['content-type']).startsWith('application/problem+json');
    const seen = /HORTENSIA|Ya no tengo/.test(answer.body) || (kind === 'token' && answer.status < 400);
    if (answer.status >= 500 || leaksIn(answer) || seen || !problem)
      wrong.push({
        kind,
        one: one.slice(0, 40),
        two: two.slice(0, 40),
        status: answer.status,
        body: answer.body.slice(0, 120),
      });
  }
  expect(wrong).toEqual([]);
  expect(statuses.get(400)).toBeGreaterThan(INPUTS / 10);
  expect(({} as { sure?: unknown }).sure).toBeUndefined();
  expect(await snapshot()).toBe(before);
  expect(await stateOf(api.stage, api.who.entry)).toBe('verified');
}, 120_000);

const send = (method: string, path: string, headers: Record<string, string>, body = '') =>
  sendRaw(api.port, method, path, headers, body);
