/** Home, and the questions: the same as in the chat, as forms. */
import { Router, type Request, type Response } from 'express';
import type { Loaded } from '../store/loadConversations.js';
import { RATINGS } from '../store/portal-documents.js';
import { bytesOf } from '../store/loadConversations.js';
import { openJson } from '../privacy/vault.js';
import type { TurnRecord } from '../turn/conversation.js';
import { LONGEST_MOMENT, render } from '../words/render.js';
import { withWording } from '../words/wording.js';
import {
  fieldOf, goOn, guard, insideOf, localeFor, nameOf, ownForm, show, textFor, type Inside, type Portal,
} from './context.js'; // prettier-ignore
import { rate, ratingOf } from './rating.js';
import { enterTalk, sayInTalk, type Visitor } from './talk.js';
import { appointmentsOf, entriesOf, refOf, type Look } from './view.js';

const LONGEST_ANSWER = 1000;

export function talkPages(portal: Portal): Router {
  const router = Router();
  const { services } = portal;
  const inside = guard(portal, 1);
  const form = ownForm(portal);

  router.get('/portal/home', inside, async (request, response) => {
    const me = insideOf(response);
    const look = lookOf(portal, request, me);
    const entries = await entriesOf(services, look);
    await show(portal, { request, response }, me, 'home', {
      level: me.level,
      name: nameOf(me.person),
      entries,
      left: entries.some(({ saidOn }) => saidOn === null),
      appointments: await appointmentsOf(services, look),
      answers: answersHere(me),
      ratings: me.session.doc.rated || entries.some(({ grave }) => grave) ? [] : RATINGS,
    });
  });

  router.post('/portal/rate', inside, form, async (request, response) => {
    const me = insideOf(response);
    const how = ratingOf(fieldOf(request, 'how', 10));
    const t = textFor(portal, request, me);
    if (how) await rate(services, me.programme, me.session.doc, how);
    await goOn(portal, response, me.session, '/portal/home', how && t('rateThanks'));
  });

  router.get('/portal/answer', inside, async (request, response) => {
    const me = insideOf(response);
    if (!answersHere(me)) return needsCode(portal, request, response);
    await page(portal, request, response, await enterTalk(services, visitorOf(me)));
  });

  router.post('/portal/answer', inside, form, async (request, response) => {
    const me = insideOf(response);
    if (!answersHere(me)) return needsCode(portal, request, response);
    const t = textFor(portal, request, me);
    const choice = fieldOf(request, 'choice', 40);
    const text = fieldOf(request, 'text', LONGEST_ANSWER);
    const talk = await enterTalk(services, visitorOf(me));
    if (!talk) return goOn(portal, response, me.session, '/portal/home');
    if (choice === '' && text === '') return page(portal, request, response, talk, t('talkEmpty'));
    // Words beside a choice are the more exact of the two only where nothing was chosen.
    await sayInTalk(services, talk, {
      text: choice === '' ? text : null,
      choice: choice === '' ? null : choice,
      media: null,
      shown: fieldOf(request, 'shown', 80),
    });
    response.redirect(303, '/portal/answer');
  });

  /** "I do need it after all": at any moment, in one click, and whatever was being asked. */
  router.post('/portal/back/:ref', inside, form, async (request, response) => {
    const me = insideOf(response);
    if (!answersHere(me)) return needsCode(portal, request, response);
    const mine = await services.store.entries.find({ person: me.person.doc._id, state: 'open' }).toArray();
    const entry = mine.find(({ _id }) => refOf(services, _id) === request.params['ref']);
    const proposal = entry && (await services.store.proposals.find({ entry: entry._id }).sort({ at: -1 }).limit(1).next());
    const talk = await enterTalk(services, visitorOf(me));
    if (entry && talk && proposal?.conversation === talk.conversation.id)
      await sayInTalk(services, talk, { text: TAKES_BACK[localeFor(request, me.programme, me.session)], choice: null, media: null, shown: '' });
    response.redirect(303, '/portal/answer');
  }); // prettier-ignore
  return router;
}

/** As people say it: read by the same rules as in the chat. */
const TAKES_BACK = {
  'es-CL': 'me arrepentí, sí la necesito',
  'es-AR': 'me arrepentí, sí la necesito',
  'es-ES': 'me arrepentí, sí la necesito',
  'ca-ES': "me n'he penedit, sí que la necessito",
  'it-IT': 'ci ho ripensato, ne ho ancora bisogno',
} as const;

/** What is said in somebody's name is said by whoever holds a number on file, or was named by an identity provider. */
export const answersHere = ({ session }: Pick<Inside, 'session'>): boolean =>
  session.doc.proofs.code !== null || session.doc.proofs.provider !== null;

export async function needsCode(portal: Portal, request: Request, response: Response): Promise<void> {
  const { session, ...me } = insideOf(response);
  await goOn(portal, response, session, '/portal/prove', textFor(portal, request, { ...me, session })('needsCode'));
}

export function lookOf(portal: Portal, request: Request, me: Inside): Look {
  const { programme, person, level, session } = me;
  return { programme, person, level, locale: localeFor(request, programme, session), t: textFor(portal, request, me) };
}

export const visitorOf = ({ programme, person, level, session: { doc } }: Inside): Visitor => ({
  programme,
  person,
  level,
  address: doc.proofs.code?.address ?? doc.address,
  visit: doc._id.slice(0, 12),
});

/** What was said since they last spoke, and the open question as a form. */
async function page(
  portal: Portal,
  request: Request,
  response: Response,
  talk: Loaded | null,
  wrong: string | null = null,
): Promise<void> {
  const me = insideOf(response);
  const t = textFor(portal, request, me);
  const lines = talk ? await linesOf(portal, talk) : [];
  const asked = talk?.conversation.context.asked ?? null;
  const question = talk && asked ? rendered(portal, talk) : null;
  await show(portal, { request, response }, me, 'answer', {
    // The last thing said holds the question: it is the legend of the form.
    lines: question ? lines.slice(0, -1) : lines,
    question: question && { text: lines.at(-1) ?? question.text, choices: question.choices },
    free: asked !== null && (asked.expects !== null || asked.choices.length === 0),
    shown: talk ? `${talk.conversation.id}-${talk.conversation.askedIn.at(-1) ?? ''}` : '',
    done: talk === null ? t('talkDone') : null,
  }, { wrong, status: wrong ? 422 : 200 }); // prettier-ignore
}

function rendered({ services }: Portal, { conversation }: Loaded) {
  const programme = services.programmes.get(conversation.programme);
  const { asked, locale } = conversation.context;
  if (!programme || !asked) return null;
  const spoken = locale ? { ...programme, locale } : programme;
  return render(asked, 'portal', spoken, withWording(services.words, conversation.arm), LONGEST_MOMENT);
}

/** The texts of the last turn that said anything. */
async function linesOf({ services }: Portal, { doc, key }: Loaded): Promise<string[]> {
  const turns = await services.store.turns.find({ conversation: doc._id }).sort({ turn: -1 }).limit(4).toArray();
  for (const { secret } of turns) {
    const { sent } = openJson<TurnRecord>(key.bytes, bytesOf(secret));
    if (sent.length > 0) return sent.flatMap(({ text }) => text.split('\n\n'));
  }
  return [];
}
