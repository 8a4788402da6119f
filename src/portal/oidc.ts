/**
 * An identity provider over OpenID Connect (ClaveÚnica, Cl@ve, SPID …): it says who somebody is, which is assurance 3. Code flow with PKCE; what
 * comes back is tied to the session that asked. openid-client checks issuer, audience, signature, time and nonce.
 */
import * as oidc from 'openid-client';
import type { Config } from '../config.js';
import { parseDocument, type DocumentNumber } from '../domain/document-number.js';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';

/** What must come back as it went. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface IdentityProvider {
  readonly name: string;
  readonly issuer: string;
  serves(programme: Programme): boolean;
  /** Where the browser is sent. `back` — our address for the answer. */
  begin(back: string): Promise<{ readonly url: string; readonly pending: Pending }>;
  /** Whose identity it is; null = none that we can read. Throws when the answer is not the provider's, or not to this question. */
  finish(answer: URL, pending: Pending, programme: Programme): Promise<DocumentNumber | null>;
}

type Settings = Pick<
  Config,
  | 'OIDC_ISSUER'
  | 'OIDC_CLIENT_ID'
  | 'OIDC_CLIENT_SECRET'
  | 'OIDC_NAME'
  | 'OIDC_DOCUMENT_CLAIM'
  | 'OIDC_SCOPE'
  | 'OIDC_PROGRAMME'
>;

/** Null = none is set. It is asked for its own addresses when somebody first uses it: a provider that is away keeps nothing from starting. */
export async function identityProvider(
  settings: Settings,
  programmes: ReadonlyMap<string, Programme>,
): Promise<IdentityProvider | null> {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client, OIDC_CLIENT_SECRET: secret } = settings;
  if (!issuer || !client || !secret) return null;
  const named = settings.OIDC_PROGRAMME ?? [...programmes.keys()][0];
  if (!programmes.has(named ?? ''))
    throw new UserError('oidc-programme', `OIDC_PROGRAMME is "${named}": there is none.`, `Known: ${[...programmes.keys()].join(', ')}`); // prettier-ignore
  const plain = new URL(issuer).protocol === 'http:';
  if (plain && !['127.0.0.1', 'localhost', '[::1]'].includes(new URL(issuer).hostname))
    throw new UserError(
      'oidc-not-https',
      `OIDC_ISSUER is ${issuer}.`,
      'A provider elsewhere is asked over https:// only.',
    );
  let found: Promise<oidc.Configuration> | null = null;
  const configuration = (): Promise<oidc.Configuration> => {
    found ??= oidc
      .discovery(new URL(issuer), client, secret, undefined, plain ? { execute: [oidc.allowInsecureRequests] } : {})
      .catch((error: unknown) => {
        found = null;
        throw error;
      });
    return found;
  };
  return {
    name: settings.OIDC_NAME ?? new URL(issuer).hostname,
    issuer,
    serves: ({ id }) => id === named,
    begin: async (back) => {
      const config = await configuration();
      const pending: Pending = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: back,
        scope: settings.OIDC_SCOPE,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, pending };
    },
    finish: async (answer, { state, nonce, verifier }, programme) => {
      const config = await configuration();
      const tokens = await oidc.authorizationCodeGrant(config, answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      const own = claims && claimAt(claims, settings.OIDC_DOCUMENT_CLAIM);
      // Many providers keep the document for the second question.
      const said =
        own ??
        claimAt(await oidc.fetchUserInfo(config, tokens.access_token, claims?.sub ?? ''), settings.OIDC_DOCUMENT_CLAIM);
      const parsed = parseDocument(programme.country, writtenOf(said));
      return parsed.ok ? parsed.value : null;
    },
  };
}

/** "RolUnico", or "a.b" for what is inside another. */
const claimAt = (claims: object, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], claims);

/** ClaveÚnica: {numero: 44444444, DV: "4", tipo: "RUN"}; SPID: "TINIT-RSSMRA80A01H501U"; others the number itself. */
function writtenOf(said: unknown): string {
  if (typeof said === 'object' && said !== null) {
    const { numero, DV } = said as { numero?: unknown; DV?: unknown };
    return `${String(numero ?? '')}-${String(DV ?? '')}`;
  }
  return String(said ?? '').replace(/^TINIT-/, '');
}
