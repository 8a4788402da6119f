/** In by an identity provider: a real one over HTTP on this machine, that signs what it says. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { identityProvider } from '../../src/portal/oidc.js';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';
import { Browser, documentOf, openPortal, type OpenPortal } from './stage.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the identity provider', () => {
  let stage: TestStage;
  let portal: OpenPortal;
  let server: Server;
  let issuer: string;
  /** Who signs in there, and the nonce it answers to; '' = the one that was asked with. */
  let run = 0;
  let nonce = '';
  const asked = new Map<string, { readonly nonce: string; readonly challenge: string }>();

  beforeAll(async () => {
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', issuer);
      const json = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
      if (url.pathname.endsWith('openid-configuration'))
        return json({
          issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`,
          userinfo_endpoint: `${issuer}/userinfo`, response_types_supported: ['code'], subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        }); // prettier-ignore
      if (url.pathname === '/keys') return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'k' }] });
      if (url.pathname === '/userinfo') return json({ sub: 's', RolUnico: { numero: run, DV: runCheckDigit(run), tipo: 'RUN' } });
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        const form = new URLSearchParams(body);
        const before = asked.get(form.get('code') ?? '');
        const proof = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
        if (!before || proof !== before.challenge) return response.writeHead(400).end('{"error":"invalid_grant"}');
        const now = Math.floor(Date.now() / 1000);
        const claims = { iss: issuer, aud: 'us', sub: 's', iat: now, exp: now + 60, nonce: nonce || before.nonce };
        const text = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}`;
        const signature = sign('sha256', Buffer.from(text), privateKey).toString('base64url');
        return json({ access_token: 'a', token_type: 'Bearer', id_token: `${text}.${signature}` });
      });
    }); // prettier-ignore
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stage = await TestStage.open();
    const provider = await identityProvider(
      {
        OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'us', OIDC_CLIENT_SECRET: 'secret', OIDC_NAME: 'ClaveÚnica', OIDC_DOCUMENT_CLAIM: 'RolUnico',
        OIDC_SCOPE: 'openid run', OIDC_PROGRAMME: undefined,
      },
      stage.services.programmes,
    ); // prettier-ignore
    if (!provider) throw new Error();
    portal = await openPortal(stage, { provider });
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await portal.close();
    await stage.close();
  });

  /** What a browser does: to the provider, and back with its code. */
  async function goThere(browser: Browser): Promise<string> {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const there = await fetch(`${portal.address}/portal/provider`, { redirect: 'manual', headers: { cookie } });
    const url = new URL(there.headers.get('location') ?? '');
    const code = randomBytes(8).toString('hex');
    asked.set(code, { nonce: url.searchParams.get('nonce') ?? '', challenge: url.searchParams.get('code_challenge') ?? '' });
    return `/portal/provider/back?code=${code}&state=${url.searchParams.get('state')}`;
  } // prettier-ignore

  it('opens level 3 to whom it names, and to nobody else', async () => {
    const someone = patient();
    const other = patient();
    await stage.add(someone, other);
    const browser = new Browser(portal.address);
    const enter = () => browser.post('/portal/enter', { programme: 'minsal', document: documentOf(someone) });

    await enter();
    run = other.run; // somebody else signs in there
    expect((await browser.get(await goThere(browser))).path).toBe('/portal/prove');
    run = someone.run;
    const back = await goThere(browser);
    expect((await browser.get(back.replace(/state=.*/, 'state=another'))).path).toBe('/portal/prove');
    nonce = 'another';
    expect((await browser.get(await goThere(browser))).path).toBe('/portal/prove');
    nonce = '';
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
