/** The door: a short address and what somebody has — the letters of a message, or their document — and then the proof of who they are. */
import { Router, type Request, type Response } from 'express';
import type { Programme } from '../programmes/programme.js';
import { contactChange } from '../store/contactChanges.js';
import { leaveTask } from './desk.js';
import { fieldOf, guard, insideOf, localeFor, ownForm, programmesAt, show, textFor, type Portal } from './context.js';
import { checkCode, digitsOf, mayAskCode, newCode } from './codes.js';
import { byDocument, byLetters, personAt, provesDocument, type AtTheDoor } from './doors.js';
import { codeNumber } from './numbers.js';
import { asIfSent, sendPortalText } from './send.js';
import { beginSession, changeSession, portalSessionOf, withProof } from './sessions.js';
import { countTry, LIMITS, mayTry } from './tries.js';
import { documentName, translator } from './words/index.js';

export function doorPages(portal: Portal): Router {
  const router = Router();
  const { store, clock } = portal.services;

  const start = async (request: Request, response: Response, programme: Programme, letters = '') => {
    const t = translator(localeFor(request, programme, null), programme.numbers);
    const wrong = request.query['ended'] === undefined ? null : t('ended');
    await show(portal, { request, response }, { programme, session: null }, letters ? 'link' : 'start', { programme, letters }, { wrong });
  }; // prettier-ignore

  router.get('/portal', async (request, response, next) => {
    const session = await portalSessionOf(store, request, clock.now());
    if (session && session.level > 0 && request.query['ended'] === undefined)
      return response.redirect(303, '/portal/home');
    const programmes = programmesAt(portal, request);
    const [first] = programmes;
    if (!first) return next();
    if (programmes.length === 1) return start(request, response, first);
    await show(portal, { request, response }, { programme: first, session: null }, 'which', { programmes });
  });

  router.get('/portal/at/:programme', async (request, response, next) => {
    const programme = programmesAt(portal, request).find(({ id }) => id === request.params.programme);
    return programme ? start(request, response, programme) : next();
  });

  /** The link of a message. It is opened by a button: what looks at links before people do (previews, filters) uses none up. */
  router.get(/^\/portal\/([0-9A-Za-z-]{12,15})$/, async (request, response, next) => {
    const [programme] = programmesAt(portal, request);
    if (!programme) return next();
    await start(request, response, programme, String(request.params[0]));
  });

  router.post('/portal/enter', async (request, response, next) => {
    const among = programmesAt(portal, request);
    const named = fieldOf(request, 'programme', 40);
    const programme = among.find(({ id }) => id === named) ?? (named === '' ? among[0] : undefined);
    if (!programme) return next();
    const locale = localeFor(request, programme, null);
    const t = translator(locale, programme.numbers);
    const again = (wrong: string, status: number) =>
      show(portal, { request, response }, { programme, session: null }, 'start', { programme, letters: '' }, { wrong, status }); // prettier-ignore
    if (!(await mayTry(portal.services, LIMITS.enter, sourceOf(request)))) return again(t('tooMany'), 429);
    const letters = fieldOf(request, 'letters', 40);
    const who = letters
      ? await lettersAnywhere(portal, named === '' ? among : [programme], letters)
      : await withProgramme(programme, byDocument(portal.services, programme, fieldOf(request, 'document', 40)));
    if (!who) return again(t('documentWrong'), 422);
    await beginSession(store, request, response, { ...who, locale }, clock.now());
    response.redirect(303, '/portal/prove');
  });

  const here = guard(portal, 0);
  const form = ownForm(portal);

  router.get('/portal/prove', here, async (request, response) => {
    const { session, programme } = insideOf(response);
    const { code } = session.doc;
    const t = textFor(portal, request, { programme, session });
    const live = code?.use === 'enter' && code.expiresAt.getTime() > clock.now();
    await show(portal, { request, response }, { programme, session }, 'prove', {
      asked: live,
      demoCode: live && portal.demo ? t('demo', { code: digitsOf(store.vault, code) }) : null,
      proofs: session.doc.proofs,
      toSign: request.query['sign'] !== undefined,
      provider: portal.provider?.serves(programme) ? portal.provider.name : null,
      documentName: documentName(programme.country),
    });
  });

  router.post('/portal/code/send', here, form, async (request, response) => {
    const { session, programme } = insideOf(response);
    const t = textFor(portal, request, { programme, session });
    if (!(await mayAskCode(portal.services, session, sourceOf(request))))
      return show(portal, { request, response }, { programme, session }, 'problem', {}, { status: 429, wrong: t('tooMany') }); // prettier-ignore
    const toSign = fieldOf(request, 'sign', 1) !== '';
    const { opened, person } = await personAt(store, session.doc.person, programme, clock.now());
    const to = codeNumber(opened, { preferred: session.doc.address, toSign }, clock.now());
    const code = newCode(portal.services, { use: 'enter', address: to?.address ?? null, signs: to?.signs ?? false });
    await changeSession(store, session, { code });
    portal.afterwards.run(response, () =>
      person && to
        ? sendPortalText(portal.services, programme, {
            person: person.doc._id, synthetic: person.doc.synthetic, address: to.address, phone: to.phone, key: 'portal.code',
            text: t('smsCode', { code: digitsOf(store.vault, code) }),
          })
        : asIfSent(portal.services, programme),
    ); // prettier-ignore
    response.redirect(303, toSign ? '/portal/prove?sign=1' : '/portal/prove');
  });

  router.post('/portal/code', here, form, async (request, response) => {
    const { session, programme, person } = insideOf(response);
    const checked = await checkCode(portal.services, session, fieldOf(request, 'code', 20), 'enter');
    const { code } = session.doc;
    if (checked === 'right' && code?.address) {
      await withProof(store, response, session, {
        code: { at: new Date(clock.now()), address: code.address, signs: code.signs },
      });
      portal.afterwards.run(response, () => numberAnswers(portal, person.doc._id, code.address ?? ''));
      return response.redirect(303, '/portal/home');
    }
    if (checked === 'locked') askDesk(portal, response, session.doc, programme);
    await refused(portal, request, response, checked === 'locked');
  });

  router.post('/portal/document', here, form, async (request, response) => {
    const { session, programme } = insideOf(response);
    const tries = await countTry(portal.services, LIMITS.document, session.doc.person);
    const { opened, person, child } = await personAt(store, session.doc.person, programme, clock.now());
    const fits = provesDocument(opened, fieldOf(request, 'digits', 24), fieldOf(request, 'year', 4));
    const locked = tries > LIMITS.document.most;
    // Of a child both parents know it: only who holds the number on file comes in.
    const right = fits && person !== null && !locked && (!child || session.doc.proofs.code !== null);
    if (right) {
      await withProof(store, response, session, { document: new Date(clock.now()) });
      return response.redirect(303, '/portal/home');
    }
    if (tries >= LIMITS.document.most) askDesk(portal, response, session.doc, programme);
    await refused(portal, request, response, locked);
  });
  return router;
}

