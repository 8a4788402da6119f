import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nextActOf, writeNotLocated } from '../../src/campaigns/not-located.js';
import { loadLocated } from '../../src/load/located.js';
import { patient } from '../support/people.js';
import { DAY, TestStage } from '../support/services.js';

let stage: TestStage;
let folder: string;
beforeEach(async () => {
  stage = await TestStage.open();
  folder = mkdtempSync(join(tmpdir(), 'vigente-located-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

it('gives each health service its people with every attempt, and reads back what it found', async () => {
  const { services, programme } = stage;
  const placed = await stage.add(patient(), patient(), patient());
  await stage.settle();
  await stage.says(placed[2]?.addresses[0] ?? '', '1');
  await stage.wait(14 * DAY);
  const written = await writeNotLocated(services, programme, folder);
  const people = await services.store.persons.find({ 'asking.state': 'exhausted' }).toArray();
  expect(people.map(({ _id }) => _id)).not.toContain(placed[2]?.person);
  expect(people.length).toBeGreaterThanOrEqual(2);
  expect(written).toMatchObject({ people: people.length, byReason: { 1: people.length } });
  const file = written.files.find((each) => each.includes('not-located')) ?? '';
  expect(statSync(file).mode & 0o077).toBe(0);
  const rows = parse(readFileSync(file), { bom: true, delimiter: ';', columns: true }) as Record<string, string>[];
  expect(rows[0]?.['INTENTOS']).toMatch(/^2026-11-\d\dT\d\d:\d\d 2 \| /);
  expect(rows[0]?.['MOTIVO']).toBe('1');

  const answers = rows.map((row, n) => ({ ...row, RESULTADO: n === 0 ? 'ubicado' : 'FALLECIDO', FONO_NUEVO: n === 0 ? '961239999' : '', F_RESULTADO: '01/12/2026' })); // prettier-ignore
  const columns = Object.keys(answers[0] ?? {});
  const back = join(folder, 'back.csv');
  const lines = answers.map((row) => columns.map((name) => (row as Record<string, string>)[name]).join(';'));
  writeFileSync(
    back,
    [columns.join(';'), ...lines, `${columns.map((name) => (name === 'RESULTADO' ? 'TAL VEZ' : '1')).join(';')}`].join(
      '\n',
    ),
  );
  const loaded = await loadLocated(services, programme, back, '2026-12-10');
  expect(loaded).toMatchObject({ located: 1, newNumbers: 1, deceased: rows.length - 1 });
  expect(loaded.refused).toHaveLength(1);
  expect((await loadLocated(services, programme, back, '2026-12-10')).newNumbers).toBe(0);
  const entry = await services.store.entries.findOne({ sigteId: rows[0]?.['SIGTE_ID'] ?? '' });
  const found = await services.store.persons.findOne({ _id: entry?.person ?? '' });
  expect(found?.asking.state).toBe('listed');
  expect(found?.contacts.at(-1)).toMatchObject({
    from: 'service',
    status: 'unverified',
    address: stage.address('+56961239999'),
  });
  // Found or not, nothing is proposed for discharge by it.
  expect(await services.store.proposals.countDocuments({})).toBe(0);
});

it('asks for a letter where there is an address, a visit in the country, another registry where there is none', () => {
  expect([nextActOf('Los Aromos', false), nextActOf('Los Aromos', true), nextActOf(' ', true)]).toEqual([
    'letter',
    'visit',
    'otherRegistry',
  ]);
});
