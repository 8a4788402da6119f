/** What may be told of people's appointments now: from sources that are fresh enough, each with its name and day. */
import { DateTime } from 'luxon';
import type { Appointment, KnownAppointments } from '../../domain/appointment.js';
import { openJson } from '../../privacy/vault.js';
import type { Programme } from '../../programmes/programme.js';
import type { AppointmentDoc, SourceDoc } from '../documents.js';
import { bytesOf, type KnownPerson } from '../loadConversations.js';
import type { Store } from '../store.js';

const DAY = 86_400_000;
/** More would not fit a message; who has more is told the nearest ones. */
const MOST = 3;

/** By person; absent where no source is fresh, or what it says is not. `now` — epoch ms. */
export async function knownAppointments(
  store: Store,
  programme: Programme,
  persons: readonly KnownPerson[],
  now: number,
): Promise<ReadonlyMap<string, KnownAppointments>> {
  const known = new Map<string, KnownAppointments>();
  const rule = programme.sources.appointments;
  if (!rule || persons.length === 0) return known;
  const oldest = now - rule.maxAgeDays * DAY;
  const all = await sourcesOf(store, programme.id);
  const allTold = all.every(({ asOf, complete }) => asOf.getTime() >= oldest && complete === true);
  const fresh = all.filter(({ asOf }) => asOf.getTime() >= oldest);
  const [newest] = fresh;
  if (!newest) return known;
  const today = DateTime.fromMillis(now, { zone: programme.zone }).toISODate() as string;
  const dayOf = (at: Date) => DateTime.fromJSDate(at, { zone: programme.zone }).toISODate() as string;
  const docs = await store.appointments
    .find({ person: { $in: persons.map(({ doc }) => doc._id) }, on: { $gte: today } })
    .toArray();
  for (const { doc, key } of persons) {
    const mine = docs
      .filter(({ person, state }) => person === doc._id && state === 'booked')
      .sort((a, b) => (`${a.on} ${a.at ?? ''}` < `${b.on} ${b.at ?? ''}` ? -1 : 1));
    // One that an old file told may have been moved since: nothing is said, a person looks.
    // One that was given here is known from here.
    if (mine.some(({ asOf, slot }) => !slot && asOf.getTime() < oldest)) continue;
    const [first] = mine;
    // "None" is said only where every agenda of the programme is fresh and was told whole.
    if (!first && !allTold) continue;
    known.set(doc._id, {
      source: first?.source ?? newest.name,
      asOf: dayOf(first?.asOf ?? newest.asOf),
      ahead: mine
        .map((each) => told(each, key.bytes, programme))
        .filter(isFirstOfItsHour)
        .slice(0, MOST),
    });
  }
  return known;
}

/** The programme's sources of appointments, the newest first. */
async function sourcesOf(store: Store, programme: string): Promise<SourceDoc[]> {
  const found = await store.sources.find({}).toArray();
  return found
    .filter((each) => each.programme === programme && each.kind === 'appointments')
    .sort((a, b) => b.asOf.getTime() - a.asOf.getTime());
}

function told({ _id, on, at, secret }: AppointmentDoc, key: Buffer, programme: Programme): Appointment {
  const { place, agenda = '' } = openJson<{ readonly place: string; readonly agenda?: string }>(key, bytesOf(secret));
  const keptBy = programme.agenda(agenda)?.by;
  return { id: _id, agenda, ...(keptBy ? { keptBy } : {}), on, at, place };
}

/** A place that was given here comes back in the agenda's own file under another number: it is one appointment. */
const isFirstOfItsHour = ({ on, at }: Appointment, index: number, all: readonly Appointment[]): boolean =>
  at === null || all.findIndex((each) => each.on === on && each.at === at) === index;