const withProgramme = async ({ id }: Programme, who: Promise<AtTheDoor | null>) => {
  const found = await who;
  return found && { ...found, programme: id };
};

/** A link names no programme; of those at this address it is one's. */
async function lettersAnywhere(portal: Portal, among: readonly Programme[], letters: string) {
  let last: (AtTheDoor & { programme: string }) | null = null;
  for (const programme of among) {
    const who = { ...(await byLetters(portal.services, programme, letters)), programme: programme.id };
    if (last === null || who.known) last = who;
  }
  return last;
}

/** The same bytes for whatever was wrong, and whoever it was about. */
async function refused(portal: Portal, request: Request, response: Response, locked: boolean): Promise<void> {
  const inside = insideOf(response);
  const t = textFor(portal, request, inside);
  const { code } = inside.session.doc;
  const data = {
    asked: code?.use === 'enter',
    demoCode: null,
    proofs: inside.session.doc.proofs,
    toSign: false,
    provider: portal.provider?.serves(inside.programme) ? portal.provider.name : null,
    documentName: documentName(inside.programme.country),
  };
  const status = locked ? 429 : 401;
  await show(portal, { request, response }, inside, 'prove', data, { status, wrong: t(locked ? 'locked' : 'wrong') });
}

/** Three tries, then a person (DESIGN §1): once a day, and only where there is somebody to call. */
function askDesk(
  portal: Portal,
  response: Response,
  doc: { person: string; known: boolean },
  programme: Programme,
): void {
  const { store, clock } = portal.services;
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  portal.afterwards.run(response, async () => {
    const { person } = await personAt(store, doc.person, programme, clock.now());
    if (person)
      await leaveTask(portal.services, programme, person, {
        queue: 'identify', reason: 'identityNotProved', unverified: true, of: `identity ${day}`,
      }); // prettier-ignore
    // As much is written for nobody.
    else await countTry(portal.services, { ...LIMITS.requests, name: 'nobody' }, portal.services.newId());
  });
}

/** A code was read there: the number is theirs from now on; after seven days it may sign. */
async function numberAnswers({ services: { store, clock } }: Portal, person: string, address: string): Promise<void> {
  await store.persons.bulkWrite([contactChange({ person, address, at: new Date(clock.now()) }, 'validated', 'code')]);
}

export const sourceOf = (request: Request): string => request.ip ?? 'unknown';
