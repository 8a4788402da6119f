/** What is booked here reaches the system that keeps the agenda: by file, or a FHIR server over HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bookSlot, cancelAppointment, undoBooking, type Act } from '../../src/booking/book.js';
import { settleBookings } from '../../src/booking/settle.js';
import { untold } from '../../src/booking/tell.js';
import { TOLD_COLUMNS, writeToldFile } from '../../src/booking/told-file.js';
import { pushBookings } from '../../src/fhir/push.js';
import { loadAppointments } from '../../src/load/appointments.js';
import { loadPeople } from '../../src/load/people.js';
import { loadSlots } from '../../src/load/slots.js';
import { chooseProgramme, type Programme } from '../../src/programmes/programme.js';
import { loadPersons, type KnownPerson } from '../../src/store/loadConversations.js';
import { DAY, MINUTE, TestStage } from '../support/services.js';

let stage: TestStage;
let jujuy: Programme;
let ana: KnownPerson;
const folder = mkdtempSync(join(tmpdir(), 'vigente-tell-'));
const file = join(folder, 'rows.csv');
const write = (...lines: readonly string[]) => writeFileSync(file, [...lines, ''].join('\n'));
let files = 0;
const out = () => join(folder, `told-${(files += 1)}.csv`);
const read = (path: string) => readFileSync(path, 'utf8').replace('\ufeff', '').trim().split('\r\n').slice(1).map((row) => row.split(';')); // prettier-ignore

/** A FHIR R4 server with what `resources` holds: reads, conditional creates, versioned updates, searches by identifier. */
let server: Server;
let base: string;
type Resource = Record<string, unknown> & { meta: { versionId: string } };
const resources = new Map<string, Resource>();
let down = 0;
const put = (path: string, body: object) => resources.set(path, { ...body, meta: { versionId: String(Number(resources.get(path)?.meta.versionId ?? 0) + 1) } }); // prettier-ignore

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/fhir+json' });
      response.end(JSON.stringify(body));
    };
    const path = (request.url ?? '').replace('/fhir/', '');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (down > 0) {
        down -= 1;
        return answer(503, {});
      }
      if (request.headers.authorization !== 'Bearer secret') return answer(401, {});
      const body = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>) : {};
      const byIdentifier = (query: string) =>
        [...resources.values()].filter((each) => {
          const [own] = (each['identifier'] ?? []) as { system: string; value: string }[];
          return own && query.includes(`${own.system}|${own.value}`);
        });
      if (request.method === 'POST') {
        if (byIdentifier(request.headers['if-none-exist'] as string).length > 0) return answer(200, {});
        const made = `new${resources.size}`;
        put(`Appointment/${made}`, { ...body, id: made });
        const [slot] = body['slot'] as { reference: string }[];
        put(slot?.reference ?? '', { ...resources.get(slot?.reference ?? ''), status: 'busy' });
        return answer(201, {});
      }
      if (path.startsWith('Appointment?')) return answer(200, { resourceType: 'Bundle', entry: byIdentifier(decodeURIComponent(path)).map((resource) => ({ resource })) }); // prettier-ignore
      const found = resources.get(path);
      if (!found) return answer(404, {});
      if (request.method === 'PUT') {
        if (request.headers['if-match'] !== `W/"${found.meta.versionId}"`) return answer(412, {});
        put(path, body);
      }
      return answer(200, resources.get(path));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir/`;
  stage = await TestStage.open();
  jujuy = chooseProgramme(stage.services.programmes, 'jujuy');
  write('DOCUMENTO;NOMBRES;NACIMIENTO;TELEFONO', '31000001;ANA;1970-01-01;+5493884120001');
  await loadPeople(stage.services, jujuy, file, { synthetic: true });
  const [doc] = await stage.services.store.persons.find({ programme: 'jujuy' }).toArray();
  ana = (await loadPersons(stage.services.store, [doc?._id ?? ''])).get(doc?._id ?? '') as KnownPerson;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((done) => server.close(done));
  await stage.close();
});

/** Ana has two appointments, and two places are free, each with the agenda's own id. */
beforeEach(async () => {
  const { store } = stage.services;
  for (const collection of [store.slots, store.appointments, store.bookings, store.deskTasks])
    await collection.deleteMany({} as never);
  stage.pass(DAY);
  const asOf = stage.clock.now();
  write('AGENDA;FECHA;HORA;LUGAR;REFERENCIA', 'pediatria;2026-12-20;09:00;=Sala A;s1', 'pediatria;2026-12-21;10:00;Sala B;s2'); // prettier-ignore
  await loadSlots(stage.services, jujuy, file, { source: 'S', asOf });
  write('DOCUMENTO;FECHA;HORA;LUGAR;AGENDA;REFERENCIA', '31000001;2026-12-24;08:40;X;pediatria;a1', '31000001;2026-12-26;08:40;X;pediatria;a2'); // prettier-ignore
  await loadAppointments(stage.services, jujuy, file, { source: 'S', asOf, complete: true });
  resources.clear();
  for (const id of ['s1', 's2']) put(`Slot/${id}`, { resourceType: 'Slot', status: 'free', start: '2026-12-20T12:00:00Z', end: '2026-12-20T12:20:00Z' }); // prettier-ignore
  for (const id of ['a1', 'a2']) put(`Appointment/${id}`, { resourceType: 'Appointment', status: 'booked' });
});

let acts = 0;
function act(): Act {
  stage.pass(MINUTE);
  acts += 1;
  return { id: `e${acts}`, programme: 'jujuy', conversation: 'c1', person: ana, now: stage.clock.now(), today: '2026-12-01' }; // prettier-ignore
}
const slotAt = async (on: string) => (await stage.services.store.slots.findOne({ on }))?._id ?? '';
const appointmentAt = async (on: string) => (await stage.services.store.appointments.findOne({ on }))?._id ?? '';
async function settled(): Promise<void> {
  stage.pass(20 * MINUTE);
  await settleBookings(stage.services);
}
const push = () => pushBookings(stage.services, jujuy, { base, token: 'secret' }, 'test');

describe('the file', () => {
  it('names what was booked, moved and given up, in its order, each once; what was undone and what still can be is not in it', async () => {
    const { store } = stage.services;
    await bookSlot(store, act(), await slotAt('2026-12-20'));
    const undone = act();
    await bookSlot(store, undone, await slotAt('2026-12-21'));
    await undoBooking(store, { ...undone, now: stage.clock.now() }, undone.id);
    await bookSlot(store, act(), await slotAt('2026-12-21'), { instead: await appointmentAt('2026-12-24') });
    expect(await untold(store, 'jujuy')).toEqual({ count: 0, since: null });
    expect(await writeToldFile(stage.services, jujuy, { out: out(), by: 'test' })).toEqual({ file: null, rows: 0 });
    await settled();
    await cancelAppointment(store, act(), await appointmentAt('2026-12-26'), 'work');
    expect((await untold(store, 'jujuy')).count).toBe(2);

    const first = out();
    expect(await writeToldFile(stage.services, jujuy, { out: first, by: 'test' })).toEqual({ file: first, rows: 2 });
    const column = (name: (typeof TOLD_COLUMNS)[number]) => read(first).map((row) => row[TOLD_COLUMNS.indexOf(name)]);
    expect(column('ACCION')).toEqual(['RESERVAR', 'CAMBIAR']);
    expect(column('DOCUMENTO')).toEqual(['31000001', '31000001']);
    expect(column('REFERENCIA_CUPO')).toEqual(['s1', 's2']);
    expect(column('FECHA')).toEqual(['2026-12-20', '2026-12-21']);
    expect(column('REFERENCIA_ANTERIOR')).toEqual(['', 'a1']);
    expect(column('FECHA_ANTERIOR')).toEqual(['', '2026-12-24']);
    // No cell is a formula, and nobody else reads it.
    expect(column('LUGAR')).toEqual(["'=Sala A", 'Sala B']);
    expect(statSync(first).mode & 0o777).toBe(0o600);

    await settled();
    const second = out();
    await writeToldFile(stage.services, jujuy, { out: second, by: 'test' });
    expect(read(second).map((row) => [row[1], row[12], row[13]])).toEqual([['ANULAR', 'a2', 'work']]);
    expect(await writeToldFile(stage.services, jujuy, { out: out(), by: 'test' })).toMatchObject({ rows: 0 });
    // The second was lost.
    const again = new Date(stage.clock.now() - MINUTE);
    expect(await writeToldFile(stage.services, jujuy, { out: out(), by: 'test', again })).toMatchObject({ rows: 1 });
    await expect(writeToldFile(stage.services, jujuy, { out: first, by: 'test' })).rejects.toThrow(/exists already/);
    expect(await store.audit.countDocuments({ stream: 'bookings:jujuy' })).toBe(3);
  });
});

describe('a FHIR server', () => {
  it('gets an appointment in the slot and the old one cancelled, once, though its answer was lost', async () => {
    const { store } = stage.services;
    await bookSlot(store, act(), await slotAt('2026-12-21'), { instead: await appointmentAt('2026-12-24') });
    await settled();
    expect(await push()).toEqual({ told: 1, refused: 0, withoutReference: 0 });
    const made = [...resources].filter(([path, each]) => path.startsWith('Appointment/') && each['slot']);
    expect(made).toHaveLength(1);
    expect(made[0]?.[1]).toMatchObject({
      status: 'booked', slot: [{ reference: 'Slot/s2' }], start: '2026-12-20T12:00:00Z', participant: [{ actor: { identifier: { value: '31000001' } } }],
    }); // prettier-ignore
    expect(resources.get('Appointment/a1')).toMatchObject({ status: 'cancelled' });
    expect(resources.get('Appointment/a2')).toMatchObject({ status: 'booked' });
    // Killed before it was written down here.
    await store.bookings.updateMany({}, { $set: { toldAt: null } });
    expect(await push()).toEqual({ told: 1, refused: 0, withoutReference: 0 });
    expect([...resources.values()].filter((each) => each['slot'])).toHaveLength(1);
  });

  it('that has given the place to somebody else refuses: the old one stays, and the person is called today', async () => {
    const { store } = stage.services;
    put('Slot/s2', { resourceType: 'Slot', status: 'busy' });
    await bookSlot(store, act(), await slotAt('2026-12-21'), { instead: await appointmentAt('2026-12-24') });
    await settled();
    expect(await push()).toEqual({ told: 0, refused: 1, withoutReference: 0 });
    expect(resources.get('Appointment/a1')).toMatchObject({ status: 'booked' });
    expect(await store.deskTasks.find({ reason: 'bookingRefused' }).toArray()).toMatchObject([
      { queue: 'sameDay', person: ana.doc._id, state: 'open' },
    ]);
    // Not asked again and again.
    expect(await push()).toEqual({ told: 0, refused: 0, withoutReference: 0 });
    expect((await untold(store, 'jujuy')).count).toBe(0);
  });

  it('hears that somebody gives up what was booked here', async () => {
    const { store } = stage.services;
    const booked = act();
    await bookSlot(store, booked, await slotAt('2026-12-21'));
    await settled();
    expect(await push()).toMatchObject({ told: 1 });
    await cancelAppointment(store, act(), `jujuy:own:${booked.id}`, 'work');
    await settled();
    expect(await push()).toEqual({ told: 1, refused: 0, withoutReference: 0 });
    expect([...resources.values()].filter((each) => each['slot']).map((each) => each['status'])).toEqual(['cancelled']);
    // Not to be found there: nobody takes it for given up.
    await store.bookings.updateOne({ kind: 'cancel' }, { $set: { toldAt: null } });
    resources.clear();
    expect(await push()).toEqual({ told: 0, refused: 1, withoutReference: 0 });
  });

  it('that is away, or does not know us, loses nothing', async () => {
    const { store } = stage.services;
    await cancelAppointment(store, act(), await appointmentAt('2026-12-24'), 'work');
    await cancelAppointment(store, act(), await appointmentAt('2026-12-26'), 'work');
    await settled();
    down = 1;
    await expect(push()).rejects.toThrow(/answered 503/);
    await expect(pushBookings(stage.services, jujuy, { base, token: 'wrong' }, 'test')).rejects.toThrow(/answered 401/);
    expect((await untold(store, 'jujuy')).count).toBe(2);
    resources.delete('Appointment/a2'); // it has it no more
    expect(await push()).toEqual({ told: 2, refused: 0, withoutReference: 0 });
    expect(resources.get('Appointment/a1')).toMatchObject({ status: 'cancelled' });
  });

  it('is not told what it gave no id of: that is for the file', async () => {
    const { store } = stage.services;
    write('AGENDA;FECHA;HORA;LUGAR', 'pediatria;2026-12-22;09:00;A');
    await loadSlots(stage.services, jujuy, file, { source: 'T', asOf: stage.clock.now() });
    await bookSlot(store, act(), await slotAt('2026-12-22'));
    await settled();
    expect(await push()).toEqual({ told: 0, refused: 0, withoutReference: 1 });
    expect(await writeToldFile(stage.services, jujuy, { out: out(), by: 'test' })).toMatchObject({ rows: 1 });
  });
});
