/** `/chat`: a phone in the browser, to play the invented people of the demonstration list. Words go through Botkit's front door. */
import { Router, type Request, type RequestHandler } from 'express';
import { HOW_TO_INSTALL } from '../channels/web/botkit.js';
import type { FrontDoor } from '../channels/web/front-door.js';
import type { Session } from '../channels/web/sessions.js';
import { SessionUnknown, type ChatWords } from '../channels/web/words.js';
import { UserError } from '../domain/failure.js';
import type { PersonDoc } from '../store/documents.js';
import { firstNameOf, openPerson, type KnownPerson } from '../store/loadConversations.js';
import { talkOf } from '../store/queries/talkOf.js';
import { answersAlone } from '../simulate/demo.js';
import { begin, patientById } from '../simulate/play.js';
import type { Services } from '../turn/services.js';
import { chatCookieOf, setChatCookie } from './chat-cookie.js';
import { phoneLines } from './chat-lines.js';
import { streamNews } from './chat-news.js';

const SHOWN = 24;
const LONGEST_TEXT = 2000;

export interface ChatOptions {
  readonly door: FrontDoor;
  /** PUBLIC_URL is https: the cookie travels over nothing else. */
  readonly secure: boolean;
}

export function chatPages(
  services: Services,
  render: (page: string, data: object) => string,
  { door, secure }: ChatOptions,
): Router {
  const router = Router();
  const { sessions } = door;

  /** The session that plays the person of this page, and nobody else's; null = refused. */
  const sessionFor = (request: Request): Session | null => {
    const session = sessions.find(chatCookieOf(request));
    return session?.person === request.params['person'] ? session : null;
  };
  const linesOf = async (person: KnownPerson) => {
    const lines = await talkOf(services.store, person);
    return { id: person.doc._id, lines: phoneLines(lines), last: lines.at(-1)?.id ?? '' };
  };
  const refused = () =>
    render('problem', {
      title: 'Esta página ya no recibe mensajes',
      text: 'Vuelva a abrir la conversación: en este navegador se abrió la de otra persona, o pasó mucho tiempo.',
    });

  router.get('/chat', async (_, response) => {
    // Those who wait for somebody else on their phone have no message yet: they come when it is free.
    const asked = await services.store.persons
      .find({ synthetic: true, 'asking.state': 'asking' })
      .limit(SHOWN * 6)
      .toArray();
    const playable = asked.filter(({ _id }) => !answersAlone(_id)).slice(0, SHOWN);
    response.type('html').send(render('chat-people', { people: playable.map((doc) => card(services, doc)) }));
  });

  const openPage: RequestHandler<{ person: string }> = async (request, response) => {
    const person = await patientById(services, request.params.person);
    try {
      await door.open();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      response
        .status(503)
        .type('html')
        .send(render('chat-missing', { command: HOW_TO_INSTALL }));
      return;
    }
    await begin(services, person);
    setChatCookie(response, sessions.open(person.doc._id, chatCookieOf(request)), secure);
    response.type('html').send(render('chat', { ...card(services, person.doc), ...(await linesOf(person)) }));
  };
  router.get('/chat/:person', openPage);

  router.get('/chat/:person/lines', async (request, response) => {
    if (sessionFor(request) === null) return void response.status(403).type('html').send(refused());
    const person = await patientById(services, request.params.person);
    response.type('html').send(render('chat-lines', await linesOf(person)));
  });

  router.get('/chat/:person/news', async (request, response) => {
    const session = sessionFor(request);
    if (session === null) return void response.status(403).end();
    const seen = request.get('last-event-id') ?? request.query['seen'];
    await streamNews(response, {
      sessions,
      session,
      seen: typeof seen === 'string' ? seen : '',
      latest: async () => (await linesOf(await patientById(services, session.person))).last,
    });
  });

  router.post('/chat/:person', async (request, response) => {
    const session = sessionFor(request);
    if (session === null) return void response.status(403).type('html').send(refused());
    const words = wordsOf(request.body as Readonly<Record<string, unknown>> | undefined);
    try {
      if (words !== null) await door.receive(session, words);
    } catch (error) {
      if (!(error instanceof SessionUnknown)) throw error;
      return void response.status(403).type('html').send(refused());
    }
    // Without scripts the browser shows the answer to a form as a page: it is sent back to the whole one.
    if (request.get('hx-request') === undefined) return void response.redirect(303, request.originalUrl);
    const person = await patientById(services, session.person);
    response.type('html').send(render('chat-lines', await linesOf(person)));
  });
  return router;
}

/** What a form holds; null = nothing was said. The person is not in it: the session knows who speaks. */
function wordsOf(body: Readonly<Record<string, unknown>> | undefined): ChatWords | null {
  const { voice, choice, text } = body ?? {};
  if (voice !== undefined) return { text: null, choice: null, media: 'voice' };
  if (typeof choice === 'string') return { text: null, choice, media: null };
  const said = typeof text === 'string' ? text.trim().slice(0, LONGEST_TEXT) : '';
  return said === '' ? null : { text: said, choice: null, media: null };
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
