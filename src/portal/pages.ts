/** `/portal`: where people answer, correct and sign for themselves. Pages without scripts, in the languages of the programme. */
import { Router } from 'express';
import { portalChecks } from './checks.js';
import { guard, insideOf, keepLanguage, ownForm, type Portal } from './context.js';
import { doorPages } from './pages-door.js';
import { contactPages } from './pages-contact.js';
import { ownPages } from './pages-own.js';
import { providerPages } from './pages-provider.js';
import { representPages } from './pages-represent.js';
import { signPages } from './pages-sign.js';
import { publicPages } from './pages-public.js';
import { talkPages } from './pages-talk.js';
import { changeSession, endSession, portalSessionOf } from './sessions.js';

export function portalPages(portal: Portal): Router {
  const router = Router();
  const { store, clock } = portal.services;
  router.use('/portal', portalChecks);
  router.get('/portal/language/:locale', async (request, response) => {
    const secure = response.app.get('portal secure') === true;
    const session = await portalSessionOf(store, request, clock.now());
    const locale = request.params.locale;
    if (keepLanguage(response, locale, secure) && session)
      await changeSession(store, session, { locale: locale as never });
    response.redirect(303, session ? (session.level > 0 ? '/portal/home' : '/portal/prove') : '/portal');
  });
  router.post('/portal/out', guard(portal, 0), ownForm(portal), async (request, response) => {
    void insideOf(response);
    await endSession(store, request, response);
    response.redirect(303, '/portal');
  });
  router.use(publicPages(portal));
  router.use(representPages(portal));
  router.use(talkPages(portal));
  router.use(contactPages(portal));
  router.use(ownPages(portal));
  router.use(signPages(portal));
  router.use(providerPages(portal));
  router.use(doorPages(portal));
  return router;
}
