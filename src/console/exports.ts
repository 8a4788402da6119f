/** `/console/discharges`: what would leave and what is odd about it, the file for SIGTE, and SIGTE's answer. */
import { rm } from 'node:fs/promises';
import { Router, type Response } from 'express';
import { FreshFigures } from '../campaigns/fresh-figures.js';
import { dryRun, signAlarm } from '../discharge/batch.js';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import { takesLong } from '../web/listen.js';
import { receive } from '../web/upload.js';
import type { Frame } from './frame.js';
import { may, seenOf } from './guard.js';
import type { Jobs } from './jobs/runner.js';
import { KINDS, type JobKind } from './jobs/works.js';
import { say } from './language.js';
import { count, dayAndTime } from './numbers.js';
import { dischargeView } from './review-view.js';
import { UPLOAD_WORDS } from './system-words.js';
import { isSame } from '../web/is-same.js';

/** An answer holds a line for each discharge. */
const MAX_BYTES = 256 * 2 ** 20;
const SHOWN = 20;
/** A page waits so long for the count of what would leave; then it comes without it, and asks for it again. */
const PATIENCE = 100;
/** Files that can be asked for: what leaves the list, and what goes back to those who hold it. */
const ORDERS: readonly JobKind[] = ['exportDischarges', 'exportContacts', 'exportNeeds'];

export function exportPages(frame: Frame, jobs: Jobs): Router {
  const router = Router();
  const { services, show } = frame;
  const { store } = services;
  router.use('/console/discharges', frame.only('seeDischarges'));
  const discharging = () => [...services.programmes.values()].filter(({ policy }) => policy !== null);

  const runs = new FreshFigures((id) => dryRun(services, services.programmes.get(id) as Programme));
  /** Before it was counted: what can be done all the same. */
  const viewOf = async (programme: Programme) => {
    const run = await runs.of(programme.id, PATIENCE);
    const { id, name } = programme;
    return run
      ? { ...(await dischargeView(services, programme, run)), counted: true as const }
      : { programme: id, name, counted: false as const };
  };

  const page = async (response: Response, wrong: string | null, status = 200) => {
    const seen = seenOf(response);
    const mayExport = may(seen, 'export') && seen.user !== null;
    const work = mayExport
      ? ORDERS.map((kind) => ({ kind, label: say(KINDS[kind].label), asks: kind === 'exportDischarges' }))
      : [];
    const views = await Promise.all(discharging().map(viewOf));
    const data = {
      batches: views.map((view) => ({ ...view, work })),
      wrong,
      mayExport,
      left: await leftOf(),
      jobs: mayExport ? await madeOf() : [],
    };
    show(response, 'console-discharges', data, status);
  };
  const zoneOf = (programme: string) => services.programmes.get(programme)?.zone ?? 'UTC';
  /** Batches that left, the last first. */
  const leftOf = async () => {
    const found = await store.batches.find({ state: 'written' }).sort({ openedAt: -1 }).limit(SHOWN).toArray();
    return found.map(({ programme, by, rows, byCause, closedAt, openedAt }) => ({
      at: dayAndTime(closedAt ?? openedAt, zoneOf(programme)),
      by,
      rows: count(rows ?? 0),
      causes: Object.entries(byCause ?? {})
        .map(([cause, n]) => `${cause}: ${count(n)}`)
        .join(' · '),
    }));
  };
  /** Files and answers of the last week. */
  const madeOf = async () => {
    const found = await store.jobs
      .find({ kind: { $in: [...ORDERS, 'takeAnswer'] } })
      .sort({ at: -1 })
      .limit(SHOWN)
      .toArray();
    return found.map(({ _id, kind, programme, by, at }) => ({
      path: `/console/jobs/${_id}`,
      label: say(KINDS[kind as JobKind].label),
      at: dayAndTime(at, zoneOf(programme)),
      by,
    }));
  };

  router.get('/console/discharges', (_, response) => page(response, null));

  router.post('/console/discharges/sign', frame.only('signAlarm'), async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const programme = services.programmes.get(form.text('programme'));
    if (!form.user || !programme) return page(response, say('Elija un programa.'), 400);
    if (form.text('why').length < 3) return page(response, say('Escriba qué encontró.'), 400);
    try {
      await signAlarm(services, programme, form.user._id, form.text('alarm'), form.text('why'));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return page(response, say('Esa alarma ya no está.'), 409);
    }
    response.redirect(303, '/console/discharges');
  });

  router.post('/console/discharges/make', frame.only('export'), async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const kind = ORDERS.find((each) => each === form.text('kind'));
    const programme = discharging().find(({ id }) => id === form.text('programme'));
    if (!form.user || !kind || !programme) return page(response, say('Elija un programa.'), 400);
    if (kind === 'exportDischarges' && form.text('sure') !== '1') {
      const { proposals, ready, name, causes } = await dischargeView(
        services,
        programme,
        await dryRun(services, programme),
      );
      const known = programme.policy?.resolver;
      const resolver = known?.establishment != null && known.professional != null;
      return show(response, 'console-export-sure', {
        proposals,
        ready,
        name,
        causes,
        programme: programme.id,
        kind,
        resolver,
      });
    }
    const params = { establishment: form.text('establishment', 20), professional: form.text('professional', 12) };
    response.redirect(303, `/console/jobs/${await jobs.begin({ kind, programme, by: form.user._id, params })}`);
  });

  router.post('/console/discharges/answer', frame.only('export'), async (request, response) => {
    const { user, key } = seenOf(response);
    const { id, folder } = await jobs.prepare();
    takesLong(request);
    try {
      const { fields, name } = await receive(request, folder, {
        maxBytes: MAX_BYTES,
        before(given) {
          if (!isSame(given['key'], key)) throw new UserError('stale-page', 'The page was open since before.');
        },
      });
      const programme = discharging().find((each) => each.id === fields['programme']);
      if (!user || name === null || !programme) throw new UserError('upload-form', 'No file came with the form.');
      await jobs.begin({ kind: 'takeAnswer', programme, by: user._id, params: { file: name }, id });
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      if (!(error instanceof UserError)) throw error;
      const status = error.code === 'stale-page' ? 403 : 400;
      return page(response, say(UPLOAD_WORDS[error.code] ?? error.message), status);
    }
    response.redirect(303, `/console/jobs/${id}`);
  });
  return router;
}
