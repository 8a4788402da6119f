import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { openLog } from '../../src/log.js';
import { claimKind } from '../../src/store/store.js';
import { wholeDocument } from '../../src/understanding/whole-document.js';
import { openPerson } from '../../src/store/loadConversations.js';
import { talkOf } from '../../src/store/queries/talkOf.js';
import { patient, type Patient } from '../support/people.js';
import { DAY, HOUR, TestStage } from '../support/services.js';

const lines: string[] = [];
let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open({ log: openLog('trace', { write: (line: string) => void lines.push(line) }) });
  await claimKind(stage.services.store, 'synthetic');
});
afterAll(() => stage.close());

/** On the list, and nobody asks them. */
async function listed(who: Patient): Promise<string> {
  const [placed] = await stage.add(who);
  const person = placed?.person ?? '';
  await stage.services.store.persons.updateOne({ _id: person }, { $set: { asking: { state: 'listed', dueAt: null } } });
  return person;
}

let numbers = 0;
/** A number that is on nobody's file. */
const newNumber = () => stage.address(`+5695${String(2_000_000 + (numbers += 1))}`);
const document = ({ run }: Patient) => `${run}-${runCheckDigit(run)}`;
const said = () => stage.sent.splice(0).map(({ text }) => text);

/** Asks for the appointment and writes this; what is answered. */
async function claims(number: string, text: string): Promise<string> {
  await stage.says(number, 'hola, cuando es mi hora?');
  said();
  await stage.says(number, text);
  return said().join();
}

const WRONG = /^No coincide\. Escriba otra vez su RUT completo/;
const FOUND = /no tengo aqui la fecha de su hora/;
const NOT_CONFIRMED = /^No pudimos confirmar sus datos/;

