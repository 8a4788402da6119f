/** `/console/jobs`: how far long work is, what it found, and the files it made. Only for those whose part it is. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Router, type Request, type Response } from 'express';
import type { JobDoc } from '../../store/documents.js';
import { logAct } from '../../store/logAct.js';
import type { Frame } from '../frame.js';
import { may, seenOf } from '../guard.js';
import { say } from '../language.js';
import { count, dayAndTime, percent } from '../numbers.js';
import { failureWords, factsOf } from './words.js';
import { cellName, keptCells } from './corrections.js';
import { isLost, type Jobs } from './runner.js';
import { isKind, KINDS, REPORT, type Refused } from './works.js';

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

export function jobPages(frame: Frame, jobs: Jobs): Router {
  const router = Router();
  const { services, show, problem } = frame;
  const { store, clock } = services;

  /** The job of the address, if it is theirs to see; null = it has been said. */
  const jobOf = async (request: Request, response: Response): Promise<JobDoc | null> => {
    const job = await store.jobs.findOne({ _id: String(request.params['id']) });
    if (job && isKind(job.kind) && may(seenOf(response), KINDS[job.kind].act)) return job;
    problem(response, 404, 'No existe', 'No hay un trabajo con ese número.');
    return null;
  };

  /** With what stands in the cells that can be mended: it is in no database. */
  const view = async (job: JobDoc, key: string) => {
    const shown = jobView(frame, job, key);
    if (!shown.mendable) return shown;
    const cells = await keptCells(jobs.folderOf(job._id));
    const valueAt = new Map(cells.map((cell) => [cellName(cell), cell.value]));
    const rows = shown.refusedRows.map((row) => {
      const name = row.column === null ? '' : cellName({ line: row.line, column: row.column });
      const value = valueAt.get(name) ?? null;
      valueAt.delete(name); // a cell is mended once, however much is wrong with it
      return { ...row, name, value };
    });
    return { ...shown, refusedRows: rows, mendable: rows.some(({ value }) => value !== null) };
  };

  router.get('/console/jobs/:id', async (request, response) => {
    const job = await jobOf(request, response);
    if (job) show(response, 'console-job', await view(job, seenOf(response).key));
  });
  router.get('/console/jobs/:id/part', async (request, response) => {
    const job = await jobOf(request, response);
    if (!job) return;
    // Done: the whole page, with what comes next.
    if (job.state !== 'running') response.setHeader('HX-Refresh', 'true');
    show(response, 'console-job-part', await view(job, seenOf(response).key));
  });

  router.post('/console/jobs/:id/again', async (request, response) => {
    const job = await jobOf(request, response);
    const form = job && frame.formOf(request, response);
    if (!form) return;
    const programme = services.programmes.get(job.programme);
    if (!programme || !(isLost(job, clock.now()) || job.state === 'failed'))
      return problem(response, 409, 'No se hizo nada', 'Ese trabajo no se puede repetir.');
    await jobs.begin({ kind: job.kind, programme, by: form.user?._id ?? null, params: job.params, id: job._id });
    response.redirect(303, `/console/jobs/${job._id}`);
  });

  router.get('/console/jobs/:id/files/:name', async (request, response) => {
    const job = await jobOf(request, response);
    if (!job) return;
    const name = String(request.params['name']);
    const path = join(jobs.folderOf(job._id), name);
    const there = job.files.includes(name) ? await stat(path).catch(() => null) : null;
    if (!there)
      return job.host === hostname()
        ? problem(response, 404, 'Ya no está', 'Los archivos se guardan una semana. Vuelva a hacerlo.')
        : problem(response, 404, 'Está en otra máquina', 'El archivo está en la máquina que lo hizo. Pídalo a TIC.');
    // Files hold names and numbers: who took one is written down.
    const { user } = seenOf(response);
    await logAct(
      store,
      `console:${job.programme}`,
      ['fetched', job.kind, job._id, name, user?._id ?? null],
      new Date(clock.now()),
    );
    response.setHeader('Content-Disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`);
    response.setHeader('Content-Length', String(there.size));
    response.type(TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
    createReadStream(path)
      .on('error', () => response.destroy())
      .pipe(response);
  });
  return router;
}

/** Where to go on from what it found. */
function nextOf({ kind, params }: JobDoc): { readonly path: string; readonly label: string } | null {
  switch (kind) {
    case 'takeList':
      return { path: '/console/campaigns/new', label: say('Hacer una campaña con ella') };
    case 'previewUniverse':
      return {
        path: `/console/campaigns/new?${new URLSearchParams(params).toString()}`,
        label: say('Seguir con este universo'),
      };
    case 'tryCampaign':
    case 'startCampaign':
      return {
        path: `/console/campaigns/${encodeURIComponent(params['campaign'] ?? '')}`,
        label: say('Volver a la campaña'),
      };
    case 'propose':
      return { path: '/console/reviews', label: say('Ver las revisiones') };
    case 'exportDischarges':
    case 'takeAnswer':
      return { path: '/console/discharges', label: say('Volver a los egresos') };
    default:
      return null;
  }
}

/** What the page shows of a job. */
function jobView({ services }: Frame, job: JobDoc, key: string) {
  const { clock, programmes } = services;
  const lost = isLost(job, clock.now());
  const programme = programmes.get(job.programme);
  const result = (job.result ?? {}) as Readonly<Record<string, unknown>>;
  return {
    id: job._id,
    key,
    kind: job.kind,
    title: isKind(job.kind) ? say(KINDS[job.kind].label) : job.kind,
    path: `/console/jobs/${job._id}`,
    state: lost ? 'lost' : job.state,
    share: job.total > 0 ? Math.min(1, job.done / job.total) : null,
    percent: job.total > 0 ? percent(Math.min(1, job.done / job.total)) : null,
    programme: programme?.id ?? job.programme,
    began: dayAndTime(job.at, programme?.zone ?? 'UTC'),
    by: job.by,
    params: job.params,
    failure: job.failure && failureWords(job.failure),
    facts: job.state === 'done' ? factsOf(job.kind, result) : [],
    refusedRows: (result['refusedRows'] ?? []) as readonly Refused[],
    mendable: job.kind === 'judgeList' && job.state === 'done' && job.host === hostname(),
    refusedAll: ((result['refusedRows'] ?? []) as readonly unknown[]).length >= Number(result['rejected'] ?? 0),
    refusedCount: count(Number(result['rejected'] ?? 0)),
    importable: job.kind === 'judgeList' && job.state === 'done' && Number(result['imported'] ?? 0) > 0,
    next: nextOf(job),
    files: job.files.map((name) => ({
      name: name === REPORT ? say('Informe: filas reparadas, avisadas y rechazadas') : name,
      path: `/console/jobs/${job._id}/files/${encodeURIComponent(name)}`,
    })),
  };
}
