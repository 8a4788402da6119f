import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bookSlot, cancelAppointment, undoBooking, type Act } from '../../src/booking/book.js';
import { runErrands } from '../../src/booking/errands.js';
import { FreeSlots } from '../../src/booking/free-slots.js';
import { settleBookings } from '../../src/booking/settle.js';
import { loadAppointments } from '../../src/load/appointments.js';
import { loadPeople } from '../../src/load/people.js';
import { loadSlots } from '../../src/load/slots.js';
import { chooseProgramme, type Programme } from '../../src/programmes/programme.js';
import { loadPersons, type KnownPerson } from '../../src/store/loadConversations.js';
import { knownAppointments } from '../../src/store/queries/knownAppointments.js';
import { DAY, HOUR, MINUTE, TestStage } from '../support/services.js';

let stage: TestStage;
let jujuy: Programme;
let ana: KnownPerson;
let eva: KnownPerson;
const folder = mkdtempSync(join(tmpdir(), 'vigente-book-'));
const file = join(folder, 'rows.csv');
const write = (...lines: readonly string[]) => writeFileSync(file, [...lines, ''].join('\n'));

beforeAll(async () => {
  stage = await TestStage.open();
  jujuy = chooseProgramme(stage.services.programmes, 'jujuy');
  write('DOCUMENTO;NOMBRES;NACIMIENTO;TELEFONO;COMUNA', '31000001;ANA;1970-01-01;+5493884120001;Palpalá', '31000002;EVA;1970-01-01;+5493884120002;Perico'); // prettier-ignore
  await loadPeople(stage.services, jujuy, file, { synthetic: true });
  const ids = await stage.services.store.persons.find({ programme: 'jujuy' }).toArray();
  const persons = [...(await loadPersons(stage.services.store, ids.map(({ _id }) => _id))).values()]; // prettier-ignore
  ana = persons.find(({ secret }) => secret.names === 'ANA') as KnownPerson;
  eva = persons.find(({ secret }) => secret.names === 'EVA') as KnownPerson;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

/** A fresh agenda: Ana has a place on the 4th, and three others are free. */
beforeEach(async () => {
  const { store } = stage.services;
  for (const collection of [store.slots, store.appointments, store.bookings]) await collection.deleteMany({} as never);
  stage.pass(DAY);
  await slots(
    'pediatria;2026-12-20;09:00;A;Palpalá',
    'pediatria;2026-12-18;10:00;B;Perico',
    'pediatria;2026-12-19;15:00;C;San Pedro',
  );
  await agenda('31000001;2026-12-24;08:40;X;pediatria;A1');
});

const slots = (...rows: readonly string[]) => {
  write('AGENDA;FECHA;HORA;LUGAR;COMUNA', ...rows);
  return loadSlots(stage.services, jujuy, file, { source: 'S', asOf: stage.clock.now() });
};
const agenda = (...rows: readonly string[]) => {
  write('DOCUMENTO;FECHA;HORA;LUGAR;AGENDA;REFERENCIA', ...rows);
  return loadAppointments(stage.services, jujuy, file, { source: 'S', asOf: stage.clock.now(), complete: true });
};
let acts = 0;
const act = (person: KnownPerson): Act => ({
  id: `e${(acts += 1)}`, programme: 'jujuy', conversation: 'c', person, now: stage.clock.now(), today: new Date(stage.clock.now()).toISOString().slice(0, 10),
}); // prettier-ignore
const ahead = async (person: KnownPerson) =>
  ((await knownAppointments(stage.services.store, jujuy, [person], stage.clock.now())).get(person.doc._id)?.ahead ?? []).map(({ on }) => on); // prettier-ignore
const offered = async (person: KnownPerson, except: readonly string[] = []) =>
  new FreeSlots(stage.services.store, stage.clock.now()).offer(jujuy, person.doc.commune ?? '', { agenda: 'pediatria', except, most: 3 }); // prettier-ignore
const first = async (person: KnownPerson) => (await offered(person))[0]?.id ?? '';
const appointmentOf = async (person: KnownPerson) =>
  (await stage.services.store.appointments.findOne({ person: person.doc._id, state: 'booked' }))?._id ?? '';

describe('a place', () => {
  it('near the person is offered first, then the soonest; an old source offers none', async () => {
    expect((await offered(ana)).map(({ place }) => place)).toEqual(['A', 'B', 'C']);
    expect((await offered(eva)).map(({ place }) => place)).toEqual(['B', 'C', 'A']);
    stage.pass(DAY + HOUR);
    expect(await offered(ana)).toEqual([]);
  });

  it('has one holder: the second is told that it is gone, and the same act again finds it done', async () => {
    const { store } = stage.services;
    const slot = await first(ana);
    const anas = act(ana);
    expect(await bookSlot(store, anas, slot)).toEqual({ is: 'booked', booking: anas.id });
    expect(await bookSlot(store, act(eva), slot)).toEqual({ is: 'slotGone' });
    expect(await bookSlot(store, anas, slot)).toEqual({ is: 'booked', booking: anas.id });
    expect(await ahead(ana)).toEqual(['2026-12-20', '2026-12-24']);
    expect(await ahead(eva)).toEqual([]);
  });

  it('is held at most three times by one person', async () => {
    const { store } = stage.services;
    for (const { id } of await offered(eva))
      expect(await bookSlot(store, act(eva), id)).toMatchObject({ is: 'booked' });
    await slots('pediatria;2026-12-22;09:00;D;Perico');
    expect(await bookSlot(store, act(eva), await first(eva))).toEqual({ is: 'failed' });
  });

  it('that is changed can be had back for fifteen minutes, and is free for the next afterwards', async () => {
    const { store } = stage.services;
    const old = await appointmentOf(ana);
    const change = act(ana);
    await bookSlot(store, change, await first(ana), { instead: old });
    expect(await ahead(ana)).toEqual(['2026-12-20']);
    expect(await undoBooking(store, act(eva), change.id)).toEqual({ is: 'failed' }); // hers alone
    expect(await undoBooking(store, act(ana), change.id)).toEqual({ is: 'undone' });
    expect(await ahead(ana)).toEqual(['2026-12-24']);
    expect(await offered(ana)).toHaveLength(3);

    const again = act(ana);
    await bookSlot(store, again, await first(ana), { instead: old });
    stage.pass(14 * MINUTE);
    expect(await settleBookings(stage.services)).toBe(0);
    stage.pass(2 * MINUTE);
    expect(await settleBookings(stage.services)).toBe(1);
    expect(await settleBookings(stage.services)).toBe(0);
    expect(await undoBooking(store, act(ana), again.id)).toEqual({ is: 'failed' });
    expect((await offered(eva)).map(({ on }) => on)).toContain('2026-12-24');
  });

  it('that is given up here is not given back by a file that has not heard of it', async () => {
    const { store } = stage.services;
    await cancelAppointment(store, act(ana), await appointmentOf(ana), 'cannotGo');
    stage.pass(HOUR);
    await settleBookings(stage.services);
    await agenda('31000001;2026-12-24;08:40;X;pediatria;A1');
    expect(await ahead(ana)).toEqual([]);
    expect(await cancelAppointment(store, act(ana), 'jujuy:none', 'cannotGo')).toEqual({ is: 'failed' });
  });

  it('that was given here stays, whatever a file says is free; what is in no file any more is free no more', async () => {
    const { store } = stage.services;
    await bookSlot(store, act(ana), await first(ana));
    stage.pass(HOUR);
    expect(await slots('pediatria;2026-12-20;09:00;A;Palpalá')).toMatchObject({ taken: 0, given: 1, gone: 2 });
    expect(await offered(eva)).toEqual([]);
  });

  it('that was given here is told for as long as it is ahead, however long no file of its agenda has named it', async () => {
    const { store } = stage.services;
    await agenda();
    await bookSlot(store, act(ana), await first(ana));
    stage.pass(5 * DAY);
    await agenda('31000002;2026-12-30;08:40;X;pediatria;E1');
    expect(await ahead(ana)).toEqual(['2026-12-20']);
  });

  it('of an agenda that its service keeps, or that nobody knows, is refused with the line', async () => {
    expect(
      await slots('neurologia;2026-12-20;09:00;A;', 'astrologia;2026-12-20;09:00;A;', 'pediatria;ayer;09:00;A;'),
    ).toMatchObject({
      taken: 0,
      refused: [
        { line: 2, why: 'AGENDA: its service keeps it, no place of it is given here' },
        { line: 3, why: 'AGENDA: none of agendas.json' },
        { line: 4, why: 'FECHA: no date' },
      ],
    });
  });
});

describe('an errand', () => {
  it('that cannot be run is tried again for ten minutes, and then its person is told that a person takes it', async () => {
    const { store } = stage.services;
    const at = new Date(stage.clock.now());
    const errand = { does: 'cancel' as const, appointment: 'x', reason: 'cannotGo' };
    await store.errands.insertOne({ _id: 'broken', programme: 'jujuy', person: ana.doc._id, conversation: 'none', errand, at, state: 'open' }); // prettier-ignore
    const appointments = new Proxy(store.appointments, {
      get: (target, name) => {
        if (name === 'updateOne') throw new Error('broken');
        return Reflect.get(target, name) as unknown;
      },
    });
    const broken = stage.also({ store: { ...store, appointments } });
    await expect(runErrands(broken)).rejects.toThrow('broken');
    expect(await store.errands.findOne({ _id: 'broken' })).toMatchObject({ state: 'open' });
    stage.pass(11 * MINUTE);
    expect(await runErrands(broken)).toBe(1);
    expect(await store.errands.findOne({ _id: 'broken' })).toMatchObject({ state: 'done' });
  });
});
