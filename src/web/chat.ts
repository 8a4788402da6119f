/** `/chat`: a phone in the browser, to play the invented people of the demonstration list. */
import { Router } from 'express';
import type { PersonDoc } from '../store/documents.js';
import { firstNameOf, openPerson } from '../store/loadConversations.js';
import { talkOf } from '../store/queries/talkOf.js';
import { answersAlone } from '../simulate/demo.js';
import { begin, patientById, write } from '../simulate/play.js';
import type { Services } from '../turn/services.js';

const SHOWN = 24;

export function chatPages(services: Services, render: (page: string, data: object) => string): Router {
  const router = Router();

  router.get('/chat', async (_, response) => {
    // Those who wait for somebody else on their phone have no message yet: they come when it is free.
    const asked = await services.store.persons
      .find({ synthetic: true, 'asking.state': 'asking' })
      .limit(SHOWN * 6)
      .toArray();
    const playable = asked.filter(({ _id }) => !answersAlone(_id)).slice(0, SHOWN);
    response.type('html').send(render('chat-people', { people: playable.map((doc) => card(services, doc)) }));
  });

  router.get('/chat/:person', async (request, response) => {
    const person = await patientById(services, request.params.person);
    await begin(services, person);
    const lines = await talkOf(services.store, person);
    response.type('html').send(render('chat', { ...card(services, person.doc), lines }));
  });

  router.get('/chat/:person/lines', async (request, response) => {
    const person = await patientById(services, request.params.person);
    response
      .type('html')
      .send(render('chat-lines', { id: person.doc._id, lines: await talkOf(services.store, person) }));
  });

  router.post('/chat/:person', async (request, response) => {
    const person = await patientById(services, request.params.person);
    const body = request.body as { text?: unknown; choice?: unknown; voice?: unknown };
    const text = typeof body.text === 'string' ? body.text.trim().slice(0, 2000) : '';
    const choice = typeof body.choice === 'string' ? body.choice : null;
    if (body.voice !== undefined) await write(services, person, { text: null, choice: null, media: 'voice' });
    else if (choice !== null || text !== '')
      await write(services, person, { text: choice === null ? text : null, choice, media: null });
    response
      .type('html')
      .send(render('chat-lines', { id: person.doc._id, lines: await talkOf(services.store, person) }));
  });
  return router;
}

/** Invented people may be shown whole: whoever plays one must be able to prove who they are. */
function card(services: Services, doc: PersonDoc) {
  const { secret } = openPerson(services.store, doc);
  const run = secret.documentNumber ?? '';
  return {
    id: doc._id,
    name: `${firstNameOf(secret.names)} ${firstNameOf(secret.surname)}`,
    proof: run === '' ? null : `${run.slice(-4)} ${secret.birthDate.slice(0, 4)}`,
    asked: doc.asking.state === 'asking',
  };
}
