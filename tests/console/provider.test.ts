/** Colleagues come in by the identity provider of their house: a real one over HTTP, that signs what it says. */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { staffProvider } from '../../src/console/provider.js';
import { addUser } from '../../src/discharge/users.js';
import { mayLeaveOut, openBrowser } from '../support/browser.js';
import { openWeb, type OpenWeb } from '../support/console.js';
import { openIdServer, type OpenIdServer } from '../support/openid-server.js';
import { MINUTE, TestStage } from '../support/services.js';

const SHOTS = process.env['VIGENTE_SHOTS'];

describe('sign-in by the identity provider of the house', () => {
  let stage: TestStage;
  let site: OpenWeb;
  let house: OpenIdServer;
  const settings = (claim: string) => ({
    STAFF_OIDC_ISSUER: house.issuer, STAFF_OIDC_CLIENT_ID: 'us', STAFF_OIDC_CLIENT_SECRET: 'secret', STAFF_OIDC_NAME: 'la cuenta del Ministerio',
    STAFF_OIDC_CLAIM: claim, STAFF_OIDC_SCOPE: 'openid profile email',
  }); // prettier-ignore
  beforeAll(async () => {
    stage = await TestStage.open();
    house = await openIdServer();
    await addUser(stage.services, { name: 'tic', role: 'TIC', services: [], by: null });
    await addUser(stage.services, { name: 'ana', role: 'DARS', services: [], by: 'tic' });
    await addUser(stage.services, { name: 'luis@salud.cl', role: 'operator', services: [], by: 'tic' });
    await stage.services.store.users.updateOne({ _id: 'luis@salud.cl' }, { $set: { state: 'disabled' } });
    site = await openWeb(stage.services, [], { staff: staffProvider(settings('preferred_username')) });
  });
  afterAll(async () => {
    house.close();
    await site.close();
    await stage.close();
  });
  beforeEach(() => {
    Object.assign(house, { claims: { preferred_username: 'ana' }, more: {}, nonce: '' });
  });

  const get = (path: string, cookie = '') =>
    fetch(`${site.address}${path}`, { redirect: 'manual', headers: { cookie } });
  const cookiesOf = (response: Response) => response.headers.getSetCookie().map((each) => each.split(';')[0]).join('; '); // prettier-ignore
  /** What a browser does: there, and back with a code. */
  async function goThere(): Promise<{ readonly path: string; readonly cookie: string; readonly set: string }> {
    const there = await get('/console/sign-in/provider');
    const url = new URL(there.headers.get('location') ?? '');
    expect(url.searchParams.get('redirect_uri')).toBe(`${site.address}/console/sign-in/provider/back`);
    return {
      path: `/console/sign-in/provider/back?code=${house.allow(url)}&state=${url.searchParams.get('state')}`,
      cookie: cookiesOf(there),
      set: there.headers.getSetCookie().join(),
    };
  }

  it('is offered, and the key of the start opens nothing any more', async () => {
    expect(await (await get('/console/sign-in')).text()).toContain('Entrar con la cuenta del Ministerio');
    expect((await get('/console?token=key')).headers.get('location')).toBe('/console/sign-in');
  });

  it('opens what the account may see, and nothing of the way there is left', async () => {
    const { path, cookie, set } = await goThere();
    expect(set).toMatch(/HttpOnly.*SameSite=Lax/i);
    const back = await get(path, cookie);
    expect(back.status).toBe(200);
    expect(await back.text()).toContain('url=/console/start');
    const mine = cookiesOf(back);
    expect(mine).toMatch(/vigente_session=/);
    expect((await get('/console', mine)).status).toBe(200);
    const acts = await stage.services.store.audit.find({ stream: 'users' }).toArray();
    expect(acts.at(-1)?.event).toBe('["signed in by provider","ana"]');
    // The same code again, as somebody would who looked over a shoulder: their browser was asked nothing.
    expect((await get(path)).status).toBe(401);
  });

  it('lets in nobody without an account, nor with one that was closed', async () => {
    for (const name of ['maria', 'luis@salud.cl', '', { $ne: '' }, undefined]) {
      house.claims = { preferred_username: name };
      const { path, cookie } = await goThere();
      const back = await get(path, cookie);
      expect([name, back.status]).toEqual([name, 403]);
      expect(await back.text()).toContain('no hay una cuenta con ese nombre');
      expect(cookiesOf(back)).not.toMatch(/vigente_session=./);
    }
  });

  it('takes no answer to another question, too late, with another nonce, or of another browser', async () => {
    const [one, two] = [await goThere(), await goThere()];
    expect((await get(one.path, two.cookie)).status).toBe(401);
    const late = await goThere();
    stage.pass(11 * MINUTE);
    expect((await get(late.path, late.cookie)).status).toBe(401);
    house.nonce = 'another';
    const forged = await goThere();
    expect((await get(forged.path, forged.cookie)).status).toBe(401);
    expect((await get('/console/sign-in/provider/back', 'vigente_asked=AAAAAAAAAAAAAAAAAAAAAAAA')).status).toBe(401);
  });

  it('takes an address as a name only where the provider has checked it', async () => {
    await addUser(stage.services, { name: 'eva@salud.cl', role: 'DARS', services: [], by: 'tic' });
    const other = await openWeb(stage.services, [], { staff: staffProvider(settings('email')) });
    try {
      for (const [verified, status] of [
        [false, 403],
        [true, 200],
      ] as const) {
        // prettier-ignore
        house.claims = { email: 'eva@salud.cl', email_verified: verified };
        const there = await fetch(`${other.address}/console/sign-in/provider`, { redirect: 'manual' });
        const url = new URL(there.headers.get('location') ?? '');
        const back = await fetch(
          `${other.address}/console/sign-in/provider/back?code=${house.allow(url)}&state=${url.searchParams.get('state')}`,
          { redirect: 'manual', headers: { cookie: cookiesOf(there) } },
        );
        expect(back.status).toBe(status);
      }
    } finally {
      await other.close();
    }
  });

  it('that is away says so, and the password still opens', async () => {
    const away = await openWeb(stage.services, ['ana'], { staff: staffProvider({ ...settings('email'), STAFF_OIDC_ISSUER: 'http://127.0.0.1:9' }) }); // prettier-ignore
    try {
      const there = await fetch(`${away.address}/console/sign-in/provider`, { redirect: 'manual' });
      expect(there.status).toBe(502);
      expect(await there.text()).toContain('no responde');
    } finally {
      await away.close();
    }
    expect(() => staffProvider({ ...settings('email'), STAFF_OIDC_ISSUER: 'http://login.example.org' })).toThrow(/STAFF_OIDC_ISSUER/); // prettier-ignore
  });

  (mayLeaveOut() ? it.skip : it)('is gone through in a browser, there and back from another site', async () => {
    const browser = await openBrowser();
    try {
      for (const width of [1280, 390]) {
        const page = await (await browser.newContext({ viewport: { width, height: 800 }, locale: 'es-CL' })).newPage();
        await page.goto(`${site.address}/console/sign-in`);
        expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
        if (SHOTS) await page.screenshot({ path: `${SHOTS}/sign-in-provider-${width}.png` });
        await page.getByRole('link', { name: 'Entrar con la cuenta del Ministerio' }).click();
        await page.waitForURL('**/console');
        expect(await page.locator('h1').innerText()).toBe('Resumen');
        expect(await page.locator('.out span').innerText()).toContain('ana');
      }
    } finally {
      await browser.close();
    }
  });
});
