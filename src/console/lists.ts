/** `/console/lists`: a waiting list goes in: sent, judged row by row, and only then taken. */
import { rm } from 'node:fs/promises';
import { Router, type Request, type Response } from 'express';
import { UserError } from '../domain/failure.js';
import { logAct } from '../store/logAct.js';
import { receive } from '../web/upload.js';
import { takesLong } from '../web/listen.js';
import { lineOf, type Frame } from './frame.js';
import { may, seenOf } from './guard.js';
import { askCorrections, cellName } from './jobs/corrections.js';
import type { Jobs } from './jobs/runner.js';
import { say } from './language.js';
import { count, dayAndTime } from './numbers.js';
import { LIST_WORDS, UPLOAD_WORDS } from './system-words.js';
import { isSame } from '../web/is-same.js';

/** Four million rows of SIGTE's width. */
const MAX_BYTES = 2 * 2 ** 30;
const ROWS = 50;
/** Of what is typed into a cell. */
const LONGEST_CELL = 300;

export function listPages(frame: Frame, jobs: Jobs): Router {
  const router = Router();
  const { services, show } = frame;
  const { store } = services;
  const asking = () => [...services.programmes.values()].filter(({ cadence }) => cadence.length > 0);
  router.use('/console/lists', frame.only('seeLists'));

  const page = async (response: Response, wrong: string | null, status = 200) => {
    const imports = await store.imports.find({}).sort({ startedAt: -1 }).limit(ROWS).toArray();
    const data = {
      wrong,
      maySeeDifferences: may(seenOf(response), 'seeDifferences'),
      rows: imports.map(({ programme, file, state, rows, changed, startedAt }) => ({
        programme: services.programmes.get(programme)?.name ?? programme,
        file,
        state: say(LIST_WORDS[state]),
        rows: count(rows),
        changed: count(changed),
        at: dayAndTime(startedAt, services.programmes.get(programme)?.zone ?? 'UTC'),
      })),
      programmes: may(seenOf(response), 'loadLists') ? asking().map(({ id, name }) => ({ id, name })) : [],
    };
    show(response, 'console-lists', data, status);
  };

  router.get('/console/lists', (_, response) => page(response, null));

  router.post('/console/lists', frame.only('loadLists'), async (request, response) => {
    const { user, key } = seenOf(response);
    const { id, folder } = await jobs.prepare();
    const discard = () => rm(folder, { recursive: true, force: true });
    takesLong(request);
    try {
      const { fields, name } = await receive(request, folder, {
        maxBytes: MAX_BYTES,
        before(given) {
          if (!isSame(given['key'], key)) throw new UserError('stale-page', 'The page was open since before.');
          if (!asking().some((each) => each.id === given['programme']))
            throw new UserError('no-programme', 'There is no such programme.');
        },
      });
      const programme = asking().find((each) => each.id === fields['programme']);
      if (name === null || !programme) throw new UserError('upload-form', 'No file came with the form.');
      await jobs.begin({ kind: 'judgeList', programme, by: user?._id ?? null, params: { file: name }, id });
    } catch (error) {
      await discard();
      if (!(error instanceof UserError)) throw error;
      return page(response, say(UPLOAD_WORDS[error.code] ?? error.message), error.code === 'stale-page' ? 403 : 400);
    }
    response.redirect(303, `/console/jobs/${id}`);
  });

  /** The list that a form is about, judged and not taken yet; null = it has been said what is wrong. */
  const judgedIn = async (request: Request, response: Response) => {
    const form = frame.formOf(request, response);
    if (!form) return null;
    const judged = await store.jobs.findOne({ _id: form.text('job'), kind: 'judgeList', state: 'done' });
    const programme = judged && services.programmes.get(judged.programme);
    if (!judged || !programme) {
      await page(response, say('Ese archivo ya no está. Súbalo otra vez.'), 409);
      return null;
    }
    return { form, judged, programme };
  };

  router.post('/console/lists/mend', frame.only('loadLists'), async (request, response) => {
    const found = await judgedIn(request, response);
    if (!found) return;
    const { form, judged, programme } = found;
    const given = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const by = form.user?._id ?? null;
    const at = new Date(services.clock.now());
    const wanted = await askCorrections(jobs.folderOf(judged._id), { by, at }, (cell) => {
      const name = cellName(cell);
      const typed = form.text(name, LONGEST_CELL);
      return !Object.hasOwn(given, name) || typed === lineOf(cell.value).slice(0, LONGEST_CELL) ? null : typed;
    });
    if (wanted.length > 0) {
      // Where, not what: the cells hold names and numbers.
      const cells = wanted.map(({ line, column }) => `${line} ${column}`);
      await logAct(store, `console:${programme.id}`, ['corrected', judged._id, by, cells], at);
      await jobs.begin({ kind: 'judgeList', programme, by, params: judged.params, id: judged._id });
    }
    response.redirect(303, `/console/jobs/${judged._id}`);
  });

  router.post('/console/lists/take', frame.only('loadLists'), async (request, response) => {
    const found = await judgedIn(request, response);
    if (!found) return;
    const { form, judged, programme } = found;
    const params = { ...judged.params, fullList: form.text('fullList') === 'yes' ? 'yes' : 'no' };
    await jobs.begin({ kind: 'takeList', programme, by: form.user?._id ?? null, params, id: judged._id });
    response.redirect(303, `/console/jobs/${judged._id}`);
  });
  return router;
}
