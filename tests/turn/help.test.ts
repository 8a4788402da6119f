import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { loadAppointments } from '../../src/load/appointments.js';
import { patient, proofOf, type Patient } from '../support/people.js';
import { DAY, HOUR, TestStage } from '../support/services.js';

let stage: TestStage;
const folder = mkdtempSync(join(tmpdir(), 'vigente-help-'));
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

/** On the list, with nothing open any more, and nobody asks them. */
async function settled(who: Patient, state: 'closed' | 'excluded' = 'closed') {
  const [placed] = await stage.add(who);
  const { persons, entries } = stage.services.store;
  await entries.updateMany({ person: placed?.person ?? '' }, { $set: { state: 'closed' } });
  await persons.updateOne({ _id: placed?.person ?? '' }, { $set: { asking: { state, dueAt: null } } });
  return { person: placed?.person ?? '', phone: placed?.addresses[0] ?? '' };
}

const said = () => stage.sent.splice(0).map(({ text }) => text);
const stateOf = async (person: string) => (await stage.services.store.persons.findOne({ _id: person }))?.asking.state;

describe('somebody we know and have nothing to ask of', () => {
  it('is told their appointment when they ask, and stays where they stood', async () => {
    const ana = patient();
    const { person, phone } = await settled(ana);
    const file = join(folder, 'agenda.csv');
    writeFileSync(file, `DOCUMENTO;FECHA;HORA\n${ana.run}-${runCheckDigit(ana.run)};2026-12-04;10:15\n`);
    await loadAppointments(stage.services, stage.programme, file, { source: 'Agenda', asOf: stage.clock.now() });
    said();
    await stage.says(phone, 'hola, cuando es mi hora?');
    expect(said().join()).toContain('Para decirle su hora');
    await stage.says(phone, proofOf(ana));
    expect(said().join()).toMatch(
      /^Su hora: viernes 4 de diciembre a las 10:15\. \(Agenda, 23 de noviembre\) ¿En qué le/,
    );
    await stage.wait(3 * DAY);
    expect(said()).toEqual([]);
    expect(await stateOf(person)).toBe('closed');
    expect(await stage.conversation(person)).toMatchObject({ live: false, ended: 'answered', dialog: 'help' });
  });

  it('who says that they still need it, or are worse, reaches a person, and nothing is recorded of an entry', async () => {
    const { person, phone } = await settled(patient());
    await stage.says(phone, 'hola');
    await stage.says(phone, '1');
    await stage.says(phone, 'estoy mucho peor');
    expect(await stage.tasks(person)).toEqual(['sameDay gotWorse']);
    const { outcomes, proposals } = stage.services.store;
    expect(await outcomes.countDocuments({ person })).toBe(0);
    expect(await proposals.countDocuments({ person })).toBe(0);
    const other = await settled(patient());
    await stage.says(other.phone, 'hola');
    await stage.says(other.phone, 'si');
    await stage.says(other.phone, 'todavia la necesito');
    expect(await stage.tasks(other.person)).toEqual(['call moreEntries']);
  });

  it('who is somebody else is told nothing, and STOP counts as ever', async () => {
    const { person, phone } = await settled(patient());
    await stage.says(phone, 'hola');
    said();
    await stage.says(phone, '3');
    expect(said().join()).toMatch(/disculpe. No escribiremos m.s a este n.mero/);
    expect(await stateOf(person)).toBe('closed');
    const other = await settled(patient());
    await stage.says(other.phone, 'hola');
    await stage.says(other.phone, 'STOP');
    expect(await stateOf(other.person)).toBe('excluded');
    stage.pass(HOUR);
    said();
    await stage.says(other.phone, 'hola');
    expect(said()).toEqual([]);
  });
});
