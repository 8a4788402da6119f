/**
 * Long work begun in the console: it runs in this process, tells how far it is, and outlives the browser that began it. What a process
 * left unfinished when it died is said to be so, and can be begun again with what was chosen.
 */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../domain/failure.js';
import type { Programme } from '../../programmes/programme.js';
import type { JobDoc } from '../../store/documents.js';
import { logAct } from '../../store/logAct.js';
import { DURABLE } from '../../store/store.js';
import type { Services } from '../../turn/services.js';

/** Progress is written at most so often. */
const TOLD_EVERY = 1_000;
/** A job whose process says nothing for so long has lost it. */
const LOST = 60_000;
const HEARTBEAT = 10_000;
/** What a job made is there to be fetched for so long; it holds names. */
const KEPT = 7 * 24 * 3_600_000;

export interface JobRun {
  readonly services: Services;
  readonly programme: Programme;
  readonly params: Readonly<Record<string, string>>;
  readonly by: string | null;
  /** The job's own folder; files in it are there to be fetched. */
  readonly folder: string;
  progress(done: number, total: number): void;
}

/** What a kind of job does; throws `UserError` for what the person can mend. */
export type Work = (run: JobRun) => Promise<unknown>;

export interface NewJob {
  readonly kind: string;
  readonly programme: Programme;
  readonly by: string | null;
  readonly params?: Readonly<Record<string, string>>;
  /** Where its files are already; else a new one. */
  readonly id?: string;
}

export class Jobs {
  readonly #running = new Map<string, Promise<void>>();

  /** `folder` — holds a folder a job. */
  constructor(
    private readonly services: Services,
    private readonly folder: string,
    private readonly works: Readonly<Record<string, Work>>,
  ) {}

  /** A new job's id, with its folder: files go in before it begins. */
  async prepare(): Promise<{ id: string; folder: string }> {
    const id = this.services.newId();
    const folder = this.folderOf(id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return { id, folder };
  }

  folderOf(id: string): string {
    return join(this.folder, id);
  }

  /** Begins; resolves as soon as it is written down. */
  async begin({ kind, programme, by, params = {}, id }: NewJob): Promise<string> {
    const { store, clock } = this.services;
    const job = id ?? (await this.prepare()).id;
    const at = new Date(clock.now());
    const doc: JobDoc = {
      _id: job, kind, programme: programme.id, by, params, state: 'running', done: 0, total: 0, result: null, failure: null, files: [],
      at, touchedAt: at, endedAt: null, host: hostname(),
    }; // prettier-ignore
    await store.jobs.replaceOne({ _id: job }, doc, { ...DURABLE, upsert: true });
    await logAct(store, `console:${programme.id}`, ['began', kind, job, by], at);
    const running = this.#run(doc, programme).finally(() => this.#running.delete(job));
    this.#running.set(job, running);
    return job;
  }

  /** Resolves when nothing runs here any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  async #run(doc: JobDoc, programme: Programme): Promise<void> {
    const { services } = this;
    const { store, clock, log } = services;
    const work = this.works[doc.kind];
    let told = -Infinity;
    const touch = (set: Partial<JobDoc>) =>
      store.jobs
        .updateOne({ _id: doc._id }, { $set: { ...set, touchedAt: new Date(clock.now()) } })
        .catch((error: unknown) => log.error({ error: (error as Error).name }, 'a job could not tell how far it is'));
    const beating = setInterval(() => void touch({}), HEARTBEAT);
    const end = async (set: Partial<JobDoc>) => {
      const files = await readdir(this.folderOf(doc._id)).catch(() => []);
      await touch({ ...set, files: files.filter((name) => !name.startsWith('in-')), endedAt: new Date(clock.now()) });
    };
    try {
      if (!work) throw new UserError('job-unknown', `There is no work "${doc.kind}".`);
      const result = await work({
        services,
        programme,
        params: doc.params,
        by: doc.by,
        folder: this.folderOf(doc._id),
        progress(done, total) {
          if (performance.now() - told < TOLD_EVERY) return;
          told = performance.now();
          void touch({ done, total });
        },
      });
      await end({ state: 'done', result: JSON.parse(JSON.stringify(result ?? null)) as unknown });
    } catch (error) {
      if (!(error instanceof UserError))
        log.error({ error: (error as Error).name, job: doc.kind }, 'a job of the console failed');
      const {
        code,
        message,
        hint = '',
      } = error instanceof UserError ? error : new UserError('failed', 'Something went wrong in the program.');
      await end({ state: 'failed', failure: { code, message, hint } });
    } finally {
      clearInterval(beating);
    }
  }
}

/** What was made a week ago goes with its folder; `folder` — as of `Jobs`. */
export async function sweepJobs({ store, clock }: Services, folder: string): Promise<number> {
  const folders = await readdir(folder).catch(() => []);
  const old = new Date(clock.now() - KEPT);
  const found = await store.jobs.find({ _id: { $in: folders } }).toArray();
  const ended = new Map(found.map(({ _id, at, endedAt }) => [_id, endedAt ?? at]));
  let gone = 0;
  for (const id of folders) {
    // A file that is still arriving belongs to no job yet.
    const last = ended.get(id) ?? (await stat(join(folder, id))).mtime;
    if (last > old) continue;
    await rm(join(folder, id), { recursive: true, force: true });
    gone += 1;
  }
  return gone;
}

/** Its process died, or lost the database, before it was done. */
export const isLost = ({ state, touchedAt }: JobDoc, now: number): boolean =>
  state === 'running' && now - touchedAt.getTime() > LOST;
