/** `/console`: the first table, of conversations and what they led to. It becomes the coordinator's console. */
import { Router } from 'express';
import { firstNameOf, loadPersons } from '../store/loadConversations.js';
import { latestConversations } from '../store/queries/latestConversations.js';
import { alarmsOf } from '../store/queries/alarmsOf.js';
import { countsOf } from '../store/queries/countsOf.js';
import type { Services } from '../turn/services.js';
import { campaignPages } from './campaigns.js';
import { COOKIE, isAllowed, isSame } from './token.js';
import { describeState, ENDED, OUTCOME_WORDS } from './words.js';

const ROWS = 40;

export function consolePages(
  services: Services,
  render: (page: string, data: object) => string,
  token: string,
): Router {
  const router = Router();

  router.get('/console', async (request, response) => {
    const given = typeof request.query['token'] === 'string' ? request.query['token'] : null;
    if (given !== null && isSame(given, token)) {
      response.cookie(COOKIE, token, { httpOnly: true, sameSite: 'strict', path: '/console' });
      response.redirect(303, '/console'); // the token leaves the address bar
      return;
    }
    if (!isAllowed(request, token)) {
      response
        .status(401)
        .type('html')
        .send(render('console-token', { wrong: given !== null }));
      return;
    }
    response.type('html').send(render('console', { ...(await table(services)) }));
  });

  router.get('/console/table', async (request, response) => {
    if (!isAllowed(request, token)) return void response.status(401).send();
    response.type('html').send(render('console-table', { ...(await table(services)) }));
  });
  router.use(campaignPages(services, render, token));
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
