/** `/console`: who comes in, and the table of conversations and what they led to. */
import { Router, type Response } from 'express';
import { firstNameOf, loadPersons } from '../store/loadConversations.js';
import { latestConversations } from '../store/queries/latestConversations.js';
import { alarmsOf } from '../store/queries/alarmsOf.js';
import { countsOf } from '../store/queries/countsOf.js';
import type { Services } from '../turn/services.js';
import { campaignPages } from './campaigns.js';
import { inboxPages } from './inbox.js';
import { guard, menuOf, only, seenOf } from './guard.js';
import { signInExists } from './passwords.js';
import { reviewPages } from './reviews.js';
import { signInPages } from './sign-in.js';
import { COOKIE, isSame } from './token.js';
import { describeState, ENDED, OUTCOME_WORDS } from './words.js';

const ROWS = 40;

export interface ConsoleOptions {
  /** Opens the console while nobody can sign in. */
  readonly token: string;
  /** Cookies go over HTTPS alone. */
  readonly secure: boolean;
}

export function consolePages(
  services: Services,
  render: (page: string, data: object) => string,
  { token, secure }: ConsoleOptions,
): Router {
  const router = Router();
  const { store } = services;
  const show = (response: Response, page: string, data: object) =>
    void response.type('html').send(render(page, { ...data, seen: seenOf(response), menu: menuOf(seenOf(response)) }));

  router.use(signInPages(services, render, secure));
  router.get('/console', async (request, response, next) => {
    const given = typeof request.query['token'] === 'string' ? request.query['token'] : null;
    if (given === null || (await signInExists(store))) return next();
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
  router.use('/console', guard(services, render, token));
  // Where somebody begins: the first page that is theirs.
  router.get('/console/start', (_, response) =>
    response.redirect(303, menuOf(seenOf(response))[0]?.path ?? '/console/none'),
  );
  router.get('/console', only(render, 'seeConversations'), async (_, response) =>
    show(response, 'console', { ...(await table(services)) }),
  );
  router.get('/console/table', only(render, 'seeConversations'), async (_, response) => {
    response.type('html').send(render('console-table', { ...(await table(services)) }));
  });
  router.use(campaignPages(services, render));
  router.use(reviewPages(services, render));
  router.use(inboxPages(services, render));
  return router;
}

async function table(services: Services) {
  const rows = await latestConversations(services.store, services.clock.now(), ROWS);
  const persons = await loadPersons(
    services.store,
    rows.flatMap(({ person }) => (person ? [person] : [])),
  );
  return {
    counts: await countsOf(services.store),
    alarms: await alarmsOf(services.store),
    outcomeWords: OUTCOME_WORDS,
    rows: rows.map((row) => {
      const person = persons.get(row.person ?? '');
      return {
        name: person ? `${firstNameOf(person.secret.names)} ${firstNameOf(person.secret.surname)}` : 'Sin identificar',
        channel: row.channel,
        state: row.ended ? ENDED[row.ended] : describeState(row.state),
        live: row.live,
        outcomes: Object.values(row.outcomes).map(({ is }) => OUTCOME_WORDS[is]),
        at: row.touchedAt.toISOString(),
        time: row.touchedAt.toISOString().slice(11, 19),
      };
    }),
  };
}
