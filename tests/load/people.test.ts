import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPeople } from '../../src/load/people.js';
import { chooseProgramme } from '../../src/programmes/programme.js';
import { loadPersons } from '../../src/store/loadConversations.js';
import { TestStage } from '../support/services.js';

let stage: TestStage;
const folder = mkdtempSync(join(tmpdir(), 'vigente-people-'));
const file = join(folder, 'people.csv');
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

const HEAD = 'DOCUMENTO;NOMBRES;APELLIDOS;NACIMIENTO;TELEFONO;TELEFONO_2;COMUNA';
function load(lines: readonly string[], programme = 'jujuy', synthetic = true) {
  writeFileSync(file, [HEAD, ...lines, ''].join('\n'));
  return loadPeople(stage.services, chooseProgramme(stage.services.programmes, programme), file, { synthetic });
}
const persons = () => stage.services.store.persons.find({ programme: 'jujuy' }).toArray();

describe('people of a service without a list', () => {
  it('are kept once, sealed, asked by nobody; a new number is added and the old one stays', async () => {
    const row = '25.345.678;CARMEN ROSA;PRUEBA;12/04/76;388 412-3401;;Palpalá';
    expect(await load([row])).toEqual({ rows: 1, added: 1, known: 0, refused: [] });
    expect(await load([row])).toEqual({ rows: 1, added: 0, known: 1, refused: [] });
    await load([row.replace('388 412-3401', '388 412-3499')]);
    const [carmen, more] = await persons();
    expect(more).toBeUndefined();
    expect(carmen).toMatchObject({ synthetic: true, birthYear: 1976, asking: { state: 'closed', dueAt: null } });
    expect(carmen?.contacts).toHaveLength(2);
    expect(JSON.stringify(carmen)).not.toMatch(/CARMEN|25345678|4123401/);
    const known = await loadPersons(stage.services.store, [carmen?._id ?? '']);
    expect(known.get(carmen?._id ?? '')?.secret).toMatchObject({ names: 'CARMEN ROSA', birthDate: '1976-04-12' });
  });

  it('are refused line by line, with the column and the reason', async () => {
    const { refused } = await load([
      'x;ANA;;1980-01-01;388 412-3402;;', '27111222;;;1980-01-01;388 412-3402;;', '27111222;ANA;;31/02/1980;388 412-3402;;',
      '27111222;ANA;;1980-01-01;123;;', '27111222;ANA;;2999-01-01;388 412-3402;;',
    ]); // prettier-ignore
    expect(refused.map(({ line, why }) => [line, why.split(':')[0]])).toEqual([
      [2, 'DOCUMENTO'],
      [3, 'NOMBRES'],
      [4, 'NACIMIENTO'],
      [5, 'TELEFONO'],
      [6, 'NACIMIENTO'],
    ]);
  });

  it('that are real never enter a database of invented ones', async () => {
    const real = '28000111;LUISA;;1980-01-01;388 412-3403;;';
    await expect(load([real], 'jujuy', false)).rejects.toMatchObject({ code: 'kinds-mixed' });
  });

  it('of a programme that has a list come in with the list: nothing of it is written over', async () => {
    await expect(load(['15123456-4;ANA;;1980-01-01;961234567;;'], 'minsal')).rejects.toMatchObject({
      code: 'programme-has-list',
    });
  });
});
