/** Several centres at one desk: whose a task is, who takes over what waits, where a call goes, and what is written down of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agentsAt, routeTasks } from '../../src/desk/centres.js';
import { release } from '../../src/desk/claims.js';
import { nextTask } from '../../src/desk/next.js';
import { routeCall } from '../../src/desk/route-call.js';
import { reportRouting } from '../../src/desk/routing-report.js';
import { addUser } from '../../src/discharge/users.js';
import { loadCentres } from '../../src/load/centres.js';
import { loadProgramme } from '../../src/programmes/programme.js';
import { PATHS } from '../../src/paths.js';
import type { DeskTaskDoc, UserDoc } from '../../src/store/documents.js';
import { patient } from '../support/people.js';
import { DAY, HOUR, TestStage } from '../support/services.js';
import { workFolder } from '../support/work-folder.js';
import { operators } from './stage.js';

const HEAD = 'CODIGO;NOMBRE;LATITUD;LONGITUD;ZONAS;TELEFONO;IDIOMAS;TEMAS;LINEAS;TURNOS';
const NORTH = 'norte;Centro Norte;-18,48;-70,33;15 01;+56 58 200 0000;es;;2;09:00-18:00x2';
const SOUTH = 'sur;Centro Sur;-40,57;-73,13;10;;es;call;1;08:00-12:00x1';

let stage: TestStage;
let people: Record<'norte' | 'sur' | 'tic', UserDoc>;
const folder = workFolder();

async function load(lines: readonly string[], over: Partial<{ asOf: number; source: string }> = {}) {
  const file = join(folder, 'centres.csv');
  await writeFile(file, [HEAD, ...lines].join('\n'));
  return loadCentres(stage.services, stage.programme, file, { source: 'Red', asOf: stage.clock.now(), ...over });
}

beforeAll(async () => {
  const minsal = await loadProgramme(join(PATHS.programmes, 'minsal'));
  stage = await TestStage.open({
    programme: { sources: { ...minsal.sources, centres: { owner: 'Red', maxAgeDays: 30 } } },
  });
  await operators(stage, []);
  await load([NORTH, SOUTH]);
  for (const name of ['norte', 'sur'])
    await addUser(stage.services, { name: `op-${name}`, role: 'operator', services: [], centre: name, by: 'tic' });
  const found = await stage.services.store.users.find({}).toArray();
  const of = (id: string) => found.find(({ _id }) => _id === id) as UserDoc;
  people = { norte: of('op-norte'), sur: of('op-sur'), tic: of('tic') };
});
afterAll(() => stage.close());

let made = 0;
async function task(commune: string, over: Partial<DeskTaskDoc> = {}): Promise<DeskTaskDoc> {
  const [placed] = await stage.add(patient());
  await stage.services.store.persons.updateOne({ _id: placed?.person ?? '' }, { $set: { commune } });
  const at = new Date(stage.clock.now());
  const doc: DeskTaskDoc = {
    _id: `centre-task${(made += 1)}`, programme: 'minsal', queue: 'call', reason: 'askedForPerson', person: placed?.person ?? null, entry: null, conversation: null,
    state: 'open', at, dueAt: at, ...over,
  }; // prettier-ignore
  await stage.services.store.deskTasks.insertOne(doc);
  return doc;
}
const is = async ({ _id }: DeskTaskDoc) => {
  const found = await stage.services.store.deskTasks.findOne({ _id });
  return [found?.centre ?? null, found?.moved ?? false];
};

beforeEach(async () => {
  const { store } = stage.services;
  await store.deskTasks.updateMany({ state: 'open' }, { $set: { state: 'done' } });
  await store.deskClaims.deleteMany({});
  await store.routings.deleteMany({});
});

describe('a file of centres', () => {
  it('is taken line by line; what cannot be read is named and nothing is lost for it', async () => {
    const bad = [
      'x;X;91;0;1;;es;;;09:00-18:00x1',
      'y;Y;1;1;;;es;;;09:00-18:00x1',
      'z;Z;1;1;1;;es;;;9-18',
      'w;W;1;1;1;;es;;;18:00-09:00x1',
    ];
    const loaded = await load([NORTH, ...bad]);
    expect(loaded).toMatchObject({ rows: 5, taken: 1, gone: 0 });
    expect(loaded.refused.map(({ line, why }) => [line, why.split(':')[0]])).toEqual([[3, 'LATITUD'], [4, 'ZONAS'], [5, 'TURNOS'], [6, 'TURNOS']]); // prettier-ignore
    expect(await stage.services.store.centres.countDocuments({ programme: 'minsal' })).toBe(2);
  });

  it('takes out whoever is in it no more, and an older one changes nothing', async () => {
    stage.pass(1000);
    expect(await load([NORTH])).toMatchObject({ taken: 1, gone: 1 });
    expect(await load([NORTH, SOUTH], { asOf: stage.clock.now() - HOUR })).toMatchObject({
      taken: 0,
      older: 2,
      gone: 0,
    });
    expect(await load([NORTH, SOUTH])).toMatchObject({ taken: 2, gone: 0 });
  });

  it('names who sits there by the half hour, and nobody on a Sunday', () => {
    const at = (iso: string) => agentsAt(stage.programme, [{ from: '08:00', to: '12:00', agents: 3 }], Date.parse(iso));
    expect(at('2026-11-23T10:59:00Z')).toBe(0);
    expect(at('2026-11-23T11:00:00Z')).toBe(3);
    expect(at('2026-11-23T14:59:00Z')).toBe(3);
    expect(at('2026-11-23T15:00:00Z')).toBe(0);
    expect(at('2026-11-22T13:00:00Z')).toBe(0);
    expect(at('2026-12-25T13:00:00Z')).toBe(0);
  });
});

describe('a task', () => {
  it('is its own centre’s, and what that one cannot do the next one’s, with the reason', async () => {
    const arica = await task('15101');
    const osorno = await task('10301');
    const complaint = await task('10301', { queue: 'requests' });
    expect(await routeTasks(stage.services)).toBe(3);
    expect([await is(arica), await is(osorno), await is(complaint)]).toEqual([['norte', false], ['sur', false], ['norte', true]]); // prettier-ignore
    const report = await reportRouting(stage.services, stage.programme, { from: 0, to: stage.clock.now() + 1 });
    expect(report.byCause.skill).toBe(1);
    expect(report.lines).toEqual([{ centre: 'sur', halfHour: '10:00', why: 'skill', passedOn: 1, nobody: 0 }]);
    expect(report.centres).toEqual([
      { centre: 'norte', came: 1, stayed: 1, passedOn: 0, nobody: 0, tookOver: 1 },
      { centre: 'sur', came: 2, stayed: 1, passedOn: 1, nobody: 0, tookOver: 0 },
    ]);
    expect(await routeTasks(stage.services)).toBe(0);
  });

  it('goes to the people of its centre; the others help once theirs is done and it has waited', async () => {
    const osorno = await task('10301');
    await routeTasks(stage.services);
    expect(await nextTask(stage.services, people.norte)).toBeNull();
    const before = stage.clock.now();
    await stage.services.store.deskTasks.updateOne({ _id: osorno._id }, { $set: { at: new Date(before - 5 * HOUR) } });
    const arica = await task('15101');
    await routeTasks(stage.services);
    const first = await nextTask(stage.services, people.norte);
    expect(first?._id).toBe(arica._id);
    await stage.services.store.deskTasks.updateOne({ _id: arica._id }, { $set: { state: 'done' } });
    await release(stage.services, arica, people.norte._id);
    expect((await nextTask(stage.services, people.norte))?._id).toBe(osorno._id);
    expect(await is(osorno)).toEqual(['norte', true]);
    const report = await reportRouting(stage.services, stage.programme, { from: 0, to: stage.clock.now() + 1 });
    expect(report.byCause.slow).toBe(1);
    expect(report.centres.find(({ centre }) => centre === 'sur')).toMatchObject({ came: 1, stayed: 0, passedOn: 1 });
  });

  it('is never passed on twice', async () => {
    const complaint = await task('10301', { queue: 'requests' });
    await routeTasks(stage.services);
    expect(await is(complaint)).toEqual(['norte', true]);
    const ago = new Date(stage.clock.now() - 2 * DAY);
    await stage.services.store.deskTasks.updateOne({ _id: complaint._id }, { $set: { at: ago, queue: 'call' } });
    expect(await nextTask(stage.services, people.sur)).toBeNull();
    expect((await nextTask(stage.services, people.norte))?._id).toBe(complaint._id);
  });

  it('gets its centre however much stands before it that no centre takes', async () => {
    const at = new Date(stage.clock.now() - HOUR);
    await stage.services.store.deskTasks.insertMany(
      Array.from({ length: 450 }, (_, n): DeskTaskDoc => ({
        _id: `before${n}`, programme: 'minsal', queue: n % 2 === 0 ? 'review' : 'emergency', reason: 'emergency', person: null, entry: null, conversation: null, state: 'open', at, dueAt: at,
      })),
    ); // prettier-ignore
    const arica = await task('15101');
    expect(await routeTasks(stage.services)).toBe(1);
    expect(await is(arica)).toEqual(['norte', false]);
  });

  it('of a centre that is no more is anybody’s, though it was passed on', async () => {
    const left = await task('10301', { queue: 'call', centre: 'cerrado-para-siempre', moved: true });
    expect((await nextTask(stage.services, people.sur))?._id).toBe(left._id);
    expect(await is(left)).toEqual(['sur', true]);
  });

  it('of danger is everybody’s at once, and is nobody’s area', async () => {
    const danger = await task('15101', { queue: 'emergency', reason: 'emergency' });
    expect(await routeTasks(stage.services)).toBe(0);
    expect((await nextTask(stage.services, people.sur))?._id).toBe(danger._id);
    expect(await is(danger)).toEqual([null, false]);
  });

  it('is seen by whoever sits at no centre, and by all once what is known of the centres is old', async () => {
    const arica = await task('15101');
    await routeTasks(stage.services);
    expect(await nextTask(stage.services, people.sur)).toBeNull();
    const everywhere = { ...people.sur, _id: 'op-todos' } as UserDoc;
    delete (everywhere as { centre?: string }).centre;
    expect((await nextTask(stage.services, everywhere))?._id).toBe(arica._id);
    await stage.services.store.deskClaims.deleteMany({});
    await stage.services.store.centres.updateMany({}, { $set: { asOf: new Date(0) } });
    stage.pass(2 * 60_000);
    expect((await nextTask(stage.services, people.sur))?._id).toBe(arica._id);
    await stage.services.store.centres.updateMany({}, { $set: { asOf: new Date(stage.clock.now()) } });
    stage.pass(2 * 60_000);
  });
});

describe('a call that comes in', () => {
  const call = (code: string, lines: Parameters<typeof routeCall>[3] = []) =>
    routeCall(stage.services, stage.programme, { code, language: 'es-CL', about: ['call'] }, lines);

  it('goes to its own centre, or at once to the next by what the exchange says of its lines', async () => {
    expect(await call('10301')).toMatchObject({ own: { code: 'sur' }, to: { code: 'sur' }, why: null });
    const full = [{ centre: 'sur', busy: 1, waiting: 1 }];
    expect(await call('10301', full)).toMatchObject({ to: { code: 'norte', phone: '+56 58 200 0000' }, why: 'full' });
    const both = [...full, { centre: 'norte', busy: 2, waiting: 2 }];
    expect(await call('10301', both)).toMatchObject({ own: { code: 'sur' }, to: null, why: 'full' });
    const { byCause, centres } = await reportRouting(stage.services, stage.programme, { from: 0, to: stage.clock.now() + 1, what: 'call' }); // prettier-ignore
    expect(byCause.full).toBe(2);
    expect(centres.find(({ centre }) => centre === 'sur')).toMatchObject({
      came: 3,
      stayed: 1,
      passedOn: 1,
      nobody: 1,
    });
  });

  it('counts who has somebody before them as busy', async () => {
    const arica = await task('10301');
    await routeTasks(stage.services);
    expect((await nextTask(stage.services, people.sur))?._id).toBe(arica._id);
    expect(await call('10301')).toMatchObject({ to: { code: 'norte' }, why: 'slow' });
  });
});
