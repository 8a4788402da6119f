/** `/console`: who comes in, in which language, and the pages that each adds. */
import { Router } from 'express';
import type { Services } from '../turn/services.js';
import { auditPages } from './audit.js';
import { campaignPages } from './campaigns.js';
import { conversationPages } from './conversations.js';
import { differencePages } from './differences.js';
import { exportPages } from './exports.js';
import { frameOf } from './frame.js';
import { guard, menuOf, seenOf } from './guard.js';
import { inboxPages } from './inbox.js';
import { isLanguage, LANGUAGE_COOKIE, speaks } from './language.js';
import { jobPages } from './jobs/pages.js';
import { Jobs } from './jobs/runner.js';
import { WORKS } from './jobs/works.js';
import { listPages } from './lists.js';
import { deskPages } from './desk.js';
import { forServicePages } from './for-services.js';
import { linePages } from './line.js';
import { overviewPages } from './overview.js';
import { signInExists } from './passwords.js';
import { providerPages, type StaffProvider } from './provider.js';
import { qualityPages } from './quality.js';
import { reviewPages } from './reviews.js';
import { numberPages } from './senders.js';
import { signInPages } from './sign-in.js';
import { sourcePages } from './sources.js';
import { supervisionPages } from './supervision.js';
import { isSame } from '../web/is-same.js';
import { COOKIE } from './token.js';
import { userPages } from './users.js';

const A_YEAR = 365 * 86_400_000;

export interface ConsoleOptions {
  /** Opens the console while nobody can sign in. */
  readonly token: string;
  /** Cookies go over HTTPS alone. */
  readonly secure: boolean;
  /** Where long work keeps its files. */
  readonly folder: string;
  /** Colleagues come in by it too; null = by name and password alone. */
  readonly provider: StaffProvider | null;
}

export function consolePages(
  services: Services,
  render: (page: string, data: object) => string,
  { token, secure, folder, provider }: ConsoleOptions,
): Router {
  const router = Router();
  const { store } = services;
  const frame = frameOf(services, render);
  const jobs = new Jobs(services, folder, WORKS);

  router.use('/console', speaks);
  router.use(signInPages(services, render, { secure, provider: provider?.name ?? null }));
  if (provider) router.use(providerPages(services, render, { secure, provider }));
  router.get('/console', async (request, response, next) => {
    const given = typeof request.query['token'] === 'string' ? request.query['token'] : null;
    if (given === null || (await signInExists(store, provider !== null))) return next();
    if (isSame(given, token)) {
      response.cookie(COOKIE, token, { httpOnly: true, sameSite: 'strict', path: '/console' });
      response.redirect(303, '/console'); // the token leaves the address bar
      return;
    }
    response
      .status(401)
      .type('html')
      .send(render('console-token', { wrong: true }));
  });
  router.use('/console', guard(services, render, { token, elsewhere: provider !== null }));
  // Where somebody begins: the first page that is theirs.
  router.get('/console/start', (_, response) =>
    response.redirect(303, menuOf(seenOf(response), '')[0]?.path ?? '/console/none'),
  );
  router.post('/console/language', (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const chosen = form.text('language');
    if (isLanguage(chosen))
      response.cookie(LANGUAGE_COOKIE, chosen, {
        httpOnly: true,
        sameSite: 'strict',
        secure,
        path: '/console',
        maxAge: A_YEAR,
      });
    response.redirect(303, '/console/start');
  });
  router.use(overviewPages(frame));
  router.use(conversationPages(frame));
  router.use(listPages(frame, jobs));
  router.use(jobPages(frame, jobs));
  router.use(campaignPages(frame, jobs));
  router.use(reviewPages(frame, jobs));
  router.use(exportPages(frame, jobs));
  router.use(deskPages(frame));
  router.use(supervisionPages(frame));
  router.use(forServicePages(frame));
  router.use(linePages(frame));
  router.use(inboxPages(frame));
  router.use(qualityPages(frame));
  router.use(differencePages(frame));
  router.use(sourcePages(frame));
  router.use(numberPages(frame));
  router.use(userPages(frame));
  router.use(auditPages(frame, jobs));
  return router;
}
