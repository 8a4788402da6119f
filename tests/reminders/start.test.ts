import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAppointments } from '../../src/load/appointments.js';
import { loadPeople } from '../../src/load/people.js';
import { chooseProgramme, type Programme } from '../../src/programmes/programme.js';
import { attendanceOf } from '../../src/store/queries/attendance.js';
import type { SendFailure } from '../../src/domain/failure.js';
import { startReminders } from '../../src/reminders/start.js';
import { DAY, HOUR, TestStage } from '../support/services.js';

let stage: TestStage;
/** What numbers do not take, and how the provider says so. */
const refused = new Map<string, { readonly channel: string; readonly failure: SendFailure }>();
let jujuy: Programme;
const folder = mkdtempSync(join(tmpdir(), 'vigente-remind-'));
const file = join(folder, 'rows.csv');
beforeAll(async () => {
  stage = await TestStage.open({
    answer: ({ address, channel }) =>
      refused.get(address)?.channel === channel ? { ok: false, failure: refused.get(address)!.failure } : undefined,
  });
  jujuy = chooseProgramme(stage.services.programmes, 'jujuy');
  // Tuesday the 24th, 10:00 in Jujuy; the 23rd is a holiday there.
  stage.pass(DAY);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

let people = 0;
interface Somebody {
  readonly id: string;
  readonly address: string;
  readonly document: string;
}
/** Known to the service, with a phone of their own unless told. */
async function somebody(born = '1970-01-01', phone?: string): Promise<Somebody> {
  people += 1;
  const document = String(32_000_000 + people);
  const number = phone ?? `+549388414${String(1000 + people)}`;
  writeFileSync(file, `DOCUMENTO;NOMBRES;NACIMIENTO;TELEFONO\n${document};ANA;${born};${number}\n`);
  await loadPeople(stage.services, jujuy, file, { synthetic: true });
  const [doc] = await stage.services.store.persons.find({ 'contacts.address': stage.address(number) }).sort({ _id: -1 }).toArray(); // prettier-ignore
  const found = await stage.services.store.persons.find({ programme: 'jujuy' }).toArray();
  return { id: found.at(-1)?._id ?? doc?._id ?? '', address: stage.address(number), document };
}

const dayIn = (days: number) => new Date(stage.clock.now() + days * DAY).toISOString().slice(0, 10);
const booked = (...whose: readonly Somebody[]) => bookedIn('cardiologia', ...whose);
const bookedIn = async (agenda: string, ...whose: readonly Somebody[]) => {
  const on = dayIn(7);
  writeFileSync(file, ['DOCUMENTO;FECHA;HORA;LUGAR;AGENDA', ...whose.map(({ document }) => `${document};${on};10:20;Pabellón B;${agenda}`), ''].join('\n')); // prettier-ignore
  await loadAppointments(stage.services, jujuy, file, { source: 'Agenda', asOf: stage.clock.now() });
};
const toldTo = ({ address }: Somebody) => stage.sent.filter((message) => message.address === address);
const why = async ({ id }: Somebody) => {
  const found = await stage.services.store.reminders.find({ person: id }).toArray();
  return found.map((each) => each.why ?? each.state);
};

describe('a reminder', () => {
  it('goes once, whatever crashes, and names nothing before the proof', async () => {
    const ana = await somebody();
    await booked(ana);
    await Promise.all([startReminders(stage.services), startReminders(stage.services)]);
    await stage.settle();
    // Killed before it was written down that she was reminded.
    await stage.services.store.reminders.deleteMany({});
    await startReminders(stage.services);
    await stage.settle();
    // And once she had answered: her number stays free.
    const { conversations, addresses } = stage.services.store;
    await stage.services.store.reminders.deleteMany({});
    await conversations.updateMany({ person: ana.id }, { $set: { live: false, ended: 'answered', timers: [] } });
    await addresses.updateMany({ _id: ana.address }, { $set: { live: null, liveSince: null } });
    await startReminders(stage.services);
    await stage.settle();
    expect((await addresses.findOne({ _id: ana.address }))?.live).toBeNull();
    expect(toldTo(ana).map(({ text }) => text)).toEqual([expect.stringMatching(/^Call Center Salud Jujuy para Ana, por un turno\./)]); // prettier-ignore
    expect(toldTo(ana)[0]?.text).not.toMatch(/Pabell|cardio|10:20/);
    expect(await why(ana)).toEqual(['begun']);
  });

  it('waits for the morning', async () => {
    // Half past seven: the service writes already, of appointments from nine on.
    stage.pass(21.5 * HOUR);
    const ana = await somebody();
    await booked(ana);
    await startReminders(stage.services);
    await stage.settle();
    expect(toldTo(ana)).toEqual([]);
    stage.pass(2 * HOUR);
    await booked(ana);
    await startReminders(stage.services);
    await stage.settle();
    expect(toldTo(ana)).toHaveLength(1);
  });

  it('is for nobody who said STOP, died, may not be written to, or is a child; nor by an agenda that is old', async () => {
    const { persons, suppressions } = stage.services.store;
    const [stopped, dead, never, child] = [
      await somebody(),
      await somebody(),
      await somebody(),
      await somebody('2018-01-01'),
    ];
    const at = new Date(stage.clock.now());
    await suppressions.insertOne({ _id: `number:${stopped.address}`, why: 'stop', at, conversation: 'c' });
    await persons.updateOne({ _id: dead.id }, { $set: { death: { reportedAt: at, denied: false } } });
    await persons.updateOne({ _id: never.id }, { $set: { never: { at, by: 'file' } } });
    await booked(stopped, dead, never, child);
    await startReminders(stage.services);
    await stage.settle();
    expect([stopped, dead, never, child].flatMap(toldTo)).toEqual([]);
    expect((await Promise.all([stopped, dead, never, child].map(why))).flat()).toEqual([
      'noNumber', 'mayNotBeWritten', 'mayNotBeWritten', 'minor',
    ]); // prettier-ignore
    const late = await somebody();
    await booked(late);
    await stage.services.store.appointments.updateMany({ person: late.id }, { $set: { asOf: new Date(stage.clock.now() - 3 * DAY) } }); // prettier-ignore
    await startReminders(stage.services);
    await stage.settle();
    expect(toldTo(late)).toEqual([]);
    expect(await why(late)).toEqual(['staleSource']);
  });

  it('goes to no other number of somebody who said STOP on one, until they say that we may write', async () => {
    const ana = await somebody();
    const second = '+5493884148888';
    writeFileSync(file, `DOCUMENTO;NOMBRES;NACIMIENTO;TELEFONO;TELEFONO_2\n${ana.document};ANA;1970-01-01;+5493884${String(141000 + people)};${second}\n`); // prettier-ignore
    await loadPeople(stage.services, jujuy, file, { synthetic: true });
    await booked(ana);
    await startReminders(stage.services);
    await stage.settle();
    await stage.says(ana.address, '0');
    stage.sent = [];
    stage.pass(DAY);
    await booked(ana);
    await startReminders(stage.services);
    await stage.settle();
    expect(stage.sent).toEqual([]);
    expect(await why(ana)).toEqual(['begun', 'mayNotBeWritten']);
    await stage.says(ana.address, 'alta');
    stage.pass(DAY);
    await booked(ana);
    await startReminders(stage.services);
    await stage.settle();
    expect((await why(ana)).at(-1)).not.toBe('mayNotBeWritten');
  });

  it('names no place on a number that others have too', async () => {
    const shared = '+5493884149999';
    stage.pass(DAY);
    const eva = await somebody('1970-01-01', shared);
    const ana = await somebody('1970-01-01', shared);
    await booked(ana);
    await startReminders(stage.services);
    await stage.settle();
    await stage.says(ana.address, 'soy yo');
    await stage.says(ana.address, `${ana.document.slice(-4)} 1970`);
    expect(toldTo(ana).at(-1)?.text).toMatch(/10:20\. ¿Va a ir/);
    await stage.says(ana.address, '1');
    const { days } = await attendanceOf(stage.services.store, jujuy, stage.clock.now(), 8);
    expect(days.at(-1)).toEqual({ on: dayIn(7), booked: 1, come: 1, reminded: 1, givenUp: 0, notReminded: {} });
    // Nothing of the days before is counted twice.
    expect(days.reduce((sum, { come }) => sum + come, 0)).toBe(1);
    expect(eva.id).not.toBe(ana.id);
  });

  it('names no place of an agenda whose place tells what it is for', async () => {
    stage.pass(DAY);
    const ana = await somebody();
    await bookedIn('psicologia', ana);
    await startReminders(stage.services);
    await stage.settle();
    await stage.says(ana.address, 'soy yo');
    await stage.says(ana.address, `${ana.document.slice(-4)} 1970`);
    expect(toldTo(ana).at(-1)?.text).toMatch(/10:20\. ¿Va a ir/);
  });

  it('is written where they answered last; what WhatsApp does not bring follows by SMS', async () => {
    stage.pass(DAY);
    const ana = await somebody();
    await stage.says(ana.address, 'hola', { channel: 'whatsapp' });
    stage.sent = [];
    stage.pass(DAY);
    await stage.services.store.conversations.updateMany({ person: ana.id }, { $set: { live: false, ended: 'answered', timers: [] } }); // prettier-ignore
    await stage.services.store.addresses.updateMany({ _id: ana.address }, { $set: { live: null, liveSince: null } });
    await booked(ana);
    await startReminders(stage.services);
    await stage.settle();
    expect(toldTo(ana).map(({ channel }) => channel)).toEqual(['whatsapp']);
    await stage.says(ana.address, 'soy yo', { channel: 'whatsapp' });
    expect(toldTo(ana).at(-1)?.channel).toBe('whatsapp');

    const bea = await somebody();
    await stage.services.store.persons.updateOne({ _id: bea.id }, { $set: { 'contacts.0.whatsappOptIn': { at: new Date(stage.clock.now()), inboundId: 'x' } } }); // prettier-ignore
    refused.set(bea.address, { channel: 'whatsapp', failure: { kind: 'unreachable', retryable: false, number: 'notOnWhatsApp', code: '63003' } }); // prettier-ignore
    await booked(bea);
    await startReminders(stage.services);
    await stage.settle();
    expect(toldTo(bea).map(({ channel }) => channel)).toEqual(['whatsapp', 'sms']);
    expect(toldTo(bea).at(-1)?.text).toMatch(/^Call Center Salud Jujuy para Ana, por un turno\./);
    expect((await stage.services.store.persons.findOne({ _id: bea.id }))?.contacts[0]?.notOnWhatsApp).toBeInstanceOf(
      Date,
    );
    // The answer comes back on the channel that works.
    await stage.says(bea.address, 'soy yo');
    await stage.says(bea.address, `${bea.document.slice(-4)} 1970`);
    expect(toldTo(bea).at(-1)).toMatchObject({ channel: 'sms', text: expect.stringMatching(/¿Va a ir/) });
  });

  it('that no phone takes ends, and the number is free', async () => {
    stage.pass(DAY);
    const ana = await somebody();
    refused.set(ana.address, { channel: 'sms', failure: { kind: 'rejected', retryable: false, code: '30007' } });
    await booked(ana);
    await startReminders(stage.services);
    await stage.settle();
    expect(toldTo(ana)).toHaveLength(1);
    expect(await stage.conversation(ana.id)).toMatchObject({ live: false, ended: 'unreachable', dialog: 'remind' });
    expect(await stage.services.store.addresses.findOne({ _id: ana.address })).toMatchObject({ live: null });
  });
});
