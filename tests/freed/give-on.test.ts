import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bookSlot, cancelAppointment, type Act } from '../../src/booking/book.js';
import { FreeSlots } from '../../src/booking/free-slots.js';
import { settleBookings } from '../../src/booking/settle.js';
import { nextInLine } from '../../src/freed/order.js';
import { giveOnPlaces } from '../../src/freed/give-on.js';
import { loadPeople } from '../../src/load/people.js';
import { loadSlots } from '../../src/load/slots.js';
import { loadWaiting } from '../../src/load/waiting.js';
import { chooseProgramme, type Programme } from '../../src/programmes/programme.js';
import { loadPersons, type KnownPerson } from '../../src/store/loadConversations.js';
import { DAY, HOUR, MINUTE, TestStage } from '../support/services.js';

const NAMES = ['ANA', 'EVA', 'LUZ', 'SOL', 'PAZ', 'NOE'] as const;
type Name = (typeof NAMES)[number];
const documentOf = (name: Name) => String(33_000_001 + NAMES.indexOf(name));
const phoneOf = (name: Name) => `+549388416000${NAMES.indexOf(name)}`;

let stage: TestStage;
let jujuy: Programme;
const persons = new Map<Name, KnownPerson>();
const folder = mkdtempSync(join(tmpdir(), 'vigente-freed-'));
const file = join(folder, 'rows.csv');
const write = (...lines: readonly string[]) => writeFileSync(file, [...lines, ''].join('\n'));

