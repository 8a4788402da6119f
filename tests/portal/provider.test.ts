/** In by an identity provider: a real one over HTTP on this machine, that signs what it says. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { identityProvider } from '../../src/portal/oidc.js';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { openIdServer, type OpenIdServer } from '../support/openid-server.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';
import { Browser, documentOf, openPortal, type OpenPortal } from './stage.js';

/** Whose identity it tells, as ClaveÚnica does when it is asked once more. */
const told = (run: number) => ({ RolUnico: { numero: run, DV: runCheckDigit(run), tipo: 'RUN' } });

describe('the identity provider', () => {
  let stage: TestStage;
  let portal: OpenPortal;
  let house: OpenIdServer;

  beforeAll(async () => {
    house = await openIdServer();
    stage = await TestStage.open();
    const provider = await identityProvider(
      {
        OIDC_ISSUER: house.issuer, OIDC_CLIENT_ID: 'us', OIDC_CLIENT_SECRET: 'secret', OIDC_NAME: 'ClaveÚnica', OIDC_DOCUMENT_CLAIM: 'RolUnico',
        OIDC_SCOPE: 'openid run', OIDC_PROGRAMME: undefined,
      },
      stage.services.programmes,
    ); // prettier-ignore
    if (!provider) throw new Error();
    portal = await openPortal(stage, { provider });
  });
  afterAll(async () => {
    house.close();
    await portal.close();
    await stage.close();
  });

  /** What a browser does: to the provider, and back with its code. */
  async function goThere(browser: Browser): Promise<string> {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const there = await fetch(`${portal.address}/portal/provider`, { redirect: 'manual', headers: { cookie } });
    const url = new URL(there.headers.get('location') ?? '');
    return `/portal/provider/back?code=${house.allow(url)}&state=${url.searchParams.get('state')}`;
  } // prettier-ignore

  it('opens level 3 to whom it names, and to nobody else', async () => {
    const someone = patient();
    const other = patient();
    await stage.add(someone, other);
    const browser = new Browser(portal.address);
    const enter = () => browser.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });

    await enter();
    house.more = told(other.run); // somebody else signs in there
    expect((await browser.get(await goThere(browser))).path).toBe('/portal/prove');
    house.more = told(someone.run);
    const back = await goThere(browser);
    expect((await browser.get(back.replace(/state=.*/, 'state=another'))).path).toBe('/portal/prove');
    house.nonce = 'another';
    expect((await browser.get(await goThere(browser))).path).toBe('/portal/prove');
    house.nonce = '';
    const stranger = new Browser(portal.address);
    await stranger.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });
    expect((await stranger.get(await goThere(browser))).path).toBe('/portal/prove'); // another's answer
    const right = await goThere(browser);
    const home = await browser.get(right);
    expect(home.path).toBe('/portal/home');
    expect(home.text).toContain('identidad comprobada');
    expect((await browser.get('/portal/data/all')).status).toBe(200);
  });
});
