/** What people give us and ask of us: documents, their data and rights, and no more messages. */
import { Router } from 'express';
import { isSame } from '../web/is-same.js';
import { everythingOf } from '../rights/subject.js';
import { logAct } from '../store/logAct.js';
import { suppress } from '../store/suppressions.js';
import { fieldOf, goOn, guard, insideOf, ownForm, show, textFor, type Inside, type Portal } from './context.js';
import { leaveTask } from './desk.js';
import { keepFile, typeOf } from './files.js';
import { readMultipart } from './multipart.js';
import { answersHere, lookOf, needsCode, visitorOf } from './pages-talk.js';
import { enterTalk, sayInTalk } from './talk.js';
import { LIMITS, mayTry } from './tries.js';
import { filesOf } from './view.js';

/** Ley 21.719 and GDPR, as people say it; `human`: a decision is looked at by a person (GDPR art. 22, Ley 21.719 art. 8 bis). */
const RIGHTS = ['correct', 'object', 'erase', 'human'] as const;

export function ownPages(portal: Portal): Router {
  const router = Router();
  const { services } = portal;
  const { store, clock } = services;
  const inside = guard(portal, 1);
  const form = ownForm(portal);

  router.get('/portal/documents', inside, async (request, response) => {
    const me = insideOf(response);
    if (!answersHere(me)) return needsCode(portal, request, response);
    await show(portal, { request, response }, me, 'documents', { files: await filesOf(services, lookOf(portal, request, me)) });
  }); // prettier-ignore

  router.post('/portal/documents', inside, async (request, response) => {
    const me = insideOf(response);
    if (!answersHere(me)) return needsCode(portal, request, response);
    const t = textFor(portal, request, me);
    const files = await filesOf(services, lookOf(portal, request, me));
    const refuse = (wrong: string, status: number) =>
      show(portal, { request, response }, me, 'documents', { files }, { wrong, status });
    const form = await readMultipart(request);
    if (!form || !isSame(form.fields['key'], me.session.key)) return refuse(t('otherSite'), 403);
    if (!(await mayTry(services, LIMITS.files, me.person.doc._id))) return refuse(t('tooMany'), 429);
    if (!form.file) return refuse(t('fileMissing'), 422);
    if (form.file.tooLarge) return refuse(t('fileLarge'), 413);
    const type = await typeOf(form.file.bytes);
    if (type === null) return refuse(t('fileType'), 415);
    const note = (form.fields['note'] ?? '').trim().slice(0, 300);
    const file = await keepFile(services, me.programme, me.person, {
      kind: 'document', type, bytes: form.file.bytes, said: { note },
    }); // prettier-ignore
    const number = await leaveTask(services, me.programme, me.person, {
      queue: 'listen', reason: 'photo', request: 'document', of: `file ${file._id}`,
      answers: [{ field: 'file', said: file._id }, { field: 'note', said: note }],
    }); // prettier-ignore
    await goOn(portal, response, me.session, '/portal/documents', t('fileKept', { number }));
  });

  router.get('/portal/data', inside, async (request, response) => {
    await dataPage(portal, request, response, insideOf(response));
  });

  router.get('/portal/data/all', inside, async (request, response) => {
    const me = insideOf(response);
    if (me.level < 3) return needsCode(portal, request, response);
    await logAct(store, `privacy:${me.programme.id}`, ['read their own', me.person.doc._id], new Date(clock.now()));
    const all = await everythingOf(services, me.programme, me.person);
    response.setHeader('Content-Disposition', 'attachment; filename="mis-datos.json"');
    response.type('json').send(JSON.stringify(all, null, 1));
  });

  router.post('/portal/data', inside, form, async (request, response) => {
    const me = insideOf(response);
    if (!answersHere(me)) return needsCode(portal, request, response);
    const t = textFor(portal, request, me);
    const right = RIGHTS.find((each) => each === fieldOf(request, 'right', 20));
    const said = fieldOf(request, 'said', 2000);
    if (!right || said === '') return dataPage(portal, request, response, me, t('rightMissing'), 422);
    if (!(await mayTry(services, LIMITS.requests, me.person.doc._id)))
      return dataPage(portal, request, response, me, t('tooMany'), 429);
    const number = await leaveTask(services, me.programme, me.person, {
      queue: 'coordinator', reason: 'dataRights', request: right, of: `right ${right} ${said}`,
      answers: [{ field: right, said }],
    }); // prettier-ignore
    await logAct(store, `privacy:${me.programme.id}`, [`asks to ${right}`, me.person.doc._id], new Date(clock.now()));
    const days = me.programme.legal?.answerDays ?? 30;
    await goOn(portal, response, me.session, '/portal/data', t('rightAsked', { number, days }));
  });

  router.get('/portal/stop', inside, async (request, response) => {
    const me = insideOf(response);
    if (!answersHere(me)) return needsCode(portal, request, response);
    await show(portal, { request, response }, me, 'stop', {});
  });

  router.post('/portal/stop', inside, form, async (request, response) => {
    const me = insideOf(response);
    if (!answersHere(me)) return needsCode(portal, request, response);
    const at = new Date(clock.now());
    const id = `person:${me.person.doc._id}`;
    if (!(await store.suppressions.findOne({ _id: id }))) {
      // First what stops, then the dialog that records who said so and where.
      await suppress(store, [{ _id: id, why: 'stop', at, conversation: 'portal' }], at.getTime());
      const talk = await enterTalk(services, visitorOf(me));
      if (talk) await sayInTalk(services, talk, { text: null, choice: 'stop', media: null, shown: '' });
      await logAct(store, `privacy:${me.programme.id}`, ['stopped', me.person.doc._id], at);
    }
    await goOn(portal, response, me.session, '/portal/home', textFor(portal, request, me)('stopDone'));
  });
  return router;
}

async function dataPage(
  portal: Portal,
  request: Parameters<typeof lookOf>[1],
  response: Parameters<typeof needsCode>[2],
  me: Inside,
  wrong: string | null = null,
  status = 200,
): Promise<void> {
  const { secret, doc } = me.person;
  const { legal } = me.programme;
  const whole = me.level >= 3;
  await show(portal, { request, response }, me, 'data', {
    whole,
    notice_: legal?.notice ?? '',
    basis: legal?.basis ?? [],
    name: `${secret.names} ${secret.surname} ${secret.secondSurname}`,
    born: secret.birthDate,
    document: `${doc.documentType ?? ''} ${secret.documentNumber ?? ''}`,
    messages: whole ? await portal.services.store.messages.countDocuments({ person: doc._id }) : 0,
    rights: RIGHTS,
  }, { wrong, status }); // prettier-ignore
}
