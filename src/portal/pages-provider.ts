/** To the identity provider and back. Links, not forms: a form may send nobody to another site (Content-Security-Policy). */
import { Router } from 'express';
import { openJson, sealJson } from '../privacy/vault.js';
import { bytesOf } from '../store/loadConversations.js';
import { personIdOf } from '../store/person-id.js';
import { goOn, guard, insideOf, textFor, type Portal } from './context.js';
import { personAt } from './doors.js';
import type { Pending } from '../identity/openid.js';
import { changeSession, withProof } from './sessions.js';

export function providerPages(portal: Portal): Router {
  const router = Router();
  const { services, provider } = portal;
  const { store, clock, log } = services;
  if (!provider) return router;
  const here = guard(portal, 0);
  /** Our own address as the browser knows it; the provider refuses any that was not registered. */
  const back = (host: string, protocol: string) => `${portal.address ?? `${protocol}://${host}`}/portal/provider/back`;

  router.get('/portal/provider', here, async (request, response) => {
    const me = insideOf(response);
    const failed = () =>
      goOn(portal, response, me.session, '/portal/prove', textFor(portal, request, me)('providerFailed'));
    if (!provider.serves(me.programme)) return failed();
    try {
      const { url, pending } = await provider.begin(back(request.headers.host ?? '', request.protocol));
      await changeSession(store, me.session, { oidc: sealJson(store.vault.inboxKey, pending) });
      response.redirect(303, url);
    } catch (error) {
      log.warn({ error: (error as Error).name }, 'the identity provider does not answer');
      await failed();
    }
  });

  router.get('/portal/provider/back', here, async (request, response) => {
    const me = insideOf(response);
    const { session, programme } = me;
    const failed = () =>
      goOn(portal, response, session, '/portal/prove', textFor(portal, request, me)('providerFailed'));
    const { oidc } = session.doc;
    if (!oidc || !provider.serves(programme)) return failed();
    try {
      const answer = new URL(request.originalUrl, back(request.headers.host ?? '', request.protocol));
      const document = await provider.finish(answer, openJson<Pending>(store.vault.inboxKey, bytesOf(oidc)), programme);
      const id = document ? personIdOf(store.vault, programme.id, document) : '';
      const { person } = await personAt(store, id, programme, clock.now());
      // Whoever began with another's document is not that other.
      if (!person || id !== session.doc.person) return failed();
      await withProof(store, response, session, {
        provider: { at: new Date(clock.now()), issuer: provider.issuer },
      });
      response.redirect(303, '/portal/home');
    } catch (error) {
      log.warn({ error: (error as Error).name }, 'an identity was not proved');
      await failed();
    }
  });
  return router;
}
