/** An OpenID provider over HTTP on this machine: it signs what it says. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export interface OpenIdServer {
  readonly issuer: string;
  /** What it says of whoever signs in there. */
  claims: object;
  /** What it says only when it is asked once more. */
  more: object;
  /** The nonce it answers to; '' = the one that was asked with. */
  nonce: string;
  /** Somebody has signed in there: the code with which the browser is sent back to `url`'s redirect address. */
  allow(url: URL): string;
  close(): void;
}

export async function openIdServer(): Promise<OpenIdServer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const asked = new Map<string, { readonly nonce: string; readonly challenge: string }>();
  const server = createServer((request, response) => {
    const { issuer } = it;
    const url = new URL(request.url ?? '/', issuer);
    const json = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (url.pathname.endsWith('openid-configuration'))
      return json({
        issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`,
        userinfo_endpoint: `${issuer}/userinfo`, response_types_supported: ['code'], subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      }); // prettier-ignore
    if (url.pathname === '/keys') return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'k' }] });
    if (url.pathname === '/userinfo') return json({ sub: 's', ...it.more });
    // Whoever comes is signed in there already.
    if (url.pathname === '/authorize') {
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.search = new URLSearchParams({ code: it.allow(url), state: url.searchParams.get('state') ?? '' }).toString();
      return response.writeHead(302, { location: back.href }).end();
    }
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const before = asked.get(form.get('code') ?? '');
      const proof = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
      if (!before || proof !== before.challenge) return response.writeHead(400).end('{"error":"invalid_grant"}');
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: issuer, aud: 'us', sub: 's', iat: now, exp: now + 60, nonce: it.nonce || before.nonce, ...it.claims };
      const text = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}`;
      const signature = sign('sha256', Buffer.from(text), privateKey).toString('base64url');
      return json({ access_token: 'a', token_type: 'Bearer', id_token: `${text}.${signature}` });
    });
  }); // prettier-ignore
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const it: OpenIdServer = {
    // Another site than ours to a browser, which looks at names and not at ports.
    issuer: `http://localhost:${(server.address() as AddressInfo).port}`,
    claims: {},
    more: {},
    nonce: '',
    allow: ({ searchParams }) => {
      const code = randomBytes(8).toString('hex');
      asked.set(code, { nonce: searchParams.get('nonce') ?? '', challenge: searchParams.get('code_challenge') ?? '' });
      return code;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return it;
}
