/** Long work of the console: it outlives the page, says when its process died, goes on where it was, and its files are for those whose part it is. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Jobs, sweepJobs } from '../../src/console/jobs/runner.js';
import { applyCorrections, IN_FILE } from '../../src/console/jobs/corrections.js';
import { WORKS } from '../../src/console/jobs/works.js';
import { dischargeStage } from '../discharge/stage.js';
import { csv, row, runOf, writeList } from '../support/list-file.js';
import { DAY, type TestStage } from '../support/services.js';
import { type OpenWeb, openWeb, signIn } from '../support/console.js';

let stage: TestStage;
let site: OpenWeb;
let jobs: Jobs;

beforeAll(async () => {
  stage = await dischargeStage();
  site = await openWeb(stage.services, ['ana', 'tic']);
  jobs = new Jobs(stage.services, site.folder, WORKS);
}, 60_000);
afterAll(async () => {
  await site.close();
  await stage.close();
});

const list = (people: number) => csv(Array.from({ length: people }, (_, n) => row({ ...runOf(n + 1) }, n + 1)));

describe('a job', () => {
  it('whose process died says so, and goes on', async () => {
    const { id, folder: own } = await jobs.prepare();
    copyFileSync(writeList(list(20)), join(own, IN_FILE));
    const { services } = stage;
    await jobs.begin({ kind: 'takeList', programme: stage.programme, by: 'tic', params: { file: 'lista.csv' }, id });
    await jobs.idle();
    // As a killed process leaves it.
    writeFileSync(join(own, IN_FILE), list(20));
    await services.store.jobs.updateOne({ _id: id }, { $set: { state: 'running', result: null, endedAt: null } });
    await services.store.imports.updateOne({}, { $set: { state: 'reading', lastLine: 5 } });
    stage.pass(61_000);
    const tic = await signIn(site.address, 'tic');
    expect(await (await tic.get(`/console/jobs/${id}`)).text()).toContain('Se interrumpió antes de terminar');
    expect((await tic.post(`/console/jobs/${id}/again`)).status).toBe(303);
    for (
      let tries = 0;
      tries < 100 && (await services.store.jobs.findOne({ _id: id }))?.state === 'running';
      tries += 1
    )
      await new Promise((resolve) => setTimeout(resolve, 50));
    const done = await services.store.jobs.findOne({ _id: id });
    expect(done).toMatchObject({ state: 'done', result: { rows: 20, imported: 20 } });
    expect(await services.store.persons.countDocuments({})).toBe(20);
    expect(await services.store.imports.findOne({})).toMatchObject({ state: 'done', file: 'lista.csv' });
    // What held names in clear is gone with it; done work is not done again.
    expect(existsSync(join(own, IN_FILE))).toBe(false);
    expect((await tic.post(`/console/jobs/${id}/again`)).status).toBe(409);
  });

  it('gives its files to those whose part it is, writes down who took them, and keeps them a week', async () => {
    const { store } = stage.services;
    const id = await jobs.begin({ kind: 'exportContacts', programme: stage.programme, by: 'ana' });
    await jobs.idle();
    const [ana, tic] = [await signIn(site.address, 'ana'), await signIn(site.address, 'tic')];
    const path = `/console/jobs/${id}/files/contactos.csv`;
    const file = await ana.get(path);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="contactos.csv"');
    expect(await file.text()).toBe(
      readFileSync(join(jobs.folderOf(id), 'contactos.csv'), 'utf8').replace('\ufeff', ''),
    );
    expect((await tic.get(path)).status).toBe(404);
    for (const name of ['..%2F..%2Fetc%2Fpasswd', 'in-file', '%00', '__proto__'])
      expect((await ana.get(`/console/jobs/${id}/files/${name}`)).status).toBe(404);
    const audit = await store.audit.find({ stream: 'console:minsal' }).sort({ seq: -1 }).limit(1).next();
    expect(JSON.parse(audit?.event ?? '[]')).toEqual(['fetched', 'exportContacts', id, 'contactos.csv', 'ana']);
    expect(await sweepJobs(stage.services, site.folder)).toBe(0);
    stage.pass(8 * DAY);
    expect(await sweepJobs(stage.services, site.folder)).toBe(2);
    const later = await signIn(site.address, 'ana');
    expect((await later.get(path)).status).toBe(404);
  });

  it('that fails says what to do, and never what it was about', async () => {
    const { id, folder: own } = await jobs.prepare();
    writeFileSync(join(own, IN_FILE), 'no;list;at;all\n1;2;3;4\n');
    await jobs.begin({ kind: 'judgeList', programme: stage.programme, by: 'tic', params: { file: 'otra.csv' }, id });
    await jobs.idle();
    const text = await (await (await signIn(site.address, 'tic')).get(`/console/jobs/${id}`)).text();
    expect(text).toMatch(/El archivo no tiene la línea|Al archivo le faltan columnas/);
  });
});

describe('a list that is sent', () => {
  const send = async (tic: Awaited<ReturnType<typeof signIn>>, fields: Record<string, string>, file: string | null) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    if (file !== null) form.append('file', new Blob([file]), '../../lista.csv');
    return fetch(`${site.address}/console/lists`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: tic.cookie },
      body: form,
    });
  };

  it('is judged and changes nothing until it is taken', async () => {
    const { store } = stage.services;
    const tic = await signIn(site.address, 'tic');
    const before = await store.persons.countDocuments({});
    const answer = await send(tic, { key: tic.key, programme: 'minsal' }, list(25));
    expect(answer.status).toBe(303);
    const id = answer.headers.get('location')?.split('/').at(-1) ?? '';
    for (let tries = 0; tries < 100 && (await store.jobs.findOne({ _id: id }))?.state === 'running'; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await store.jobs.findOne({ _id: id })).toMatchObject({
      state: 'done',
      params: { file: 'lista.csv' },
      result: { imported: 25 },
    });
    expect(await store.persons.countDocuments({})).toBe(before);
  });

  it('is mended where it is refused: by whom is written down, what the cells hold is in no database, and the rest goes on', async () => {
    const { store } = stage.services;
    const tic = await signIn(site.address, 'tic');
    const [bad, good] = [{ ...runOf(901), DV: 'Z' }, runOf(901).DV ?? ''];
    const sent = await send(tic, { key: tic.key, programme: 'minsal' }, csv([row(runOf(900), 900), row({ ...bad, NOMBRES: 'ELEUTERIA' }, 901)])); // prettier-ignore
    const id = sent.headers.get('location')?.split('/').at(-1) ?? '';
    const judged = async () => {
      for (let tries = 0; tries < 100 && (await store.jobs.findOne({ _id: id }))?.state === 'running'; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 50));
      return store.jobs.findOne({ _id: id });
    };
    expect(await judged()).toMatchObject({ state: 'done', result: { imported: 1, rejected: 1 } });
    const page = await (await tic.get(`/console/jobs/${id}`)).text();
    expect(page).toContain('name="cell-3-DV" value="Z"');
    const mend = (fields: Record<string, string>) => tic.post('/console/lists/mend', { job: id, ...fields });
    // As it stood, and a cell that was not refused: nothing is done.
    expect((await mend({ 'cell-3-DV': 'Z', 'cell-2-RUN': '1', 'cell-3-__proto__': '1' })).status).toBe(303);
    const file = join(site.folder, id, IN_FILE);
    const before = readFileSync(file);
    // Wrong, back, wrong again, right: each is written down.
    for (const typed of ['Y', 'Z', 'Y', good]) {
      expect((await mend({ 'cell-3-DV': typed })).status).toBe(303);
      await judged();
    }
    expect(await judged()).toMatchObject({ state: 'done', result: { imported: 2, rejected: 0 } });
    expect(readFileSync(file).equals(before)).toBe(false);
    const written = () =>
      readFileSync(join(site.folder, id, 'correcciones.csv'), 'utf8')
        .trim()
        .split('\r\n')
        .slice(1);
    expect(written().map((each) => each.split(';').slice(0, 5).join(';'))).toEqual(['3;DV;Z;Y;tic', '3;DV;Y;Z;tic', '3;DV;Z;Y;tic', `3;DV;Y;${good};tic`]); // prettier-ignore
    // A process that died when all was written but the list: it is done again, and written down once.
    writeFileSync(file, before);
    const last = {
      line: 3,
      column: 'DV',
      value: good,
      by: 'tic',
      at: new Date(stage.services.clock.now()).toISOString(),
    };
    writeFileSync(join(site.folder, id, 'in-corrections.json'), JSON.stringify([last]));
    await applyCorrections(join(site.folder, id));
    expect(written()).toHaveLength(4);
    expect(readFileSync(file, 'utf8')).toContain(`;${good};ELEUTERIA`);
    expect(JSON.stringify(await store.jobs.findOne({ _id: id }))).not.toContain('ELEUTERIA');
    const audit = await store.audit.find({ stream: 'console:minsal' }).sort({ seq: -1 }).limit(2).toArray();
    expect(audit.map(({ event }) => JSON.parse(event) as unknown)).toContainEqual(['corrected', id, 'tic', ['3 DV']]);
    expect((await tic.post('/console/lists/take', { job: id })).status).toBe(303);
    expect(await judged()).toMatchObject({ kind: 'takeList', state: 'done', result: { imported: 2 } });
    // What held names in clear is gone; what was corrected can be fetched.
    expect(readdirSync(join(site.folder, id)).sort()).toEqual(['correcciones.csv', 'informe.json']);
    expect((await mend({ 'cell-3-DV': '1' })).status).toBe(409);
  });

  it('from another page, without a file or for no programme is refused, and leaves nothing', async () => {
    const tic = await signIn(site.address, 'tic');
    const before = await stage.services.store.jobs.countDocuments({});
    expect((await send(tic, { key: 'other', programme: 'minsal' }, list(1))).status).toBe(403);
    expect((await send(tic, { key: tic.key, programme: 'minsal' }, null)).status).toBe(400);
    expect((await send(tic, { key: tic.key, programme: 'nowhere' }, list(1))).status).toBe(400);
    expect(await stage.services.store.jobs.countDocuments({})).toBe(before);
  });
});
