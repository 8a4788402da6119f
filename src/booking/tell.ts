/**
 * What was booked, moved and given up here, for the system that keeps the agenda: it must hear of it before the day comes. Told once the time
 * to undo is over, in the order in which it was done; each by an id, so that whoever hears of it twice takes it for one.
 */
import { taskDueAt } from '../desk/due.js';
import { openJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { AppointmentDoc, BookingDoc, DeskTaskDoc, SlotDoc } from '../store/documents.js';
import { bytesOf, loadPersons, type KnownPerson } from '../store/loadConversations.js';
import type { Store } from '../store/store.js';
import type { Services } from '../turn/services.js';

/** Changes read together. */
const BATCH = 200;

export interface Place {
  readonly agenda: string;
  /** yyyy-mm-dd and HH:MM there. */
  readonly on: string;
  readonly at: string;
  readonly place: string;
  /** The agenda's own id: of the free place, or of the appointment; '' = it gave none. */
  readonly reference: string;
  /** The change that made it here, by which the agenda knows it; absent = the agenda made it itself. */
  readonly madeBy?: string;
}

export interface Change {
  readonly id: string;
  readonly kind: BookingDoc['kind'];
  /** In which the person said so. */
  readonly conversation: string;
  /** When the person said so. */
  readonly at: Date;
  readonly person: KnownPerson;
  /** Of `new` and `change`. */
  readonly made: Place | null;
  /** Of `change` and `cancel`. */
  readonly old: Place | null;
  /** Why it was given up: a code of the programme. */
  readonly reason: string;
}

export interface Untold {
  readonly count: number;
  /** When the oldest of them can no longer be undone. */
  readonly since: Date | null;
}

/** Changes that the agenda's system has not heard of. */
export async function untold(store: Store, programme: string): Promise<Untold> {
  const left = await settledOf(store, programme);
  const oldest = Math.min(...left.map(({ settleAt }) => settleAt.getTime()));
  return { count: left.length, since: left.length === 0 ? null : new Date(oldest) };
}

/** Not told yet, the oldest first; with `again` also those told since then. Of people who were erased nothing is told. */
export async function* changesOf(
  { store }: Pick<Services, 'store'>,
  programme: Programme,
  again: Date | null = null,
): AsyncGenerator<readonly Change[]> {
  const all = (await settledOf(store, programme.id, again)).sort(
    (a, b) => a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1),
  );
  for (let from = 0; from < all.length; from += BATCH) yield changesIn(store, all.slice(from, from + BATCH));
}

async function settledOf(store: Store, programme: string, again: Date | null = null): Promise<BookingDoc[]> {
  // The index knows states and times; what else is asked of a row is asked here (docs/decisions.md).
  const settled = await store.bookings.find({ state: 'settled' }).toArray();
  return settled.filter(
    (each) =>
      each.programme === programme &&
      !each.refused &&
      (each.toldAt === null || (again !== null && each.toldAt >= again)),
  );
}

async function changesIn(store: Store, bookings: readonly BookingDoc[]): Promise<Change[]> {
  const persons = await loadPersons(
    store,
    bookings.map(({ person }) => person),
  );
  const ids = bookings.flatMap(({ old, made }) => [old, made]).filter((id) => id !== null);
  const appointments = byId(await store.appointments.find({ _id: { $in: ids } }).toArray());
  const slotIds = [...appointments.values()].flatMap(({ slot }) => slot ?? []);
  const slots = byId(await store.slots.find({ _id: { $in: slotIds } }).toArray());
  return bookings.flatMap((booking) => {
    const person = persons.get(booking.person);
    if (!person) return [];
    const placeOf = (id: string | null): Place | null => {
      const appointment = id === null ? undefined : appointments.get(id);
      return appointment ? placeIn(appointment, slots.get(appointment.slot ?? ''), person) : null;
    };
    const { _id, kind, conversation, at, reason } = booking;
    return [
      {
        id: _id,
        kind,
        conversation,
        at,
        person,
        made: placeOf(booking.made),
        old: placeOf(booking.old),
        reason: reason ?? '',
      },
    ];
  });
}

function placeIn({ _id, on, at, secret }: AppointmentDoc, slot: SlotDoc | undefined, { key }: KnownPerson): Place {
  const {
    place,
    agenda = '',
    reference = '',
  } = openJson<{ readonly place: string; readonly agenda?: string; readonly reference?: string }>(
    key.bytes,
    bytesOf(secret),
  );
  const madeBy = /:own:(.+)$/.exec(_id)?.[1];
  return { agenda, on, at: at ?? '', place, reference: slot?.reference ?? reference, ...(madeBy ? { madeBy } : {}) };
}

const byId = <T extends { readonly _id: string }>(docs: readonly T[]): ReadonlyMap<string, T> =>
  new Map(docs.map((doc) => [doc._id, doc]));

/** The agenda's system has them. */
export async function noteTold(store: Store, ids: readonly string[], at: Date): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH)
    await store.bookings.updateMany({ _id: { $in: ids.slice(from, from + BATCH) } }, { $set: { toldAt: at } });
}

/** The agenda's system would not have it: the person believes in a place that they may not have, and is called. */
export async function noteRefused(
  { store, clock }: Services,
  programme: Programme,
  { id, person, conversation }: Change,
  why: string,
): Promise<void> {
  const now = clock.now();
  const task: Omit<DeskTaskDoc, '_id'> = {
    programme: programme.id, queue: 'sameDay', reason: 'bookingRefused', person: person.doc._id, entry: null, conversation, state: 'open',
    at: new Date(now), dueAt: new Date(taskDueAt('sameDay', now, programme)),
  }; // prettier-ignore
  await store.deskTasks.updateOne({ _id: `${id}:refused` }, { $setOnInsert: task }, { upsert: true });
  // Last: after a crash in between it is tried again, and the task is the same one.
  await store.bookings.updateOne({ _id: id }, { $set: { refused: why } });
}
