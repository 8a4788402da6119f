/** `/console/inbox`: what is left to a health service, until when, and what it answers. */
import { Router, type Response } from 'express';
import { answerAsService, inboxOf } from '../discharge/service-inbox.js';
import { UserError } from '../domain/failure.js';
import { SERVICE_ANSWERS } from '../store/discharge-documents.js';
import type { EntryDoc } from '../store/documents.js';
import type { Frame } from './frame.js';
import { may, seenOf } from './guard.js';
import { say } from './language.js';
import { count, dayAndTime } from './numbers.js';
import { ANSWERS, decisionWords, SERVICE_WORDS } from './review-words.js';

export function inboxPages(frame: Frame): Router {
  const router = Router();
  const { services } = frame;
  const { store } = services;
  router.use('/console/inbox', frame.only('seeInbox'));

  const show = async (response: Response, all: boolean, wrong: string | null, status = 200) => {
    const seen = seenOf(response);
    const rows = [];
    const overdue = new Map<string, number>();
    for (const programme of services.programmes.values()) {
      if (!programme.policy || !programme.legal?.listCleaning) continue;
      const found = await inboxOf(services, programme, seen.user?.services ?? [], { all });
      const entries = await store.entries
        .find({ _id: { $in: found.map(({ proposal }) => proposal.entry) } })
        .project<Pick<EntryDoc, '_id' | 'sigteId' | 'healthService' | 'careCode'>>({
          sigteId: 1,
          healthService: 1,
          careCode: 1,
        })
        .toArray();
      const byId = new Map(entries.map((each) => [each._id, each]));
      for (const { proposal, dueAt, overdue: late, settled } of found) {
        const entry = byId.get(proposal.entry);
        const place = programme.placeName(entry?.healthService ?? 0);
        if (late) overdue.set(place, (overdue.get(place) ?? 0) + 1);
        rows.push({
          id: proposal._id, programme: programme.id, folio: entry?.sigteId ?? '', care: entry?.careCode ?? '', place, is: say(ANSWERS[proposal.is] ?? proposal.is),
          why: decisionWords(proposal), due: dayAndTime(dueAt, programme.zone), late, settled,
          answer: proposal.service ? `${say(SERVICE_WORDS[proposal.service.is])}, ${proposal.service.by}${proposal.service.note ? `: ${proposal.service.note}` : ''}` : null,
        }); // prettier-ignore
      }
    }
    const late = [...overdue].sort(([, a], [, b]) => b - a).map(([place, n]) => ({ place, count: count(n) }));
    const answers = may(seen, 'answerAsService') ? SERVICE_ANSWERS : [];
    frame.show(
      response,
      'console-inbox',
      { rows, all, late, wrong, answers: answers.map((is) => ({ is, label: say(SERVICE_WORDS[is]) })) },
      status,
    );
  };

  router.get('/console/inbox', (request, response) => show(response, request.query['show'] === 'all', null));

  router.post('/console/inbox', frame.only('answerAsService'), async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const { user, text } = form;
    const programme = services.programmes.get(text('programme'));
    const is = SERVICE_ANSWERS.find((each) => each === text('is'));
    if (!user || !programme || !is) return show(response, false, say('Elija una respuesta.'), 400);
    try {
      await answerAsService(services, programme, user._id, text('id'), { is, note: text('note') });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return show(response, false, say('Ya no está en la bandeja de su servicio.'), 409);
    }
    response.redirect(303, '/console/inbox');
  });
  return router;
}