describe('somebody at a number we do not have', () => {
  it('is believed with the whole document and the year, for an hour, and their number is not put on file', async () => {
    const ana = patient();
    const person = await listed(ana);
    const number = newNumber();
    expect(await claims(number, `${document(ana)} nací en 1950`)).toMatch(FOUND);
    const doc = await stage.conversation(person);
    expect(doc).toMatchObject({ assurance: 2, unverified: true, address: number, dialog: 'help' });
    const file = await stage.services.store.persons.findOne({ _id: person });
    expect(file?.contacts.map(({ address, status }) => [address === number, status])).toEqual([[false, 'unverified']]);
    expect(file?.asking.state).toBe('listed');
    // Nobody was written to at the number on file, and what was said can be read, without the document.
    expect(stage.sent).toEqual([]);
    const talk = await talkOf(stage.services.store, openPerson(stage.services.store, file as never));
    expect(talk.map(({ text }) => text).join()).toContain('•••• nací en ••••');
    await stage.says(number, 'mi numero nuevo es el 961234567');
    expect(await stage.tasks(person)).toEqual(['review newPhone']);
    expect((await stage.services.store.persons.findOne({ _id: person }))?.reported).toBeUndefined();
    await stage.says(number, 'gracias');
    await stage.wait(2 * HOUR);
    said();
    await stage.says(number, 'cuando es mi hora?');
    expect(said().join()).toContain('RUT completo');
  });

  it('gets the same words for a wrong year, a document of nobody and one that is none; the third is a person', async () => {
    const ana = patient();
    await listed(ana);
    const number = newNumber();
    const answers = [await claims(number, `${document(ana)} 1951`)];
    for (const text of [`${document(patient())} 1950`, '12345678-9 1950']) {
      await stage.says(number, text);
      answers.push(said().join());
    }
    expect(answers[0]).toMatch(WRONG);
    expect(answers[1]).toBe(answers[0]);
    expect(answers[2]).toMatch(NOT_CONFIRMED);
    // Later that day nothing is left, whatever is written, and no second task is made; the next day there is.
    const tasks = () => stage.services.store.deskTasks.countDocuments({ queue: 'identify' });
    const made = await tasks();
    await stage.wait(2 * HOUR);
    expect(await claims(number, `${document(ana)} 1950`)).toMatch(NOT_CONFIRMED);
    expect(await tasks()).toBe(made);
    stage.pass(DAY);
    expect(await claims(number, `${document(ana)} 1950`)).toMatch(FOUND);
  });

  it('is on file where several people have the number: the document says which of them it is', async () => {
    const phone = '+56952999999';
    const [ana, eva] = [patient({ phones: [phone] }), patient({ phones: [phone] })];
    const person = await listed(ana);
    await listed(eva);
    expect(await claims(stage.address(phone), `${document(ana)} 1950`)).toMatch(FOUND);
    expect(await stage.conversation(person)).toMatchObject({ assurance: 2, unverified: false });
  });

  it('finds a document locked that was tried three times from other numbers, and hears no other words for it', async () => {
    const ana = patient();
    await listed(ana);
    for (const year of ['1941', '1942', '1943'])
      expect(await claims(newNumber(), `${document(ana)} ${year}`)).toMatch(WRONG);
    expect(await claims(newNumber(), `${document(ana)} 1950`)).toMatch(WRONG);
  });

  it('is nobody who died, is never written to, stopped us, or is a child', async () => {
    const { persons, suppressions } = stage.services.store;
    const [dead, never, stopped, child] = [patient(), patient(), patient(), patient({ birthDate: '2019-03-04' })];
    const at = new Date(stage.clock.now());
    await persons.updateOne({ _id: await listed(dead) }, { $set: { death: { reportedAt: at, denied: false } } });
    await persons.updateOne({ _id: await listed(never) }, { $set: { never: { at, by: 'file' } } });
    await suppressions.insertOne({ _id: `person:${await listed(stopped)}`, why: 'stop', at, conversation: 'c' });
    await listed(child);
    for (const each of [dead, never, stopped, child])
      expect(await claims(newNumber(), `${document(each)} ${each.birthDate.slice(0, 4)}`)).toMatch(WRONG);
  });

  it('stops their number, never the person elsewhere, and reports no death by it', async () => {
    const { persons, suppressions, proposals } = stage.services.store;
    for (const words of ['BAJA', 'ella falleció en marzo']) {
      const ana = patient();
      const person = await listed(ana);
      const number = newNumber();
      expect(await claims(number, `${document(ana)} 1950`)).toMatch(FOUND);
      await stage.says(number, words);
      expect(await suppressions.findOne({ _id: `person:${person}` })).toBeNull();
      expect((await persons.findOne({ _id: person }))?.death).toBeUndefined();
      expect(await proposals.countDocuments({ person })).toBe(0);
    }
  });

  it('leaves no document in the log', () => {
    expect(lines.join('')).not.toMatch(/12[.]?345[.]?\d{3}/);
  });
});

it('reads a whole document and a year however they are written', () => {
  const read = (country: 'CL' | 'AR' | 'ES' | 'IT', text: string) => {
    const claim = wholeDocument(text, country, '2026-11-27');
    return claim && [claim.document?.number ?? null, claim.birthYear];
  };
  expect(read('CL', '12.345.678-5, 1943')).toEqual(['12345678', 1943]);
  expect(read('CL', '12345678 5 nacida el 4/3/1943')).toEqual(['12345678', 1943]);
  expect(read('CL', '12345678-9 1943')).toEqual([null, 1943]);
  expect(read('AR', 'dni 28 450 117 y nací en 1981')).toEqual(['28450117', 1981]);
  expect(read('AR', '03/05/1981 28450117')).toEqual(['28450117', 1981]);
  expect(read('AR', '28450117 03 05 1981')).toEqual(['28450117', 1981]);
  expect(read('AR', '28450117')).toBeNull();
  expect(read('ES', '12345678 z, 1943')).toEqual(['12345678Z', 1943]);
  expect(read('ES', 'ABCD 1 430104 001 del 1943')).toEqual(['ABCD1430104001', 1943]);
  expect(read('IT', 'prvlcu 68d51 d612v 1968')).toEqual(['PRVLCU68D51D612V', 1968]);
});
