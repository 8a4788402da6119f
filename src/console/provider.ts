/**
 * `/console/sign-in/provider`: colleagues come in by the identity provider of their house. It says who they are, and whether by a second
 * factor; what they may do is their account's here, under the name that it tells.
 */
import { Router, type Request } from 'express';
import type { Config } from '../config.js';
import { openId, type OpenId, type Pending } from '../identity/openid.js';
import { openJson, sealJson } from '../privacy/vault.js';
import { logAct } from '../store/logAct.js';
import type { Services } from '../turn/services.js';
import { say } from './language.js';
import { beginSession, endSession } from './sessions.js';

export interface StaffProvider {
  /** As colleagues know it. */
  readonly name: string;
  /** What it tells the name of an account by. */
  readonly claim: string;
  readonly openId: OpenId;
}

type Settings = Pick<
  Config,
  | 'STAFF_OIDC_ISSUER'
  | 'STAFF_OIDC_CLIENT_ID'
  | 'STAFF_OIDC_CLIENT_SECRET'
  | 'STAFF_OIDC_NAME'
  | 'STAFF_OIDC_CLAIM'
  | 'STAFF_OIDC_SCOPE'
>;

/** Null = none is set. Throws `UserError`: its address is not HTTPS. */
export function staffProvider(settings: Settings): StaffProvider | null {
  const { STAFF_OIDC_ISSUER: issuer, STAFF_OIDC_CLIENT_ID: client, STAFF_OIDC_CLIENT_SECRET: secret } = settings;
  if (!issuer || !client || !secret) return null;
  return {
    name: settings.STAFF_OIDC_NAME ?? new URL(issuer).hostname,
    claim: settings.STAFF_OIDC_CLAIM,
    openId: openId({ issuer, client, secret, scope: settings.STAFF_OIDC_SCOPE, setting: 'STAFF_OIDC_ISSUER' }),
  };
}

const COOKIE = 'vigente_asked';
const PATH = '/console/sign-in/provider';
/** Whoever takes longer begins again. */
const PATIENCE = 10 * 60_000;

interface Asked {
  readonly pending: Pending;
  readonly at: number;
}

export function providerPages(
  services: Services,
  render: (page: string, data: object) => string,
  { secure, provider }: { readonly secure: boolean; readonly provider: StaffProvider },
): Router {
  const router = Router();
  const { store, clock, log } = services;
  /** Our own address as the browser knows it; the provider refuses any that was not registered. */
  const back = (request: Request) =>
    `${secure ? 'https' : request.protocol}://${request.headers.host ?? ''}${PATH}/back`;
  const sorry = (wrong: string) => render('console-sign-in', { wrong, name: '', provider: provider.name });

  router.get(PATH, async (request, response) => {
    try {
      const { url, pending } = await provider.openId.begin(back(request));
      const asked: Asked = { pending, at: clock.now() };
      // Lax: it must come along when the provider sends the browser back.
      response.cookie(COOKIE, sealJson(store.vault.inboxKey, asked).toString('base64url'), {
        httpOnly: true,
        sameSite: 'lax',
        secure,
        path: PATH,
        maxAge: PATIENCE,
      });
      response.redirect(303, url);
    } catch (error) {
      log.warn({ error: (error as Error).name }, 'the identity provider of the console does not answer');
      response
        .status(502)
        .type('html')
        .send(sorry(say('{provider} no responde. Pruebe en unos minutos.', { provider: provider.name })));
    }
  });

  router.get(`${PATH}/back`, async (request, response) => {
    const asked = askedIn(request);
    response.clearCookie(COOKIE, { path: PATH });
    try {
      if (!asked || clock.now() - asked.at > PATIENCE) throw new RangeError();
      const answer = new URL(request.originalUrl, back(request));
      const [name, verified] = await provider.openId.finish(answer, asked.pending, [provider.claim, 'email_verified']);
      // An address that anybody can claim is nobody's name.
      const known = provider.claim === 'email' && verified === false ? undefined : name;
      const user =
        typeof known === 'string' && known !== '' ? await store.users.findOne({ _id: known, state: 'active' }) : null;
      if (!user) {
        await logAct(store, 'users', ['provider refused'], new Date(clock.now()));
        return void response
          .status(403)
          .type('html')
          .send(sorry(say('{provider} dice quién es, pero aquí no hay una cuenta con ese nombre. Pídala a TIC.', { provider: provider.name }))); // prettier-ignore
      }
      await endSession(store, request, response);
      await beginSession(store, response, user, clock.now(), secure);
      await logAct(store, 'users', ['signed in by provider', user._id], new Date(clock.now()));
      // A page of ours, and not a redirect: the session's cookie does not come along where another site began the way here.
      response.type('html').send(render('console-entered', {}));
    } catch (error) {
      log.warn({ error: (error as Error).name }, 'nobody was signed in by the identity provider');
      response
        .status(401)
        .type('html')
        .send(sorry(say('No se pudo confirmar quién es. Pruebe otra vez.')));
    }
  });

  function askedIn(request: Request): Asked | null {
    const sealed = /(?:^|;\s*)vigente_asked=([\w-]{20,4000})/.exec(request.headers.cookie ?? '')?.[1];
    if (!sealed) return null;
    try {
      return openJson<Asked>(store.vault.inboxKey, Buffer.from(sealed, 'base64url'));
    } catch {
      return null;
    }
  }
  return router;
}
