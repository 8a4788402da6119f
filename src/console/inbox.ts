/** `/console/inbox`: what is left to a health service, until when, and what it answers. */
import { Router, type Request, type Response } from 'express';
import { FreshFigures } from '../campaigns/fresh-figures.js';
import { answerAsService, inboxOf, overdueOf, type InboxWanted } from '../discharge/service-inbox.js';
import { UserError } from '../domain/failure.js';
import { SERVICE_ANSWERS } from '../store/discharge-documents.js';
import type { Programme } from '../programmes/programme.js';
import type { EntryDoc } from '../store/documents.js';
import type { Place } from '../store/queries/pageInWindows.js';
import type { Frame } from './frame.js';
import { may, seenOf } from './guard.js';
import { say } from './language.js';
import { placeIn, placeWords } from './place.js';
import { count, dayAndTime } from './numbers.js';
import { ANSWERS, decisionWords, SERVICE_WORDS } from './review-words.js';

/** A page waits so long for the count of what is overdue; then it comes without it. */
const PATIENCE = 100;

export function inboxPages(frame: Frame): Router {
  const router = Router();
  const { services } = frame;
  const { store } = services;
  router.use('/console/inbox', frame.only('seeInbox'));

  const served = () =>
    [...services.programmes.values()].filter(({ policy, legal }) => policy !== null && legal?.listCleaning);
  const late = new FreshFigures((id) => overdueOf(services, services.programmes.get(id) as Programme));

  /** Services that did not answer in time, those with most first. */
  const latePlaces = async (theirs: readonly number[]) => {
    const found: { place: string; n: number }[] = [];
    for (const programme of served())
      for (const [service, n] of (await late.of(programme.id, PATIENCE)) ?? [])
        if (theirs.length === 0 || theirs.includes(service)) found.push({ place: programme.placeName(service), n });
    return found.sort((a, b) => b.n - a.n).map(({ place, n }) => ({ place, count: count(n) }));
  };

  /** A page of what a programme left to them. */
  const rowsOf = async (programme: Programme, wanted: InboxWanted) => {
    const { items, next } = await inboxOf(services, programme, wanted);
    const entries = await store.entries
      .find({ _id: { $in: items.map(({ proposal }) => proposal.entry) } })
      .project<Pick<EntryDoc, '_id' | 'sigteId' | 'healthService' | 'careCode'>>({
        sigteId: 1,
        healthService: 1,
        careCode: 1,
      })
      .toArray();
    const byId = new Map(entries.map((each) => [each._id, each]));
    const rows = items.map(({ proposal, dueAt, overdue, settled }) => {
      const entry = byId.get(proposal.entry);
      return {
        id: proposal._id, programme: programme.id, folio: entry?.sigteId ?? '', care: entry?.careCode ?? '', place: programme.placeName(entry?.healthService ?? 0),
        is: say(ANSWERS[proposal.is] ?? proposal.is), why: decisionWords(proposal), due: dayAndTime(dueAt, programme.zone), late: overdue, settled,
        answer: proposal.service ? `${say(SERVICE_WORDS[proposal.service.is])}, ${proposal.service.by}${proposal.service.note ? `: ${proposal.service.note}` : ''}` : null,
      }; // prettier-ignore
    });
    return { rows, next: next && { name: programme.name, programme: programme.id, after: placeWords(next) } };
  };

  const show = async (response: Response, asked: Asked, wrong: string | null, status = 200) => {
    const seen = seenOf(response);
    const theirs = seen.user?.services ?? [];
    const { all, after } = asked;
    const pages = [];
    for (const programme of served())
      if (!asked.programme || asked.programme === programme.id)
        pages.push(await rowsOf(programme, { services: theirs, all, after }));
    const answers = may(seen, 'answerAsService') ? SERVICE_ANSWERS : [];
    const data = {
      rows: pages.flatMap(({ rows }) => rows),
      more: pages.flatMap(({ next }) => next ?? []),
      all,
      further: after !== null,
      late: await latePlaces(theirs),
      wrong,
      answers: answers.map((is) => ({ is, label: say(SERVICE_WORDS[is]) })),
    };
    frame.show(response, 'console-inbox', data, status);
  };

  router.get('/console/inbox', (request, response) => show(response, askedIn(request), null));

  router.post('/console/inbox', frame.only('answerAsService'), async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const { user, text } = form;
    const programme = services.programmes.get(text('programme'));
    const is = SERVICE_ANSWERS.find((each) => each === text('is'));
    if (!user || !programme || !is) return show(response, PENDING, say('Elija una respuesta.'), 400);
    try {
      await answerAsService(services, programme, user._id, text('id'), { is, note: text('note') });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return show(response, PENDING, say('Ya no está en la bandeja de su servicio.'), 409);
    }
    response.redirect(303, '/console/inbox');
  });
  return router;
}

interface Asked {
  readonly all: boolean;
  /** Where the page before ended, of which programme. */
  readonly programme: string | null;
  readonly after: Place | null;
}
const PENDING: Asked = { all: false, programme: null, after: null };

function askedIn({ query }: Request): Asked {
  const { show, programme } = query;
  const after = placeIn(query['after']);
  return { all: show === 'all', programme: after && typeof programme === 'string' ? programme : null, after };
}
