/** `/console/conversations`: what was said last, and what it led to. */
import { Router } from 'express';
import { firstNameOf, loadPersons } from '../store/loadConversations.js';
import { latestConversations } from '../store/queries/latestConversations.js';
import type { Services } from '../turn/services.js';
import type { Frame } from './frame.js';
import { say } from './language.js';
import { describeState, ENDED, OUTCOME_WORDS } from './words.js';

const ROWS = 40;

export function conversationPages(frame: Frame): Router {
  const router = Router();
  const { services, show } = frame;
  router.use('/console/conversations', frame.only('seeConversations'));
  router.get('/console/conversations', async (_, response) =>
    show(response, 'console-conversations', await table(services)),
  );
  router.get('/console/conversations/table', async (_, response) =>
    show(response, 'console-table', await table(services)),
  );
  return router;
}

async function table(services: Services) {
  const rows = await latestConversations(services.store, services.clock.now(), ROWS);
  const persons = await loadPersons(
    services.store,
    rows.flatMap(({ person }) => (person ? [person] : [])),
  );
  return {
    rows: rows.map((row) => {
      const person = persons.get(row.person ?? '');
      return {
        name: person
          ? `${firstNameOf(person.secret.names)} ${firstNameOf(person.secret.surname)}`
          : say('Sin identificar'),
        channel: row.channel,
        state: say(row.ended ? ENDED[row.ended] : describeState(row.state)),
        live: row.live,
        outcomes: Object.values(row.outcomes).map(({ is }) => say(OUTCOME_WORDS[is])),
        at: row.touchedAt.toISOString(),
        time: row.touchedAt.toISOString().slice(11, 19),
      };
    }),
  };
}