beforeAll(async () => {
  stage = await TestStage.open();
  jujuy = chooseProgramme(stage.services.programmes, 'jujuy');
  const rows = NAMES.map((name) => [documentOf(name), name, '1970-01-01', phoneOf(name), name === 'SOL' ? 'Palpalá' : 'Perico'].join(';')); // prettier-ignore
  write('DOCUMENTO;NOMBRES;NACIMIENTO;TELEFONO;COMUNA', ...rows);
  await loadPeople(stage.services, jujuy, file, { synthetic: true });
  const docs = await stage.services.store.persons.find({ programme: 'jujuy' }).toArray();
  for (const person of (await loadPersons(stage.services.store, docs.map(({ _id }) => _id))).values())
    persons.set(person.secret.names as Name, person); // prettier-ignore
  stage.pass(DAY);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

const of = (name: Name) => persons.get(name) as KnownPerson;
const nameOf = (id: string) => NAMES.find((name) => of(name).doc._id === id);
const store = () => stage.services.store;

/** Nobody waits, holds or was offered anything. */
async function wipe(): Promise<void> {
  const { slots, appointments, bookings, waiting, freedPlaces, placeOffers, suppressions, conversations, addresses } =
    store();
  for (const each of [
    slots,
    appointments,
    bookings,
    waiting,
    freedPlaces,
    placeOffers,
    suppressions,
    conversations,
    addresses,
  ])
    await each.deleteMany({} as never);
}

beforeEach(async () => {
  await wipe();
  stage.sent = [];
  stage.pass(DAY);
  const at = new Date(stage.clock.now());
  // Ten in the morning in Jujuy.
  stage.pass(new Date(at.toISOString().slice(0, 10)).getTime() + DAY + 13 * HOUR - at.getTime());
});

let acts = 0;
const act = (name: Name): Act => ({
  id: `f${(acts += 1)}`, programme: 'jujuy', conversation: 'c', person: of(name), now: stage.clock.now(), today: new Date(stage.clock.now()).toISOString().slice(0, 10),
}); // prettier-ignore
/** In the order in which they are written. */
const waits = async (...rows: readonly (readonly [Name, string, number])[]) => {
  write('DOCUMENTO;AGENDA;DESDE;PRIORIDAD', ...rows.map(([name, since, priority]) => `${documentOf(name)};pediatria;${since};${priority}`)); // prettier-ignore
  return loadWaiting(stage.services, jujuy, file, { source: 'Lista', asOf: stage.clock.now() });
};
/** Ana has a place in ten days, gives it up, and can take it back no more. */
async function anaGivesUp(): Promise<void> {
  const on = new Date(stage.clock.now() + 10 * DAY).toISOString().slice(0, 10);
  write('AGENDA;FECHA;HORA;LUGAR;COMUNA', `pediatria;${on};09:00;Hospital;Palpalá`);
  await loadSlots(stage.services, jujuy, file, { source: 'S', asOf: stage.clock.now() });
  const [slot] = await store().slots.find({ state: 'free' }).toArray();
  await bookSlot(store(), act('ANA'), slot?._id ?? '');
  const mine = await store().appointments.findOne({ person: of('ANA').doc._id, state: 'booked' });
  await cancelAppointment(store(), act('ANA'), mine?._id ?? '', 'cannotGo');
  stage.pass(16 * MINUTE);
  await settleBookings(stage.services);
}
const written = () => stage.sent.splice(0).map(({ address }) => NAMES.find((name) => stage.address(phoneOf(name)) === address)); // prettier-ignore
const says = async (name: Name, ...texts: readonly string[]) => {
  for (const text of texts) await stage.says(stage.address(phoneOf(name)), text);
  return stage.sent.filter(({ address }) => address === stage.address(phoneOf(name))).at(-1)?.text ?? '';
};
const proves = (name: Name) => says(name, 'soy yo', `${documentOf(name).slice(-4)} 1970`);
const log = async () =>
  (await store().placeOffers.find({}).toArray())
    .sort((a, b) => (a._id < b._id ? -1 : 1))
    .map(({ person, state, passedOver }) => [nameOf(person), state, ...passedOver.map((each) => `${nameOf(each.person)} ${each.why}`)]); // prettier-ignore
const holders = async () =>
  (await store().appointments.find({ state: 'booked' }).toArray()).map(({ person }) => nameOf(person));

describe('a place that became free', () => {
  it('is offered by priority, then wait, then to whoever lives there, one at a time, and the order is kept with its reasons', async () => {
    await waits(['NOE', '2025-01-01', 3], ['LUZ', '2026-03-01', 2], ['SOL', '2026-03-01', 2], ['EVA', '2026-05-01', 2], ['PAZ', '2026-08-01', 1]); // prettier-ignore
    await store().suppressions.insertOne({ _id: `number:${stage.address(phoneOf('PAZ'))}`, why: 'stop', at: new Date(stage.clock.now()), conversation: 'c' }); // prettier-ignore
    await anaGivesUp();
    await stage.settle();
    expect(written()).toEqual(['SOL']);
    expect(await new FreeSlots(store(), stage.clock.now()).offer(jujuy, '', { agenda: 'pediatria', except: [], most: 3 })).toEqual([]); // prettier-ignore
    expect(await proves('SOL')).toMatch(/^Hay un turno libre: .*09:00, Hospital\. ¿Lo quiere\? Es suyo hasta el/);
    expect(await says('SOL', 'no, gracias')).toMatch(/^De acuerdo\. Sigue en la lista/);
    await stage.settle();
    expect(written().at(-1)).toBe('LUZ');
    // Luz keeps silent for three hours.
    await stage.wait(4 * HOUR);
    expect(written()).toEqual(['EVA']);
    expect(await says('LUZ', 'soy yo')).toMatch(/^Ese aviso ya paso/);
    await proves('EVA');
    expect(await says('EVA', 'si')).toMatch(/^¿Le reservo el/);
    expect(await says('EVA', 'si')).toMatch(/^Listo\. Su turno/);
    await stage.wait(4 * HOUR);
    expect(await holders()).toEqual(['EVA']);
    expect(await log()).toEqual([
      ['SOL', 'declined', 'PAZ noNumber'],
      ['LUZ', 'expired', 'PAZ noNumber'],
      ['EVA', 'accepted', 'PAZ noNumber'],
    ]);
    expect((await store().waiting.find({ state: 'placed' }).toArray()).map(({ person }) => nameOf(person))).toEqual([
      'EVA',
    ]);
  });

  it('is nobody’s twice: not of two workers, nor of a yes in the moment in which it goes on to the next', async () => {
    for (let round = 0; round < 6; round += 1) {
      await wipe();
      stage.pass(HOUR / 4);
      await waits(['EVA', '2026-01-01', 1], ['LUZ', '2026-02-01', 1]);
      await anaGivesUp();
      await Promise.all([giveOnPlaces(stage.services), giveOnPlaces(stage.services)]);
      const offers = await store().placeOffers.find({ state: 'offered' }).toArray();
      expect(offers.map(({ person }) => nameOf(person))).toEqual(['EVA']);
      const [offer] = offers;
      // Her time is over in this very moment.
      await store().freedPlaces.updateMany({ state: 'open' }, { $set: { nextAt: new Date(stage.clock.now()), 'current.expiresAt': new Date(stage.clock.now()) } }); // prettier-ignore
      const [taken] = await Promise.all([
        bookSlot(store(), act('EVA'), offer?.slot ?? '', { offer: offer?._id ?? '' }),
        giveOnPlaces(stage.services),
        giveOnPlaces(stage.services),
      ]);
      for (let pass = 0; pass < 3; pass += 1) await giveOnPlaces(stage.services);
      const slot = await store().slots.findOne({ _id: offer?.slot ?? '' });
      const now = await store().placeOffers.find({ state: 'offered' }).toArray();
      if (taken.is === 'booked') {
        expect([slot?.state, await holders(), now.length]).toEqual(['taken', ['EVA'], 0]);
      } else {
        expect([taken.is, slot?.state, await holders()]).toEqual(['slotGone', 'held', []]);
        expect(now.map(({ person }) => nameOf(person))).toEqual(['LUZ']);
      }
    }
  });

  it('goes to whoever lives there among equals, and to nobody whose time is over or who was offered nothing', async () => {
    await waits(['NOE', '2020-03-01', 1], ['LUZ', '2026-03-01', 2]);
    stage.pass(MINUTE);
    expect(await waits(['LUZ', '2026-03-01', 2], ['SOL', '2026-03-01', 2])).toMatchObject({ taken: 2, gone: 1 });
    await anaGivesUp();
    const [freed] = await store().freedPlaces.find({}).toArray();
    const [slot] = await store().slots.find({}).toArray();
    const rules = jujuy.freedPlaces;
    if (!freed || !slot || !rules) throw new Error('nothing became free');
    for (const [commune, name] of [
      ['Perico', 'LUZ'],
      ['Palpalá', 'SOL'],
    ] as const) {
      // prettier-ignore
      const next = await nextInLine(stage.services, jujuy, rules, freed, { ...slot, commune });
      expect([nameOf(next?.waiting.person ?? ''), next?.near]).toEqual([name, true]);
    }
    await stage.settle();
    await stage.wait(4 * HOUR);
    const [sols, luz] = (await store().placeOffers.find({}).toArray()).sort((a, b) => (a._id < b._id ? -1 : 1));
    expect([sols?.state, luz?.state]).toEqual(['expired', 'offered']);
    expect(await bookSlot(store(), act('SOL'), slot._id, { offer: sols?._id ?? '' })).toEqual({ is: 'slotGone' });
    expect(await bookSlot(store(), act('NOE'), slot._id)).toEqual({ is: 'slotGone' });
    expect(await bookSlot(store(), act('LUZ'), slot._id, { offer: luz?._id ?? '' })).toMatchObject({ is: 'booked' });
    expect(await holders()).toEqual(['LUZ']);
  });

  it('waits for the morning, and is free for anybody where nobody is left or it is too near', async () => {
    await waits(['EVA', '2026-01-01', 1]);
    stage.pass(10 * HOUR);
    await anaGivesUp();
    await stage.settle();
    expect(written()).toEqual([]);
    stage.pass(14 * HOUR);
    await stage.settle();
    expect(written()).toEqual(['EVA']);
    await proves('EVA');
    await says('EVA', 'no');
    await stage.settle();
    expect((await store().slots.find({}).toArray()).map(({ state }) => state)).toEqual(['free']);
    // Whoever was offered as many as the programme wants is left in peace.
    expect((await store().freedPlaces.find({}).toArray()).map(({ state }) => state)).toEqual(['free']);
  });

  it('is offered to nobody a fourth time, to nobody who has one already, and a crash before the message loses nothing', async () => {
    await waits(['EVA', '2026-01-01', 1], ['LUZ', '2026-02-01', 1], ['SOL', '2026-03-01', 1]);
    const before = { freed: 'x', programme: 'jujuy', agenda: 'pediatria', slot: 's', conversation: 'c', priority: 1, since: '2026-01-01', near: false, passedOver: [], state: 'declined' as const, at: new Date(stage.clock.now() - DAY), expiresAt: new Date(stage.clock.now()) }; // prettier-ignore
    await store().placeOffers.insertMany(
      [1, 2, 3].map((n) => ({ ...before, _id: `x:${n}`, person: of('EVA').doc._id })),
    );
    const on = new Date(stage.clock.now() + 12 * DAY).toISOString().slice(0, 10);
    write('AGENDA;FECHA;HORA;LUGAR;COMUNA', `pediatria;${on};08:00;Otro;Perico`);
    await loadSlots(stage.services, jujuy, file, { source: 'T', asOf: stage.clock.now() });
    const [other] = await store().slots.find({ state: 'free' }).toArray();
    await bookSlot(store(), act('LUZ'), other?._id ?? '');
    await anaGivesUp();
    // Killed right after the guard of the first round.
    await store().freedPlaces.updateMany({ state: 'open' }, { $set: { round: 1, current: { offer: 'lost', person: of('SOL').doc._id, expiresAt: new Date(stage.clock.now() + HOUR) } } }); // prettier-ignore
    await stage.settle();
    expect(written()).toEqual(['SOL']);
    expect((await log()).filter(([, state]) => state === 'offered')).toEqual([
      ['SOL', 'offered', 'EVA enoughOffers', 'LUZ hasOne'],
    ]);
  });
});
