/** `/console/inbox`: what is left to a health service, until when, and what it answers. */
import { Router, type Response } from 'express';
import { answerAsService, inboxOf } from '../discharge/service-inbox.js';
import { UserError } from '../domain/failure.js';
import { SERVICE_ANSWERS, type ServiceAnswer } from '../store/discharge-documents.js';
import type { EntryDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { may, menuOf, only, seenOf } from './guard.js';
import { count, dayAndTime } from './numbers.js';
import { ANSWERS, decisionWords } from './review-words.js';
import { isSame } from './token.js';

const SERVICE_WORDS: Readonly<Record<ServiceAnswer, string>> = {
  seen: 'vista', keep: 'sigue en la lista', transfer: 'traslado', clinicalDischarge: 'egreso clínico',
}; // prettier-ignore

export function inboxPages(services: Services, render: (page: string, data: object) => string): Router {
  const router = Router();
  const { store } = services;
  router.use('/console/inbox', only(render, 'seeInbox'));

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
          id: proposal._id, programme: programme.id, folio: entry?.sigteId ?? '', care: entry?.careCode ?? '', place, is: ANSWERS[proposal.is] ?? proposal.is,
          why: decisionWords(proposal), due: dayAndTime(dueAt, programme.zone), late, settled,
          answer: proposal.service ? `${SERVICE_WORDS[proposal.service.is]}, ${proposal.service.by}${proposal.service.note ? `: ${proposal.service.note}` : ''}` : null,
        }); // prettier-ignore
      }
    }
    const late = [...overdue].sort(([, a], [, b]) => b - a).map(([place, n]) => ({ place, count: count(n) }));
    response
      .status(status)
      .type('html')
      .send(
        render('console-inbox', {
          rows, all, late, wrong, seen, menu: menuOf(seen), key: seen.key, answers: may(seen, 'answerAsService') ? SERVICE_ANSWERS.map((is) => ({ is, label: SERVICE_WORDS[is] })) : [],
        }),
      ); // prettier-ignore
  };

  router.get('/console/inbox', (request, response) => show(response, request.query['show'] === 'all', null));

  router.post('/console/inbox', only(render, 'answerAsService'), async (request, response) => {
    const { user, key } = seenOf(response);
    const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '');
    const programme = services.programmes.get(text('programme'));
    const is = SERVICE_ANSWERS.find((each) => each === text('is'));
    if (!user || !programme || !isSame(body['key'], key))
      return show(response, false, 'La página estaba abierta desde antes. Vuelva a intentarlo.', 403);
    if (!is) return show(response, false, 'Elija una respuesta.', 400);
    try {
      await answerAsService(services, programme, user._id, text('id'), { is, note: text('note') });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return show(response, false, 'Ya no está en la bandeja de su servicio.', 409);
    }
    response.redirect(303, '/console/inbox');
  });
  return router;
}
