/** SIGTE's answer about entries that have no folio, or whose folio it does not say. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptAnswer } from '../../src/discharge/accept.js';
import { dryRun, signAlarm } from '../../src/discharge/batch.js';
import { exportSigte } from '../../src/discharge/export.js';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { patient } from '../support/people.js';
import type { TestStage } from '../support/services.js';
import { approveAll, dischargeStage, giveUp, RESOLVER, stateOf, type GaveUp } from './stage.js';

const entry = { enteredOn: '2023-03-10', careCode: '07-101', healthService: 23 };
const without = (localId: string) => patient({ entries: [{ ...entry, localId }] });

let stage: TestStage;
let folder: string;
let people: GaveUp[];
beforeAll(async () => {
  stage = await dischargeStage();
  folder = await mkdtemp(join(tmpdir(), 'vigente-folio-'));
  // By number, by row, with a folio that the answer does not say, and one that gets its folio with the answer.
  people = await giveUp(stage, [without('H-77'), without('1,23E+11'), patient(), without('H-78')]);
  await approveAll(stage);
  for (const { id } of (await dryRun(stage.services, stage.programme)).alarms)
    await signAlarm(stage.services, stage.programme, 'digera', id, 'looked');
  await exportSigte(stage.services, stage.programme, { by: 'ana', out: join(folder, 'out.csv'), resolver: RESOLVER });
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

it('is told by the number of the establishment, else by what makes the entry the one it is', async () => {
  const [byNumber, byRow, withFolio, later] = people as [GaveUp, GaveUp, GaveUp, GaveUp];
  expect(people.map(({ entry: id }) => id.split(':')[1])).toEqual(['local', 'hash', 'sigte', 'local']);
  const { run } = byRow.patient;
  const folio = withFolio.entry.split(':').at(-1) ?? '';
  const file = join(folder, 'answer.csv');
  await writeFile(
    file,
    [
      'SIGTE_ID;ESTADO;MOTIVO;ESTAB_DEST;ID_LOCAL;RUN;DV;PRESTA_MIN;EXTREMIDAD;F_ENTRADA',
      ';ACEPTADO;;123100;H-77;;;;;',
      `;RECHAZADO;Causal;123100;1,23E+11;${run};${runCheckDigit(run)};07-101;;10-03-2023`,
      `0;ACEPTADO;;123100;L${folio};;;;;`,
      '99000001;ACEPTADO;;123100;H-78;;;;;',
      // Another care of the same person, another establishment with the same number, and a row that names nothing.
      `;ACEPTADO;;123100;;${run};${runCheckDigit(run)};07-102;;10-03-2023`,
      ';ACEPTADO;;123999;H-77;;;;;',
      ';ACEPTADO;;123100;;;;;;',
    ].join('\n'),
  );
  const accepted = await acceptAnswer(stage.services, stage.programme, file, folder);
  expect(accepted).toMatchObject({ rows: 7, accepted: 3, rejected: 1, unknown: 2 });
  expect(accepted.refused).toEqual([{ line: 8, why: expect.stringContaining('neither ESTAB_DEST') }]);
  const states = await Promise.all([byNumber, byRow, withFolio, later].map((each) => stateOf(stage, each.entry)));
  expect(states).toEqual(['accepted', 'rejected', 'accepted', 'accepted']);
  expect(await acceptAnswer(stage.services, stage.programme, file, folder)).toMatchObject({ accepted: 0, known: 4 });
});

it('is taken for none of two entries that bear one number', async () => {
  const [, , withFolio, later] = people as [GaveUp, GaveUp, GaveUp, GaveUp];
  const { entries } = stage.services.store;
  await entries.updateMany({ _id: { $in: [withFolio.entry, later.entry] } }, { $set: { localId: 'H-79' } });
  const file = join(folder, 'double.csv');
  await writeFile(file, 'SIGTE_ID;ESTADO;ESTAB_DEST;ID_LOCAL\n;RECHAZADO;123100;H-79');
  const { refused, accepted, rejected } = await acceptAnswer(stage.services, stage.programme, file, folder);
  expect([accepted, rejected, refused]).toEqual([0, 0, [{ line: 2, why: expect.stringContaining('two entries') }]]);
});
