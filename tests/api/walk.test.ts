/** The document is walked: every path is served, and every role gets its part of it and no other, at every scope. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from '../../src/domain/role.js';
import { giveUp, stateOf, type GaveUp } from '../discharge/stage.js';
import { propose } from '../../src/discharge/propose.js';
import { servedApi, type ServedApi } from './served.js';

let api: ServedApi;
beforeAll(async () => void (api = await servedApi()), 90_000);
afterAll(() => api.close());

const ALL = ROLES;
const PLAN: readonly Role[] = ['DIGERA', 'DARS', 'TIC', 'HospitalDigital', 'ENTEL'];
/** Whose part each operation is; `nowhere` = also of those who see some health services only. */
const TABLE: Readonly<Record<string, { readonly roles: readonly Role[]; readonly scoped: boolean; readonly decides?: true; readonly body?: object }>> = {
  whoAmI: { roles: ALL, scoped: true },
  listProgrammes: { roles: ALL, scoped: true },
  getWaits: { roles: ALL, scoped: true },
  routeCall: { roles: ALL, scoped: true, body: { code: '13101' } },
  getOverview: { roles: PLAN, scoped: false },
  listConversations: { roles: ['DARS'], scoped: true },
  listImports: { roles: PLAN, scoped: false },
  listSources: { roles: PLAN, scoped: false },
  listUsers: { roles: ['TIC'], scoped: true },
  listWebhooks: { roles: ['TIC'], scoped: true },
  getAuditHead: { roles: ['DIGERA', 'TIC'], scoped: true },
  listCampaigns: { roles: PLAN, scoped: true },
  getCampaign: { roles: PLAN, scoped: true },
  orderCampaign: { roles: ['DIGERA'], scoped: true, body: { order: 'pause', why: 'una prueba' } },
  listEntries: { roles: ['DIGERA', 'DARS', 'service'], scoped: true },
  getEntry: { roles: ['DIGERA', 'DARS', 'service'], scoped: true },
  listOutcomes: { roles: ['DIGERA', 'DARS', 'service'], scoped: true },
  listProposals: { roles: ['DIGERA', 'DARS', 'service'], scoped: true },
  getProposal: { roles: ['DIGERA', 'DARS', 'service'], scoped: true },
  approveProposal: { roles: ['DARS'], scoped: true, decides: true, body: {} },
  refuseProposal: { roles: ['DARS'], scoped: true, decides: true, body: { why: 'una prueba' } },
  undoProposal: { roles: ['DARS'], scoped: true, decides: true, body: { why: 'una prueba' } },
  compareProposal: { roles: ['DARS'], scoped: true, decides: true, body: { same: true } },
  dryRunDischarges: { roles: ['DIGERA', 'DARS'], scoped: false },
  listBatches: { roles: ['DIGERA', 'DARS'], scoped: false },
  signAlarm: { roles: ['DIGERA'], scoped: true, decides: true, body: { programme: 'minsal', why: 'una prueba' } },
  listInbox: { roles: ['DIGERA', 'DARS', 'service'], scoped: true },
  answerInbox: { roles: ['service'], scoped: true, decides: true, body: { is: 'keep' } },
}; // prettier-ignore

interface Described {
  readonly operationId: string;
  readonly 'x-act': string | null;
}

async function operations(): Promise<{ id: string; method: string; path: string }[]> {
  const { body } = await api.get('/api/v1/openapi.json');
  const paths = body['paths'] as Record<string, Record<string, Described>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({ id: operationId, method, path })),
  );
}

/** Things that exist nowhere: nobody's proposal is touched by the walk. */
const addressOf = (path: string, real: boolean): string => {
  const ids: Readonly<Record<string, string>> = {
    campaigns: api.campaign, entries: api.who.entry, proposals: api.proposal, programmes: 'minsal', inbox: api.proposal, alarms: 'no-contact',
  }; // prettier-ignore
  const kind = /\/(\w+)\/\{id\}/.exec(path)?.[1] ?? '';
  const id = real ? (ids[kind] ?? '') : kind === 'programmes' ? 'minsal' : 'none';
  const query = /^\/(entries|proposals|inbox|discharges\/[\w-]+)$/.test(path) ? '?programme=minsal' : '';
  return `/api/v1${path.replace('{id}', encodeURIComponent(id)).replace(/^\/$/, '')}${query}`;
};

