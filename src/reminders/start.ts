/** Reminds people of their appointments: so many days before as the programme says, each once, by what a fresh agenda tells. */
import { createHash } from 'node:crypto';
import { isMinor } from '../domain/age.js';
import type { Appointment } from '../domain/appointment.js';
import { openJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { ReminderRules } from '../programmes/reminders.js';
import type { AppointmentDoc, PersonDoc, ReminderDoc } from '../store/documents.js';
import { bytesOf, openPerson } from '../store/loadConversations.js';
import { ZoneClock } from '../timers/offset.js';
import { nextAllowed } from '../timers/hours.js';
import type { Services } from '../turn/services.js';
import { mayBeWritten, reach } from './reach.js';

const DAY = 86_400_000;
/** Appointments looked at together. */
const BATCH = 200;

/** Returns how many were looked at that were not before, or whose time has come. */
export async function startReminders(services: Services): Promise<number> {
  const now = services.clock.now();
  let done = 0;
  for (const programme of services.programmes.values()) {
    const rules = programme.reminders;
    // At night nobody is looked for.
    if (!rules || (!services.anyHour && nextAllowed(now, programme) > now)) continue;
    const clock = ZoneClock.of(programme.zone);
    for (const daysBefore of rules.daysBefore)
      done += await remindOf(services, programme, rules, daysBefore, clock.day(now + daysBefore * DAY));
  }
  return done;
}

/** Those of one day. */
async function remindOf(
  services: Services,
  programme: Programme,
  rules: ReminderRules,
  daysBefore: number,
  on: string,
): Promise<number> {
  const { store, clock } = services;
  const now = clock.now();
  const booked = (await store.appointments.find({ programme: programme.id, on }).toArray()).filter(
    ({ state }) => state === 'booked',
  );
  if (booked.length === 0) return 0;
  const known = new Map(
    (await store.reminders.find({ programme: programme.id, on }).toArray()).map((each) => [each._id, each]),
  );
  const due = new Map<string, AppointmentDoc>();
  for (const each of booked) {
    const _id = reminderId(each, daysBefore);
    const before = known.get(_id);
    // A place that was given here comes back in the agenda's own file under another number: it is one appointment.
    if (!due.has(_id) && (!before || (before.state === 'waits' && before.nextAt.getTime() <= now))) due.set(_id, each);
  }
  const all = [...due];
  for (let at = 0; at < all.length; at += BATCH) {
    const batch = all.slice(at, at + BATCH);
    const docs = await store.persons.find({ _id: { $in: batch.map(([, { person }]) => person) } }).toArray();
    const persons = new Map(docs.map((doc) => [doc._id, doc]));
    for (const [_id, appointment] of batch) {
      const became = await begin(services, programme, rules, _id, appointment, persons.get(appointment.person));
      const row: Omit<ReminderDoc, '_id'> = {
        programme: programme.id, person: appointment.person, appointment: appointment._id, on, daysBefore, at: new Date(now), nextAt: new Date(now), ...became,
      }; // prettier-ignore
      await store.reminders.updateOne({ _id }, { $set: row }, { upsert: true });
    }
  }
  return all.length;
}

async function begin(
  services: Services,
  programme: Programme,
  rules: ReminderRules,
  _id: string,
  appointment: AppointmentDoc,
  doc: PersonDoc | undefined,
): Promise<Pick<ReminderDoc, 'state' | 'why'> & { readonly nextAt?: Date }> {
  const now = services.clock.now();
  if (!doc || !(await mayBeWritten(services, doc))) return { state: 'left', why: 'mayNotBeWritten' };
  const maxAge = (programme.sources.appointments?.maxAgeDays ?? 0) * DAY;
  // It may have been moved since; once a newer file has come it is looked at again.
  if (!appointment.slot && now - appointment.asOf.getTime() > maxAge)
    return { state: 'waits', why: 'staleSource', nextAt: new Date(now + DAY / 24) };
  // They have just chosen it here, and know it.
  if (appointment.slot && now - appointment.asOf.getTime() < DAY) return { state: 'left', why: 'justMade' };
  const person = openPerson(services.store, doc);
  // Whoever answers for a child is asked by a person.
  if (isMinor(person.secret.birthDate, ZoneClock.of(programme.zone).day(now))) return { state: 'left', why: 'minor' };
  const { place, agenda = '' } = openJson<{ readonly place: string; readonly agenda?: string }>(
    person.key.bytes,
    bytesOf(appointment.secret),
  );
  if (rules.notOf.includes(agenda)) return { state: 'left', why: 'mayNotBeWritten' };
  const kept = programme.agenda(agenda);
  const reminds: Appointment = {
    id: appointment._id, agenda, ...(kept ? { keptBy: kept.by } : {}), on: appointment.on, at: appointment.at, place: kept?.sensitive ? '' : place,
  }; // prettier-ignore
  const id = createHash('sha256').update(_id).digest('hex').slice(0, 24);
  const { hours = null } = rules;
  const reached = await reach(services, programme, doc, { id, hours, about: { reminds } });
  if (reached.is === 'later') return { state: 'waits', nextAt: new Date(reached.at) };
  return reached.is === 'begun' ? { state: 'begun' } : { state: 'left', why: 'noNumber' };
}

/** By person, day and hour: an appointment that was moved is another one. */
function reminderId({ programme, person, on, at }: AppointmentDoc, daysBefore: number): string {
  const key = createHash('sha256')
    .update(`${person} ${on} ${at ?? ''}`)
    .digest('base64url')
    .slice(0, 22);
  return `${programme}:${key}:${daysBefore}`;
}
