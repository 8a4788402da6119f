/** Tokens, limits, keys and pages: what every caller relies on. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addToken, callerOf, revokeToken } from '../../src/api/tokens.js';
import { disableUser } from '../../src/discharge/users.js';
import { purge } from '../../src/turn/purge.js';
import { patient } from '../support/people.js';
import { DAY } from '../support/services.js';
import { servedApi, type ServedApi } from './served.js';

let api: ServedApi;
beforeAll(async () => void (api = await servedApi(60)), 90_000);
afterAll(() => api.close());

describe('a token', () => {
  it('is stored as a hash, ends by itself, and opens nothing once it is revoked; both stand in the audit', async () => {
    const { services } = api.stage;
    const { token } = await addToken(services, { name: 'siggo', role: 'DARS', days: 2 });
    expect(JSON.stringify(await services.store.apiTokens.find({}).toArray())).not.toContain(token);
    expect((await api.get('/api/v1', token)).body).toMatchObject({ token: 'siggo', person: null, role: 'DARS' });
    expect((await services.store.apiTokens.findOne({ _id: 'siggo' }))?.usedAt).toBeInstanceOf(Date);
    api.stage.pass(2 * DAY + 1);
    expect((await api.get('/api/v1', token)).status).toBe(401);
    const { token: other } = await addToken(services, { name: 'siggo-2', role: 'DARS' });
    await revokeToken(services, 'siggo-2');
    expect((await api.get('/api/v1', other)).body['type']).toBe('/api/docs#token-wrong');
    const acts = (await services.store.audit.find({ stream: 'users' }).toArray()).map(({ event }) => event);
    expect(acts).toEqual(
      expect.arrayContaining([
        expect.stringContaining('"token added","siggo-2"'),
        expect.stringContaining('"token revoked","siggo-2"'),
      ]),
    );
  });

  it('of a person reaches as far as the person does now, and dies with their account', async () => {
    const { services } = api.stage;
    const { token } = await addToken(services, { name: 'ana-osorno', for: 'ana', services: [23] });
    expect((await callerOf(services, token))?.as).toMatchObject({ _id: 'ana', role: 'DARS', services: [23] });
    await services.store.users.updateOne({ _id: 'ana' }, { $set: { services: [1] } });
    expect(await callerOf(services, token)).toBeNull(); // nothing in common is not everything
    await services.store.users.updateOne({ _id: 'ana' }, { $set: { services: [] } });
    await disableUser(services, 'ana', 'tic');
    expect(await callerOf(services, token)).toBeNull();
    await expect(addToken(services, { name: 'luis-x', for: 'luis', role: 'TIC' })).rejects.toMatchObject({
      code: 'token-role',
    });
    await expect(addToken(services, { name: 'nobody-x', for: 'nobody' })).rejects.toMatchObject({
      code: 'user-unknown',
    });
  });

  it('may ask so often and no more; one that is wrong closes its address for a while and nobody else’s token', async () => {
    const { token } = await addToken(api.stage.services, { name: 'busy', role: 'TIC' });
    const all = await Promise.all(Array.from({ length: 70 }, () => api.get('/api/v1', token)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(60);
    const late = all.find(({ status }) => status === 429);
    expect(Number(late?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(late?.body['type']).toBe('/api/docs#too-many');
    const guesses = await Promise.all(Array.from({ length: 40 }, () => api.get('/api/v1', `vgt_${'x'.repeat(43)}`)));
    expect(guesses.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(20);
    expect((await api.get('/api/v1', api.tokens.system.DARS)).status).toBe(200);
  });
});

describe('a POST', () => {
  const order = { order: 'start', why: 'todo comprobado' };
  it('is carried out once for its key, however often it is sent, at once or later', async () => {
    const path = `/api/v1/campaigns/${api.campaign}/orders`;
    const token = api.tokens.system.DIGERA;
    expect((await api.post(path, token, order, null)).body['type']).toBe('/api/docs#idempotency-key-missing');
    const all = await Promise.all(Array.from({ length: 8 }, () => api.post(path, token, order, 'first-start')));
    const done = all.filter(({ status }) => status === 200);
    expect(done.length).toBeGreaterThan(0);
    expect(all.every(({ status, body }) => status === 200 || body['type'] === '/api/docs#idempotency-in-flight')).toBe(
      true,
    );
    const again = await api.post(path, token, order, 'first-start');
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([200, done[0]?.text, 'true']);
    const campaign = await api.stage.services.store.campaigns.findOne({ _id: api.campaign });
    expect(campaign?.log.filter(({ what }) => what === 'start')).toHaveLength(1);
    expect((await api.post(path, token, { ...order, why: 'otra cosa' }, 'first-start')).status).toBe(422);
    // Another token's key is another key; and a refusal is answered the same again.
    const refused = await api.post(path, api.tokens.person.DIGERA, order, 'first-start');
    expect(refused.status).toBe(409);
    expect(
      (await api.post(path, api.tokens.person.DIGERA, order, 'first-start')).headers.get('idempotency-replayed'),
    ).toBe('true');
  });

  it('is forgotten after a day, and its answer is sealed until then', async () => {
    const { services } = api.stage;
    expect(JSON.stringify(await services.store.apiAnswers.find({}).toArray())).not.toContain('enrolled');
    api.stage.pass(DAY + 1);
    await purge(services);
    expect(await services.store.apiAnswers.countDocuments({})).toBe(0);
  });
});

describe('a list', () => {
  it('is paged without a gap or a repetition, from either end, whatever the size of a page', async () => {
    const days = ['2019-05-02', '2022-01-10', '2022-01-10', '2022-01-11', '2026-11-20'];
    for (let n = 0; n < 4; n += 1)
      await api.stage.add(
        patient({
          entries: days.map((enteredOn) => ({ enteredOn, careCode: `07-1${n}0`, healthService: n % 2 === 0 ? 23 : 1 })),
        }),
      );
    const wanted = (await api.stage.services.store.entries.find({}).toArray()).sort((a, b) =>
      a.enteredOn + a._id < b.enteredOn + b._id ? -1 : 1,
    );
    for (const order of ['oldest', 'newest'] as const)
      for (const limit of [1, 3, 200]) {
        const got: string[] = [];
        let cursor: string | null = '';
        for (let pages = 0; cursor !== null && pages < 60; pages += 1) {
          const { token } = await addToken(api.stage.services, { name: `p-${order}-${limit}-${pages}`, role: 'DARS' });
          const { body } = await api.get(
            `/api/v1/entries?programme=minsal&order=${order}&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`,
            token,
          );
          got.push(...(body['items'] as { id: string }[]).map(({ id }) => id));
          cursor = body['next'] as string | null;
        }
        const ids = wanted.map(({ _id }) => _id);
        expect(got).toEqual(order === 'oldest' ? ids : ids.reverse());
      }
    expect((await api.get('/api/v1/entries?programme=minsal&cursor=nonsense', api.tokens.system.DARS)).status).toBe(
      400,
    );
  });

  it('finds an entry by its SIGTE_ID, and writes the look down', async () => {
    const { store } = api.stage.services;
    const { sigteId = '' } = (await store.entries.findOne({ _id: api.who.entry })) ?? {};
    const { body } = await api.get(`/api/v1/entries/${sigteId}`, api.tokens.system.service);
    expect(body['id']).toBe(api.who.entry);
    const looks = await store.audit.find({ stream: 'looks:minsal' }).toArray();
    expect(looks.at(-1)?.event).toContain('token:s-service');
  });
});
