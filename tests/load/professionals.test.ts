/** A file that names everybody of its source: what goes, what stays, and what an older file may not undo. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadProfessionals } from '../../src/load/professionals.js';
import { HOUR, TestStage } from '../support/services.js';
import { workFolder } from '../support/work-folder.js';

const ANA = 'Ana Puig;Cardiologia;Planta 2;dilluns;93 000 00 00';
const JOAN = 'Joan Vila;Neurologia;Planta 3;;';

let stage: TestStage;
const file = join(workFolder(), 'professionals.csv');
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

async function load(lines: readonly string[], { source = 'Guia', ago = 0 } = {}) {
  await writeFile(file, ['NOMBRE;SERVICIO;LUGAR;HORARIO;TELEFONO', ...lines].join('\n'));
  return loadProfessionals(stage.services, stage.programme, file, { source, asOf: stage.clock.now() - ago });
}
const names = async () =>
  (await stage.services.store.professionals.find({ programme: 'minsal' }).toArray()).map(({ name }) => name).sort();
const noted = async () => (await stage.services.store.sources.find({}).toArray()).map(({ name, rows, complete }) => [name, rows, complete]); // prettier-ignore

it('keeps everybody it names, and says whose data it is', async () => {
  expect(await load([ANA, JOAN])).toMatchObject({ rows: 2, taken: 2, gone: 0, refused: [] });
  expect(await names()).toEqual(['Ana Puig', 'Joan Vila']);
  expect(await noted()).toEqual([['Guia', 2, true]]);
});

it('lets nobody go while a line cannot be read, nor for another source’s file', async () => {
  stage.pass(HOUR);
  const loaded = await load([ANA, 'Joan Vila;;Planta 3;;']);
  expect(loaded).toMatchObject({ taken: 1, gone: 0 });
  expect(loaded.refused).toEqual([{ line: 3, why: 'SERVICIO: empty' }]);
  expect(await load(['Eva Roca;Pediatria;Planta 1;;'], { source: 'Hospital' })).toMatchObject({ taken: 1, gone: 0 });
  expect(await names()).toEqual(['Ana Puig', 'Eva Roca', 'Joan Vila']);
});

it('lets go whoever it names no more, and an older file undoes nothing', async () => {
  expect(await load([ANA])).toMatchObject({ taken: 1, gone: 1 });
  expect(await load([ANA, JOAN], { ago: 3 * HOUR })).toMatchObject({ taken: 0, older: 2, gone: 0 });
  expect(await names()).toEqual(['Ana Puig', 'Eva Roca']);
  await expect(load([ANA], { ago: -48 * HOUR })).rejects.toMatchObject({ code: 'as-of-to-come' });
});
