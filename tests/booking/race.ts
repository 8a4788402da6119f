/** So many people race for so few places, each in a whole conversation over the real database. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPeople } from '../../src/load/people.js';
import { loadSlots } from '../../src/load/slots.js';
import { chooseProgramme } from '../../src/programmes/programme.js';
import { receive } from '../../src/turn/receive.js';
import { MINUTE, TestStage } from '../support/services.js';

const A_DAY = 10;
const phoneOf = (index: number) => `+54938841${String(20_000 + index)}`;
const documentOf = (index: number) => String(31_000_000 + index);

export function race(people: number, places: number): void {
  describe(`${people} people who race for ${places} places`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigente-race-'));
    const everybody = Array.from({ length: people }, (_, index) => index);
    let stage: TestStage;
    const file = (name: string, lines: readonly string[]) => {
      const path = join(folder, name);
      writeFileSync(path, [...lines, ''].join('\n'));
      return path;
    };

    beforeAll(async () => {
      stage = await TestStage.open();
      const jujuy = chooseProgramme(stage.services.programmes, 'jujuy');
      const rows = everybody.map((index) => [documentOf(index), 'ANA', '1970-01-01', phoneOf(index)].join(';'));
      const list = file('people.csv', ['DOCUMENTO;NOMBRES;NACIMIENTO;TELEFONO', ...rows]);
      expect(await loadPeople(stage.services, jujuy, list, { synthetic: true })).toMatchObject({ added: people });
      const free = Array.from({ length: places }, (_, index) => {
        const day = String(2 + Math.floor(index / A_DAY)).padStart(2, '0');
        return ['pediatria', `2026-12-${day}`, `${8 + (index % A_DAY)}:00`, 'Hospital de Niños'].join(';');
      });
      const slots = file('slots.csv', ['AGENDA;FECHA;HORA;LUGAR', ...free]);
      const from = { source: 'Agenda', asOf: stage.clock.now() };
      expect(await loadSlots(stage.services, jujuy, slots, from)).toMatchObject({ taken: places, refused: [] });
    });
    afterAll(async () => {
      rmSync(folder, { recursive: true });
      await stage.close();
    });

    /** All write within the same minute; what each is answered, by person. */
    async function allSay(who: readonly number[], text: (index: number) => string): Promise<(index: number) => string> {
      stage.pass(MINUTE);
      stage.sent = [];
      const channel = 'whatsapp' as const;
      const said = who.map((index) => stage.inbound(stage.address(phoneOf(index)), text(index), { channel }));
      await receive(stage.services, said);
      await stage.settle();
      const answers = new Map(stage.sent.map((message) => [message.address, message.text]));
      return (index) => answers.get(stage.address(phoneOf(index))) ?? '';
    }

    it('leave each place with one of them, nobody with two, and nobody without an answer', async () => {
      await allSay(everybody, () => 'necesito un turno con pediatra');
      let told = await allSay(everybody, (index) => `${documentOf(index).slice(-4)} 1970`);
      const done = new Set<number>();
      const without = new Set<number>();
      let racing: readonly number[] = everybody;
      for (let round = 0; racing.length > 0 && round <= places; round += 1) {
        for (const index of racing) if (told(index).includes('No hay otro lugar')) without.add(index);
        const offered = racing.filter((index) => told(index).includes('están libres'));
        const asked = await allSay(offered, () => '1');
        expect(offered.filter((index) => !asked(index).includes('¿Le reservo'))).toEqual([]);
        told = await allSay(offered, () => 'si');
        for (const index of offered) if (told(index).includes('Listo. Su turno')) done.add(index);
        racing = offered.filter((index) => !done.has(index));
      }
      expect([done.size, without.size]).toEqual([places, people - places]);

      const { store } = stage.services;
      const booked = (await store.appointments.find({}).toArray()).filter(({ state }) => state === 'booked');
      expect(booked).toHaveLength(places);
      expect(new Set(booked.map(({ person }) => person)).size).toBe(places);
      expect(new Set(booked.map(({ slot }) => slot)).size).toBe(places);
      const slots = await store.slots.find({}).toArray();
      expect(slots.filter(({ state, booking }) => state !== 'taken' || booking === null)).toEqual([]);
      // Whoever got none is somebody's work, with a number.
      const tasks = (await store.deskTasks.find({}).toArray()).filter(({ queue }) => queue === 'requests');
      expect(tasks.filter(({ number }) => number !== undefined)).toHaveLength(people - places);
    }, 300_000);
  });
}
