/**
 * OpenID Connect, code flow with PKCE: somebody else says who it is. What comes back is tied to what was asked; openid-client checks issuer,
 * audience, signature, time and nonce.
 */
import * as oidc from 'openid-client';
import { UserError } from '../domain/failure.js';

/** What must come back as it went. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface OpenIdOptions {
  readonly issuer: string;
  readonly client: string;
  readonly secret: string;
  readonly scope: string;
  /** The setting that names the issuer, for whoever has to mend it. */
  readonly setting: string;
}

export interface OpenId {
  readonly issuer: string;
  /** Where the browser is sent. `back` — our address for the answer. */
  begin(back: string): Promise<{ readonly url: string; readonly pending: Pending }>;
  /** What a claim says, "a.b" for what is inside another; undefined = nothing. Throws when the answer is not the provider's, or not to this question. */
  finish(answer: URL, pending: Pending, claims: readonly string[]): Promise<readonly unknown[]>;
}

/** It is asked for its own addresses when somebody first uses it: a provider that is away keeps nothing from starting. Throws `UserError`: not over HTTPS. */
export function openId({ issuer, client, secret, scope, setting }: OpenIdOptions): OpenId {
  const plain = new URL(issuer).protocol === 'http:';
  if (plain && !['127.0.0.1', 'localhost', '[::1]'].includes(new URL(issuer).hostname))
    throw new UserError(
      'oidc-not-https',
      `${setting} is ${issuer}.`,
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
    issuer,
    begin: async (back) => {
      const config = await configuration();
      const pending: Pending = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: back,
        scope,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, pending };
    },
    finish: async (answer, { state, nonce, verifier }, wanted) => {
      const config = await configuration();
      const tokens = await oidc.authorizationCodeGrant(config, answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      const told = wanted.map((path) => claims && claimAt(claims, path));
      if (told[0] !== undefined) return told;
      // Many providers keep it for the second question.
      const more = await oidc.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '');
      return wanted.map((path, at) => told[at] ?? claimAt(more, path));
    },
  };
}

const claimAt = (claims: object, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], claims);
