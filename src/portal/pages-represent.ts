/**
 * Somebody comes for another: a relative, a carer, a home, a prison. They leave who they are and a document; a person calls. They see nothing,
 * remove nothing, and are not told whether we have anybody by that number.
 */
import { Router, type Request, type Response } from 'express';
import type { Programme } from '../programmes/programme.js';
import { localeFor, programmesAt, show, wordsFor, type Portal } from './context.js';
import { leaveTask } from './desk.js';
import { byDocument, personAt } from './doors.js';
import { keepFile, typeOf } from './files.js';
import { readMultipart } from './multipart.js';
import { sourceOf } from './pages-door.js';
import { LIMITS, mayTry } from './tries.js';

const KINDS = ['Relative', 'Carer', 'Guardian', 'Home', 'Prison'] as const;
const FIELDS = ['document', 'who', 'phone', 'as', 'said'] as const;
type Said = Readonly<Record<(typeof FIELDS)[number], string>>;
const NOTHING: Said = { document: '', who: '', phone: '', as: '', said: '' };

export function representPages(portal: Portal): Router {
  const router = Router();
  const { services } = portal;
  const { store, clock } = services;
  const programmeOf = (request: Request): Programme | undefined =>
    programmesAt(portal, request).find(({ id }) => id === request.params['programme']);

  const page = async (
    request: Request,
    response: Response,
    programme: Programme,
    { said = NOTHING, done = false, wrong = null, status = 200 }: { said?: Said; done?: boolean; wrong?: string | null; status?: number },
  ) => {
    const t = wordsFor(portal, programme, localeFor(request, programme, null));
    const kinds = KINDS.map((id) => ({ id, label: t(`represent${id}`) }));
    await show(portal, { request, response }, { programme, session: null }, 'represent', { programme, kinds, said, done }, { wrong, status });
  }; // prettier-ignore

  router.get('/portal/represent/:programme', async (request, response, next) => {
    const programme = programmeOf(request);
    return programme ? page(request, response, programme, {}) : next();
  });

  router.post('/portal/represent/:programme', async (request, response, next) => {
    const programme = programmeOf(request);
    if (!programme) return next();
    const t = wordsFor(portal, programme, localeFor(request, programme, null));
    const form = await readMultipart(request);
    const said = Object.fromEntries(
      FIELDS.map((name) => [name, (form?.fields[name] ?? '').trim().slice(0, 2000)]),
    ) as Said;
    const refuse = (wrong: string, status: number) => page(request, response, programme, { said, wrong, status });
    if (!(await mayTry(services, LIMITS.enter, sourceOf(request)))) return refuse(t('tooMany'), 429);
    const kind = KINDS.find((each) => each === said.as);
    if (!form || said.who === '' || !/\d{6}/.test(said.phone.replace(/\D/g, '')) || !kind)
      return refuse(t('representMissing'), 422);
    const type = form.file && !form.file.tooLarge ? await typeOf(form.file.bytes) : null;
    if (form.file && type === null)
      return refuse(t(form.file.tooLarge ? 'fileLarge' : 'fileType'), form.file.tooLarge ? 413 : 415);
    const who = await byDocument(services, programme, said.document);
    if (!who) return refuse(t('documentWrong'), 422);
    // Not more often than anybody can look at it, whoever asks.
    const mayLeave = await mayTry(services, LIMITS.requests, `represent ${who.person}`);
    portal.afterwards.run(response, async () => {
      const { person } = await personAt(store, who.person, programme, clock.now());
      if (!person || !mayLeave) return;
      const file = form.file && type
        ? await keepFile(services, programme, person, { kind: 'representative', type, bytes: form.file.bytes, said: { as: kind } })
        : null;
      await leaveTask(services, programme, person, {
        queue: 'call', reason: 'representative', request: 'represent', unverified: true, of: `represent ${kind} ${said.phone} ${said.said}`,
        answers: [
          { field: 'as', said: kind }, { field: 'who', said: said.who }, { field: 'phone', said: said.phone }, { field: 'said', said: said.said },
          ...(file ? [{ field: 'file', said: file._id }] : []),
        ],
      });
    }); // prettier-ignore
    await page(request, response, programme, { done: true });
  });
  return router;
}
