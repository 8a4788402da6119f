import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPeople } from '../../src/load/people.js';
import { loadSlots } from '../../src/load/slots.js';
import { chooseProgramme, type Programme } from '../../src/programmes/programme.js';
import { receive } from '../../src/turn/receive.js';
import { MINUTE, TestStage } from '../support/services.js';

const PEOPLE = 1_000;
const PLACES = 100;
/** Nobody is offered more often than this before everything is taken. */
const ROUNDS = PLACES + 5;

let stage: TestStage;
let jujuy: Programme;
const folder = mkdtempSync(join(tmpdir(), 'vigente-race-'));
const file = (name: string, lines: readonly string[]) => {
  const path = join(folder, name);
  writeFileSync(path, [...lines, ''].join('\n'));
  return path;
};
const phoneOf = (index: number) => `+54938841${String(20_000 + index)}`;

beforeAll(async () => {
  stage = await TestStage.open();
  jujuy = chooseProgramme(stage.services.programmes, 'jujuy');
  const people = Array.from({ length: PEOPLE }, (_, index) =>
    [`${31_000_000 + index}`, 'ANA', 'PRUEBA', '1970-01-01', phoneOf(index)].join(';'),
  );
  const loaded = await loadPeople(stage.services, jujuy, file('people.csv', ['DOCUMENTO;NOMBRES;APELLIDOS;NACIMIENTO;TELEFONO', ...people]), { synthetic: true }); // prettier-ignore
  expect(loaded).toMatchObject({ added: PEOPLE, refused: [] });
  const slots = Array.from({ length: PLACES }, (_, index) =>
    [
      'pediatria',
      `2026-12-${String(2 + Math.floor(index / 10)).padStart(2, '0')}`,
      `${8 + (index % 10)}:00`,
      'Hospital de Niños',
    ].join(';'),
  );
  const from = { source: 'Agenda', asOf: stage.clock.now() };
  expect(await loadSlots(stage.services, jujuy, file('slots.csv', ['AGENDA;FECHA;HORA;LUGAR', ...slots]), from)).toMatchObject({ taken: PLACES, refused: [] }); // prettier-ignore
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

describe('a thousand people who race for a hundred places', () => {
  it('leave each place with one of them, nobody with two, and nobody without an answer', async () => {
    const everybody = Array.from({ length: PEOPLE }, (_, index) => index);
    const allSay = async (who: readonly number[], text: (index: number) => string) => {
      stage.pass(MINUTE);
      stage.sent = [];
      const channel = 'whatsapp' as const;
      await receive(
        stage.services,
        who.map((index) => stage.inbound(stage.address(phoneOf(index)), text(index), { channel })),
      );
      await stage.settle();
      return new Map(stage.sent.map(({ address, text: said }) => [address, said]));
    };
    await allSay(everybody, () => 'necesito un turno con pediatra');
    let heard = await allSay(everybody, (index) =>
      `${String(1000 + (index % 1000))
        .slice(-4)
        .padStart(4, '0')} 1970`.replace(/^\d{4}/, String(31_000_000 + index).slice(-4)),
    );
    let racing = everybody;
    const told = (index: number) => heard.get(stage.address(phoneOf(index))) ?? '';
    const done = new Set<number>();
    const without = new Set<number>();
    for (let round = 0; racing.length > 0 && round < ROUNDS; round += 1) {
      const offered = racing.filter((index) => told(index).includes('están libres'));
      for (const index of racing) if (told(index).includes('No hay otro lugar')) without.add(index);
      heard = await allSay(offered, () => '1');
      heard = await allSay(
        offered.filter((index) => told(index).includes('¿Le reservo')),
        () => 'si',
      );
      for (const index of offered) if (told(index).includes('Listo. Su turno')) done.add(index);
      racing = offered.filter((index) => !done.has(index));
    }
    expect(done.size).toBe(PLACES);
    expect(without.size + done.size).toBe(PEOPLE);
    const { store } = stage.services;
    const booked = (await store.appointments.find({}).toArray()).filter(({ state }) => state === 'booked');
    expect(booked).toHaveLength(PLACES);
    expect(new Set(booked.map(({ person }) => person)).size).toBe(PLACES);
    expect(new Set(booked.map(({ slot }) => slot)).size).toBe(PLACES);
    const slots = await store.slots.find({}).toArray();
    expect(slots.every(({ state, booking }) => state === 'taken' && booking !== null)).toBe(true);
    // Whoever got none is somebody's work, with a number.
    const tasks = (await store.deskTasks.find({}).toArray()).filter(({ queue }) => queue === 'requests');
    expect(tasks).toHaveLength(PEOPLE - PLACES);
  }, 240_000);
});
