/** `/console/conversations`: what was said last, and what it led to; somebody found by document or telephone. */
import { Router, type Response } from 'express';
import { lookUp } from '../desk/look-up.js';
import { reachable } from '../desk/scope.js';
import type { UserDoc } from '../store/documents.js';
import { firstNameOf, loadPersons } from '../store/loadConversations.js';
import { latestConversations, type ConversationRow } from '../store/queries/latestConversations.js';
import type { Place } from '../store/queries/pageInWindows.js';
import type { Services } from '../turn/services.js';
import { conversationPage } from './conversation.js';
import type { Frame } from './frame.js';
import { lookerOf } from './guard.js';
import { say } from './language.js';
import { dayAndTime } from './numbers.js';
import { placeIn, placeWords } from './place.js';
import { CHANNEL_WORDS } from './desk-words.js';
import { describeState, ENDED, OUTCOME_WORDS } from './words.js';

const ROWS = 40;
/** Of those who see some services alone, so many are looked through for theirs. */
const LOOKED_THROUGH = 400;

export function conversationPages(frame: Frame): Router {
  const router = Router();
  const { services, show } = frame;
  router.use('/console/conversations', frame.only('seeConversations'));
  const page = async (response: Response, more: object = {}, status = 200) =>
    show(response, 'console-conversations', { ...(await latest(services, lookerOf(response))), found: null, told: null, before: false, ...more }, status); // prettier-ignore
  router.get('/console/conversations', async (request, response) => {
    const before = placeIn(request.query['before']);
    if (before === null) return page(response);
    await page(response, { ...(await latest(services, lookerOf(response), before)), before: true });
  });
  router.get('/console/conversations/table', async (_, response) =>
    show(response, 'console-table', await latest(services, lookerOf(response))),
  );
  // By a form, so that no number stands in an address, a history or a log.
  router.post('/console/conversations', async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const { by, conversations } = await lookUp(services, lookerOf(response), form.text('asked', 40));
    if (by === null) return page(response, { told: say('Eso no es un documento ni un teléfono.') }, 400);
    if (conversations.length === 0) return page(response, { told: say('No hay conversaciones con ese número.') });
    const [only] = conversations;
    if (conversations.length === 1 && only)
      return response.redirect(303, `/console/conversations/${encodeURIComponent(only._id)}`);
    await page(response, { found: await rowsOf(services, conversations) });
  });
  conversationPage(router, frame);
  return router;
}

async function latest(services: Services, user: Pick<UserDoc, 'services'>, before: Place | null = null) {
  const all = user.services.length === 0;
  const limit = all ? ROWS : LOOKED_THROUGH;
  const { rows, next } = await latestConversations(services.store, services.clock.now(), limit, before);
  const theirs = await reachable(
    services.store,
    user,
    rows.flatMap(({ person }) => (person ? [person] : [])),
  );
  const seen = all ? rows : rows.filter(({ person }) => person !== null && theirs.has(person));
  const mine = seen.slice(0, ROWS);
  const last = mine.at(-1);
  // What was looked through and is not shown begins the next page.
  const place = seen.length > ROWS && last ? { at: last.touchedAt.getTime(), id: last._id } : next;
  return { rows: await rowsOf(services, mine), older: place && placeWords(place) };
}

async function rowsOf(services: Services, rows: readonly ConversationRow[]) {
  const persons = await loadPersons(
    services.store,
    rows.flatMap(({ person }) => (person ? [person] : [])),
  );
  return rows.map((row) => {
    const person = persons.get(row.person ?? '');
    return {
      path: `/console/conversations/${encodeURIComponent(row._id)}`,
      name: person
        ? `${firstNameOf(person.secret.names)} ${firstNameOf(person.secret.surname)}`
        : say('Sin identificar'),
      channel: say(CHANNEL_WORDS[row.channel]),
      state: say(row.ended ? ENDED[row.ended] : describeState(row.state)),
      live: row.live,
      outcomes: Object.values(row.outcomes).map(({ is }) => say(OUTCOME_WORDS[is])),
      at: row.touchedAt.toISOString(),
      time: dayAndTime(row.touchedAt, services.programmes.get(row.programme)?.zone ?? 'UTC'),
    };
  });
}
