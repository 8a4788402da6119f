/** What anybody may read: how we write, from where, and what we never ask (REQUIREMENTS M11). */
import { Router } from 'express';
import { localeFor, programmesAt, show, wordsFor, addressOf, type Portal } from './context.js';
import { portalSessionOf } from './sessions.js';
import type { PortalText } from './words/index.js';

const USES = { sms: 'aboutUseSms', whatsapp: 'aboutUseWhatsapp', call: 'aboutUseCall', outgoingCalls: 'aboutUseCalls' } as const satisfies Record<string, PortalText>; // prettier-ignore

export function publicPages(portal: Portal): Router {
  const router = Router();
  const { store, clock, programmes: all } = portal.services;
  router.get('/portal/about{/:programme}', async (request, response, next) => {
    const among = programmesAt(portal, request);
    const session = await portalSessionOf(store, request, clock.now());
    const programme =
      among.find(({ id }) => id === request.params.programme) ?? all.get(session?.doc.programme ?? '') ?? among[0];
    if (!programme) return next();
    const t = wordsFor(portal, programme, localeFor(request, programme, session));
    const live = programme.official.filter(({ state }) => state === 'live');
    const numbers = new Map<string, string[]>();
    for (const { number, use } of live) numbers.set(number, [...(numbers.get(number) ?? []), t(USES[use])]);
    for (const [number, use] of [
      [programme.numbers.info, 'call'],
      [programme.numbers.caller, 'outgoingCalls'],
    ] as const)
      if (!numbers.has(number)) numbers.set(number, [t(USES[use])]);
    await show(portal, { request, response }, { programme, session }, 'about', {
      numbers: [...numbers].map(([number, uses]) => ({ number, uses: [...new Set(uses)].join(', ') })),
      domain: addressOf(portal, programme),
      others: among.filter(({ id }) => id !== programme.id),
    });
  });
  return router;
}