describe('the document', () => {
  it('is OpenAPI 3.1, names every operation of the table and no other, and is served for people without a script', async () => {
    const { body, headers } = await api.get('/api/v1/openapi.json');
    expect(body['openapi']).toBe('3.1.0');
    expect(headers.get('content-type')).toContain('application/json');
    expect((await operations()).map(({ id }) => id).sort()).toEqual(Object.keys(TABLE).sort());
    const page = await api.get('/api/docs');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/<script(?! src="\/htmx\.js")/);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    for (const { path } of await operations()) expect(page.text).toContain(`/api/v1${path === '/' ? '' : path}`);
  });

  it('is served: every path asks for a token, knows its methods, and says no in the same form', async () => {
    for (const { method, path } of await operations()) {
      const address = addressOf(path, true);
      const without = method === 'get' ? await api.get(address) : await api.post(address, 'wrong', {});
      // Twenty wrong tokens of one address are enough.
      expect([401, 429]).toContain(without.status);
      expect(without.headers.get('content-type')).toContain('application/problem+json');
      expect(without.body).toMatchObject({ type: expect.stringMatching(/^\/api\/docs#/), title: expect.any(String), status: without.status, detail: expect.any(String), hint: expect.any(String) }); // prettier-ignore
      const other = await fetch(`${api.address}${address}`, { method: 'DELETE' });
      expect([other.status, other.headers.get('allow')?.toLowerCase()]).toEqual([405, method]);
    }
    expect((await api.get('/api/v1/nothing', api.tokens.system.DARS)).status).toBe(404);
  });
});

describe('role × route × scope', () => {
  it('each gets its part and no other', async () => {
    const wrong: unknown[] = [];
    for (const { id, method, path } of await operations()) {
      const { roles, scoped, decides, body } = TABLE[id] as (typeof TABLE)[string];
      for (const kind of ['system', 'person', 'away'] as const)
        for (const role of ROLES) {
          const address = addressOf(path, method === 'get');
          const token = api.tokens[kind][role];
          const answer = method === 'get' ? await api.get(address, token) : await api.post(address, token, body);
          const theirs = roles.includes(role) && (kind !== 'away' || scoped);
          const problem = String(answer.body['type'] ?? '');
          const right = !theirs
            ? problem.endsWith('#not-your-part')
            : decides && kind === 'system'
              ? problem.endsWith('#person-needed')
              : answer.status ===
                (method === 'post' || (kind === 'away' && ['getEntry', 'getProposal'].includes(id)) || id === 'getWaits'
                  ? 404
                  : 200);
          if (!right) wrong.push({ id, kind, role, status: answer.status, problem });
        }
    }
    expect(wrong).toEqual([]);
    expect(await stateOf(api.stage, api.who.entry)).toBe('verified');
  }, 120_000);

  it('of another health service gets nothing of it: neither in lists, nor by asking for it, nor in what it does', async () => {
    const { away, person } = api.tokens;
    for (const path of [
      'entries?programme=minsal',
      'outcomes',
      'proposals?programme=minsal',
      'inbox?programme=minsal&all=true',
    ]) {
      const join = path.includes('?') ? '&' : '?';
      /** A page may be short, or empty, and not the last. */
      const all = async (token: string): Promise<unknown[]> => {
        const items: unknown[] = [];
        for (let cursor: unknown = '', pages = 0; cursor !== null && cursor !== undefined && pages < 100; pages += 1) {
          const { body } = await api.get(
            `/api/v1/${path}${cursor === '' ? '' : `${join}cursor=${String(cursor)}`}`,
            token,
          );
          items.push(...(body['items'] as unknown[]));
          cursor = body['next'];
        }
        return items;
      };
      if (!path.startsWith('inbox')) expect((await all(person.DARS)).length).toBeGreaterThan(0);
      expect(await all(away.DARS)).toEqual([]);
      expect((await api.get(`/api/v1/${path}${join}healthService=23`, away.DARS)).status).toBe(403);
    }
    expect((await api.get('/api/v1/conversations', person.DARS)).body['items']).not.toEqual([]);
    expect((await api.get('/api/v1/conversations', away.DARS)).body['items']).toEqual([]);
    const proposal = encodeURIComponent(api.proposal);
    for (const what of ['approve', 'refuse', 'undo', 'compare'])
      expect(
        (await api.post(`/api/v1/proposals/${proposal}/${what}`, away.DARS, { why: 'una prueba', same: true })).status,
      ).toBe(404);
    expect((await api.post(`/api/v1/inbox/${proposal}/answer`, away.service, { is: 'keep' })).status).toBe(404);
    expect(await stateOf(api.stage, api.who.entry)).toBe('verified');
  });

  it('tells nothing that could name a patient', async () => {
    const { names, surname } = api.who.patient as unknown as { names: string; surname: string };
    const secrets = [names, surname, ...(api.who.patient.phones ?? [])].filter(Boolean);
    expect(secrets.length).toBeGreaterThan(1);
    for (const { method, path } of await operations()) {
      if (method !== 'get') continue;
      for (const role of ROLES) {
        const { text } = await api.get(addressOf(path, true), api.tokens.person[role]);
        for (const secret of secrets) expect(text).not.toContain(secret);
        expect(text).not.toContain(api.who.address);
        expect(text).not.toContain(api.who.person);
      }
    }
  });
});

describe('a decision', () => {
  it('is a person’s: two of them approve, neither twice, and the audit names them and the token', async () => {
    const { stage, tokens } = api;
    const [left] = (await giveUp(stage)) as [GaveUp];
    await propose(stage.services, stage.programme);
    const id = (await stage.services.store.proposals.findOne({ entry: left.entry }))?._id ?? '';
    const path = `/api/v1/proposals/${encodeURIComponent(id)}`;
    const first = await api.post(`${path}/approve`, tokens.person.DARS, {});
    expect([first.status, first.body['approvedBy'], first.body['state']]).toEqual([200, ['p-dars'], 'verified']);
    expect((await api.post(`${path}/approve`, tokens.person.DARS, {})).status).toBe(409);
    expect((await api.post(`${path}/refuse`, tokens.person.DARS, {})).body['errors']).toEqual([
      expect.objectContaining({ at: 'body.why' }),
    ]);
    await stage.services.store.proposals.updateOne(
      { _id: id },
      { $set: { claim: { by: 'ana', until: new Date(stage.clock.now() + 60_000) } } },
    );
    const held = await api.post(`${path}/refuse`, tokens.person.DARS, { why: 'otra prestación' });
    expect([held.status, held.body['detail']]).toEqual([409, expect.stringContaining('ana')]);
    stage.pass(61_000);
    expect((await api.post(`${path}/undo`, tokens.person.DARS, { why: 'otra prestación' })).body['state']).toBe(
      'proposed',
    );
    const acts = await stage.services.store.audit.find({ stream: 'api:p-dars' }).toArray();
    expect(acts.map(({ event }) => JSON.parse(event) as unknown[])).toEqual([
      ['api', 'approveProposal', id, 'p-dars', 200],
      ['api', 'undoProposal', id, 'p-dars', 200],
    ]);
  });
});
