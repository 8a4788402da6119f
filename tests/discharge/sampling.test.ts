/** Call-backs: drawn at random, counted by group, and a wrong one holds the place at once. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSample, writeSample } from '../../src/discharge/sample-file.js';
import { propose } from '../../src/discharge/propose.js';
import { calledBack, drawSample, sampleOf } from '../../src/discharge/sampling.js';
import { suspectsCancer } from '../../src/discharge/oncology.js';
import { patient } from '../support/people.js';
import type { TestStage } from '../support/services.js';
import { dischargeStage, giveUp, stateOf, type GaveUp } from './stage.js';

let stage: TestStage;
let people: GaveUp[];
beforeAll(async () => {
  stage = await dischargeStage();
  people = await giveUp(stage, [patient(), patient(), patient(), patient({ birthDate: '1980-01-01' })]);
  await propose(stage.services, stage.programme);
});
afterAll(() => stage.close());

describe('call-backs', () => {
  it('are drawn once each, by a seed, and are calls of the desk', async () => {
    expect(await drawSample(stage.services, stage.programme, 3, 5)).toBe(3);
    expect(await drawSample(stage.services, stage.programme, 10, 5)).toBe(1);
    expect(await drawSample(stage.services, stage.programme, 10, 5)).toBe(0);
    for (const { person } of people) expect(await stage.tasks(person)).toContain('call callBack');
  });

  it('give the rate with its interval, in all and by group; who was not reached says nothing', async () => {
    const ids = (await stage.services.store.samples.find({}).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    await calledBack(stage.services, 'ana', ids[0] ?? '', 'right');
    await calledBack(stage.services, 'ana', ids[1] ?? '', 'wrong');
    await calledBack(stage.services, 'digera', ids[2] ?? '', 'notReached');
    const { total, groups } = await sampleOf(stage.services.store, stage.programme);
    expect(total).toMatchObject({ drawn: 3, answered: 2, wrong: 1, share: 0.5 });
    expect(total.low).toBeGreaterThan(0);
    expect(total.high).toBeLessThan(1);
    expect(Object.keys(groups['age'] ?? {}).sort()).toEqual(['40-49', '70-79']);
    const [wrong] = await stage.services.store.samples.find({ 'result.is': 'wrong' }).toArray();
    expect(await stateOf(stage, wrong?.entry ?? '')).toBe('withdrawn');
    expect(await stage.services.store.holds.countDocuments({ _id: wrong?.entry ?? '' })).toBe(1);
    await expect(calledBack(stage.services, 'ana', 'nobody', 'right')).rejects.toMatchObject({
      code: 'sample-unknown',
    });
    await expect(calledBack(stage.services, 'servicio', ids[0] ?? '', 'right')).rejects.toMatchObject({
      code: 'user-may-not',
    });
  });
});

describe('call-backs as a file', () => {
  it('go out with the numbers and come back with what was heard', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vigente-sample-'));
    try {
      const out = join(folder, 'sample.csv');
      expect(await writeSample(stage.services, stage.programme, out)).toBe(1);
      const [header = '', row = ''] = (await readFile(out, 'utf8')).replace('\ufeff', '').split('\r\n');
      expect(row).toMatch(/;HORTENSIA DEL CARMEN QUILAQUEO;569\d{8};$/);
      const back = join(folder, 'back.csv');
      await writeFile(back, [header, `${row}correcto`, 'nobody;;;;correcto', `${row}quizas`, row].join('\n'));
      const read = await readSample(stage.services, back, 'ana');
      expect(read).toMatchObject({ rows: 4, right: 1, wrong: 0, open: 1 });
      expect(read.refused.map(({ line }) => line)).toEqual([3, 4]);
      await expect(readSample(stage.services, back, 'servicio')).rejects.toMatchObject({ code: 'user-may-not' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a suspicion of cancer', () => {
  it.each([
    'C50.9',
    'D05',
    'D48.6',
    'sospecha cáncer de mama',
    'TUMOR RENAL',
    'Neoplasia maligna',
    'nódulo mamario BIRADS 4',
    'obs. CA de próstata',
    'linfoma',
  ])('is seen in %j', (text) => {
    expect(suspectsCancer(text)).toBe(true);
  });
  it.each([
    'COXARTROSIS',
    'J45.0',
    'M16',
    'catarata',
    'hernia inguinal',
    'vicio de refracción',
    'D64.9 anemia',
    'cancha',
    '',
  ])('is not seen in %j', (text) => {
    expect(suspectsCancer(text)).toBe(false);
  });
});
