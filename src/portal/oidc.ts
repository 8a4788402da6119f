/** An identity provider over OpenID Connect (ClaveÚnica, Cl@ve, SPID …): it says who somebody is, which is assurance 3. */
import type { Config } from '../config.js';
import { parseDocument, type DocumentNumber } from '../domain/document-number.js';
import { UserError } from '../domain/failure.js';
import { openId, type Pending } from '../identity/openid.js';
import type { Programme } from '../programmes/programme.js';

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
  const provider = openId({ issuer, client, secret, scope: settings.OIDC_SCOPE, setting: 'OIDC_ISSUER' });
  return {
    name: settings.OIDC_NAME ?? new URL(issuer).hostname,
    issuer,
    serves: ({ id }) => id === named,
    begin: (back) => provider.begin(back),
    finish: async (answer, pending, programme) => {
      const [said] = await provider.finish(answer, pending, [settings.OIDC_DOCUMENT_CLAIM]);
      const parsed = parseDocument(programme.country, writtenOf(said));
      return parsed.ok ? parsed.value : null;
    },
  };
}

/** ClaveÚnica: {numero: 44444444, DV: "4", tipo: "RUN"}; SPID: "TINIT-RSSMRA80A01H501U"; others the number itself. */
function writtenOf(said: unknown): string {
  if (typeof said === 'object' && said !== null) {
    const { numero, DV } = said as { numero?: unknown; DV?: unknown };
    return `${String(numero ?? '')}-${String(DV ?? '')}`;
  }
  return String(said ?? '').replace(/^TINIT-/, '');
}
