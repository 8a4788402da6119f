import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { loadAppointments } from '../../src/load/appointments.js';
import { sourcesOf } from '../../src/load/sources.js';
import { loadPersons } from '../../src/store/loadConversations.js';
import { knownAppointments } from '../../src/store/queries/knownAppointments.js';
import { patient } from '../support/people.js';
import { DAY, TestStage } from '../support/services.js';

let stage: TestStage;
const folder = mkdtempSync(join(tmpdir(), 'vigente-agenda-'));
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

const MONDAY = Date.parse('2026-11-23T12:00:00Z');

async function load(lines: readonly string[], asOf: number, complete = false, source = 'Agenda Osorno') {
  const file = join(folder, 'agenda.csv');
  writeFileSync(file, lines.join('\n'));
  return loadAppointments(stage.services, stage.programme, file, { source, asOf, complete });
}

async function known(person: string, now = MONDAY + DAY) {
  const persons = [...(await loadPersons(stage.services.store, [person])).values()];
  return (await knownAppointments(stage.services.store, stage.programme, persons, now)).get(person);
}

describe('appointments', () => {
  it('are kept with their source and day: twice is once, older undoes nothing, and what is refused is named', async () => {
    const ana = patient();
    const [placed] = await stage.add(ana);
    const person = placed?.person ?? '';
    const run = `${ana.run}-${runCheckDigit(ana.run)}`;
    const head = 'DOCUMENTO;FECHA;HORA;LUGAR;PRESTACION;ESTADO;REFERENCIA';
    expect(await known(person)).toBeUndefined();

    const file = [head, `${run};04/12/2026;9:30;CRS Maipú;Traumatología;AGENDADA;A1`, `${run};2026-12-20;;;;;A2`,
      `7654321-${runCheckDigit(7654321)};04/12/2026;10:00;;;;B1`, `${run};31/02/2026;;;;;C`, `${run};04/12/2026;25:99;;;;D`, `1-1;04/12/2026;;;;;E`,
      `${run};04/12/2026;;;;quizás;F`]; // prettier-ignore
    const first = await load(file, MONDAY);
    expect(first).toMatchObject({ rows: 7, taken: 2, unknown: 1, older: 0, gone: 0 });
    expect(first.refused.map(({ line, why }) => [line, why.split(':')[0]])).toEqual([
      [5, 'FECHA'],
      [6, 'HORA'],
      [7, 'DOCUMENTO'],
      [8, 'ESTADO'],
    ]);
    const both = [
      { agenda: '', id: expect.any(String) as unknown as string, on: '2026-12-04', at: '09:30', place: 'CRS Maipú' },
      { agenda: '', id: expect.any(String) as unknown as string, on: '2026-12-20', at: null, place: '' },
    ];
    expect(await known(person)).toEqual({ source: 'Agenda Osorno', asOf: '2026-11-23', ahead: both });
    await load(file, MONDAY);
    expect(await stage.services.store.appointments.countDocuments({ person })).toBe(2);
    const stored = await stage.services.store.appointments.findOne({ person, on: '2026-12-04' });
    expect(JSON.stringify(stored)).not.toMatch(/Maip|Traumat/);

    // An older file moves nothing back; a newer one moves, cancels, and if it is complete, ends what it does not have.
    expect(await load([head, `${run};01/01/2027;;;;;A1`], MONDAY - DAY)).toMatchObject({ taken: 0, older: 1 });
    await load([head, `${run};05/12/2026;8:00;CRS Maipú;;;A1`], MONDAY + DAY);
    expect((await known(person))?.ahead.map(({ on }) => on)).toEqual(['2026-12-05', '2026-12-20']);
    expect(await load([head, `${run};05/12/2026;8:00;CRS Maipú;;ANULADA;A1`], MONDAY + DAY + 1, true)).toMatchObject({
      taken: 1,
      gone: 1,
    });
    expect((await known(person))?.ahead).toEqual([]);
  });

  it('are said to be none only by agendas that were told whole and read whole', async () => {
    const ana = patient();
    const [placed] = await stage.add(ana);
    const person = placed?.person ?? '';
    const run = `${ana.run}-${runCheckDigit(ana.run)}`;
    await stage.services.store.sources.deleteMany({});
    // Nothing of it could be read: it makes nothing fresh.
    await load(['DOCUMENTO;FECHA;HORA', `${run};04/12/2026;25:99`], MONDAY, true, 'Agenda Puerto Montt');
    expect(await stage.services.store.sources.countDocuments({})).toBe(0);
    // A part of an agenda, and an agenda beside one that was not told whole, know nothing of those who are not in it.
    await load(['DOCUMENTO;FECHA'], MONDAY, false, 'Agenda Puerto Montt');
    expect(await known(person)).toBeUndefined();
    await load(['DOCUMENTO;FECHA'], MONDAY, true, 'Agenda Castro');
    expect(await known(person)).toBeUndefined();
    await load(['DOCUMENTO;FECHA'], MONDAY + 1, true, 'Agenda Puerto Montt');
    expect((await known(person))?.ahead).toEqual([]);
  });

  it('of a source that is too old are told to nobody, and the source is named with what is blocked', async () => {
    const ana = patient();
    const [placed] = await stage.add(ana);
    await load(
      ['DOCUMENTO;FECHA', `${ana.run}-${runCheckDigit(ana.run)};10/12/2026`],
      MONDAY,
      false,
      'Agenda Valdivia',
    );
    expect((await known(placed?.person ?? ''))?.source).toBe('Agenda Valdivia');
    expect(await known(placed?.person ?? '', MONDAY + 9 * DAY)).toBeUndefined();
    stage.clock.advanceTo(MONDAY + 9 * DAY);
    const states = await sourcesOf(stage.services, stage.programme);
    expect(states.find(({ name }) => name === 'Agenda Valdivia')).toMatchObject({ fresh: false, ageDays: 9 });
  });

  it('are refused as of a moment to come, and from a file without its columns', async () => {
    await expect(load(['DOCUMENTO;FECHA'], Date.parse('2030-01-01'))).rejects.toThrow('moment to come');
    await expect(load(['RUN;DIA', '1;2'], MONDAY)).rejects.toThrow('lacks DOCUMENTO, FECHA');
  });
});
