import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPayments } from '../../src/load/payments.js';
import { loadPeople } from '../../src/load/people.js';
import { sourcesOf } from '../../src/load/sources.js';
import { chooseProgramme, type Programme } from '../../src/programmes/programme.js';
import { loadPersons } from '../../src/store/loadConversations.js';
import { knownPayments } from '../../src/store/queries/knownPayments.js';
import { DAY, TestStage } from '../support/services.js';

let stage: TestStage;
let asepeyo: Programme;
const folder = mkdtempSync(join(tmpdir(), 'vigente-payments-'));
const file = join(folder, 'rows.csv');
const write = (...lines: readonly string[]) => writeFileSync(file, [...lines, ''].join('\n'));
const NOW = Date.parse('2026-11-23T12:00:00Z');
/** Documents of the people of these tests, one each. */
const DOCUMENTS = ['12345678Z', '87654321X', '11111112L', '41234567Y'];
let people: ReadonlyMap<string, string>;

beforeAll(async () => {
  stage = await TestStage.open();
  asepeyo = chooseProgramme(stage.services.programmes, 'asepeyo');
  write('DOCUMENTO;NOMBRES;NACIMIENTO;TELEFONO', ...DOCUMENTS.map((each, i) => `${each};ANA;1970-01-01;61234570${i}`));
  expect(await loadPeople(stage.services, asepeyo, file, { synthetic: true })).toMatchObject({ added: 4, refused: [] });
  const { vault, persons } = stage.services.store;
  expect(await persons.countDocuments({ programme: 'asepeyo' })).toBe(4);
  people = new Map(DOCUMENTS.map((each) => [each, `asepeyo:${vault.blindIndex('document', `ES:DNI:${each}`)}`]));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

function load(lines: readonly string[], asOf = NOW) {
  write('DOCUMENTO;FECHA;IMPORTE;ESTADO;FALTA;REFERENCIA', ...lines);
  return loadPayments(stage.services, asepeyo, file, { source: 'Prestaciones', asOf });
}
async function known(document: string, now = NOW + DAY) {
  const id = people.get(document) ?? '';
  const persons = [...(await loadPersons(stage.services.store, [id])).values()];
  return (await knownPayments(stage.services.store, asepeyo, persons, now)).get(id);
}

describe('payments', () => {
  it('are kept with source and day, sealed: twice is once, and an older file undoes nothing', async () => {
    const rows = ['12345678Z;05/11/2026;1.204,50 €;PAGADO;;P1', '12345678Z;05/12/2026;1.204,50 €;PREVISTO;;P2'];
    expect(await load(rows)).toEqual({ rows: 2, taken: 2, unknown: 0, older: 0, refused: [] });
    await load(rows);
    const expected = {
      source: 'Prestaciones', asOf: '2026-11-23',
      next: { on: '2026-12-05', amount: '1.204,50 €', missing: '' }, last: { on: '2026-11-05', amount: '1.204,50 €', missing: '' },
    }; // prettier-ignore
    expect(await known('12345678Z')).toEqual(expected);
    expect(await load(['12345678Z;01/01/2027;9 €;PREVISTO;;P2'], NOW - DAY)).toMatchObject({ taken: 0, older: 1 });
    expect(await known('12345678Z')).toEqual(expected);
    const stored = await stage.services.store.payments.find({ person: people.get('12345678Z') ?? '' }).toArray();
    expect(stored).toHaveLength(2);
    expect(JSON.stringify(stored)).not.toContain('204');
  });

  it('are told by nobody once the source is old', async () => {
    await load(['87654321X;05/12/2026;10 €;PREVISTO;;O1']);
    expect(await known('87654321X', NOW + 3 * DAY - 1)).toBeDefined();
    expect(await known('87654321X', NOW + 3 * DAY + 1)).toBeUndefined();
  });

  it('that should have been made by now are no next payment: nobody knows whether they were, and a person looks', async () => {
    await load(['11111112L;20/11/2026;10 €;PREVISTO;;L1']);
    expect(await known('11111112L')).toBeUndefined();
  });

  it('that wait for a paper say which', async () => {
    await load(['41234567Y;;;PENDIENTE;el parte de confirmación;W1']);
    expect((await known('41234567Y'))?.next).toEqual({ on: null, amount: '', missing: 'el parte de confirmación' });
    await load(['41234567Y;;;ANULADO;;W1'], NOW + 1);
    expect(await known('41234567Y')).toBeUndefined();
  });

  it('are refused line by line; of strangers nothing is kept', async () => {
    const { refused, unknown } = await load([
      '12345678A;05/12/2026;;PREVISTO;;R1', '12345678Z;05/12/2026;;QUIZAS;;R2', '12345678Z;;;PAGADO;;R3', '12345678Z;31/02/2026;;PAGADO;;R4',
      '12345678Z;05/12/2026;;PREVISTO;;', `12345678Z;05/12/2026;${'9'.repeat(61)};PREVISTO;;R5`, '42345678X;05/12/2026;;PREVISTO;;R6',
    ]); // prettier-ignore
    expect(refused.map(({ line, why }) => [line, why.split(':')[0]])).toEqual([
      [2, 'DOCUMENTO'],
      [3, 'ESTADO'],
      [4, 'FECHA'],
      [5, 'FECHA'],
      [6, 'REFERENCIA'],
      [7, 'IMPORTE or FALTA'],
    ]);
    expect(unknown).toBe(1);
  });

  it('and their source are named, with what does not work without it', async () => {
    const states = await sourcesOf(stage.services, asepeyo);
    expect(states.map(({ kind, fresh }) => [kind, fresh])).toEqual([
      ['appointments', false],
      ['payments', true],
      ['slots', false],
    ]);
  });
});
