/**
 * Gives, changes, gives up and gives back places. Every act is made of an errand's id and can be run again after a crash: what was done
 * is found done. A place is taken by one guarded update of its own document, so that two people never get the same.
 */
import type { ErrandResult } from '../domain/booking.js';
import { UNDO_MINUTES } from '../domain/booking.js';
import { openJson, sealJson } from '../privacy/vault.js';
import type { AppointmentDoc, BookingDoc, SlotDoc } from '../store/documents.js';
import { bytesOf, type KnownPerson } from '../store/loadConversations.js';
import type { Store } from '../store/store.js';

const MINUTE = 60_000;
/** Places ahead that one person may hold here: more is no patient, or needs a person's help. */
const MOST_AHEAD = 3;

/** Whose act it is. */
export interface Act {
  /** The errand. */
  readonly id: string;
  readonly programme: string;
  readonly conversation: string;
  readonly person: KnownPerson;
  /** Epoch ms. */
  readonly now: number;
  /** yyyy-mm-dd there. */
  readonly today: string;
}

interface SecretOf {
  readonly place: string;
  readonly care?: string;
  readonly agenda?: string;
}

/** `offer` — the place is kept for them alone. */
export async function bookSlot(
  store: Store,
  act: Act,
  slotId: string,
  { instead, offer }: { readonly instead?: string; readonly offer?: string } = {},
): Promise<ErrandResult> {
  const { id, programme, person, now, today } = act;
  const before = await store.bookings.findOne({ _id: id });
  if (!before && !instead) {
    const held = await store.appointments.find({ person: person.doc._id, on: { $gte: today } }).toArray();
    if (held.filter(({ slot, state }) => slot && state === 'booked').length >= MOST_AHEAD) return { is: 'failed' };
  }
  const slot = await claim(store, act, slotId, offer);
  if (!slot) return { is: 'slotGone' };
  const made = `${programme}:own:${id}`;
  await remember(store, act, {
    kind: instead ? 'change' : 'new',
    old: instead ?? null,
    made,
    slot: slotId,
    reason: null,
  });
  const old = instead ? await store.appointments.findOne({ _id: instead, person: person.doc._id }) : null;
  const care = old ? openJson<SecretOf>(person.key.bytes, bytesOf(old.secret)).care : undefined;
  const appointment: Omit<AppointmentDoc, '_id'> = {
    programme, person: person.doc._id, on: slot.on, at: slot.at, state: 'booked', booking: id, slot: slotId,
    secret: sealJson(person.key.bytes, { place: slot.place, care: care ?? '', agenda: slot.agenda }), source: slot.source, asOf: new Date(now),
  }; // prettier-ignore
  await store.appointments.updateOne({ _id: made }, { $setOnInsert: appointment }, { upsert: true });
  if (instead) await leave(store, act, instead);
  return { is: 'booked', booking: id };
}

/** Null = somebody else has it. */
async function claim(
  store: Store,
  { id, programme, now }: Act,
  slotId: string,
  offer?: string,
): Promise<SlotDoc | null> {
  await store.slots.updateOne(
    {
      _id: slotId,
      programme,
      ...(offer === undefined ? { state: 'free' as const } : { state: 'held' as const, booking: offer }),
      startsAt: { $gt: new Date(now) },
    },
    { $set: { state: 'taken', booking: id } },
  );
  const slot = await store.slots.findOne({ _id: slotId });
  return slot?.state === 'taken' && slot.booking === id ? slot : null;
}

export async function cancelAppointment(
  store: Store,
  act: Act,
  appointment: string,
  reason: string,
): Promise<ErrandResult> {
  if (!(await leave(store, act, appointment))) return { is: 'failed' };
  await remember(store, act, { kind: 'cancel', old: appointment, made: null, slot: null, reason });
  return { is: 'cancelled', booking: act.id };
}

/** Still theirs until the time to undo is over; false = it was theirs no more. */
async function leave(store: Store, { id, person }: Act, appointment: string): Promise<boolean> {
  await store.appointments.updateOne(
    { _id: appointment, person: person.doc._id, state: 'booked' },
    { $set: { state: 'leaving', booking: id } },
  );
  const doc = await store.appointments.findOne({ _id: appointment });
  return doc?.state === 'leaving' && doc.booking === id;
}

async function remember(
  store: Store,
  { id, programme, person, conversation, now }: Act,
  what: Pick<BookingDoc, 'kind' | 'old' | 'made' | 'slot' | 'reason'>,
): Promise<void> {
  const booking: Omit<BookingDoc, '_id'> = {
    ...what, programme, person: person.doc._id, conversation, state: 'open', at: new Date(now), settleAt: new Date(now + UNDO_MINUTES * MINUTE),
    toldAt: null,
  }; // prettier-ignore
  await store.bookings.updateOne({ _id: id }, { $setOnInsert: booking }, { upsert: true });
}

/** Everything as it was. Too late = failed. */
export async function undoBooking(store: Store, { person, now }: Act, booking: string): Promise<ErrandResult> {
  await store.bookings.updateOne(
    { _id: booking, person: person.doc._id, state: 'open', settleAt: { $gt: new Date(now) } },
    { $set: { state: 'undone' } },
  );
  const doc = await store.bookings.findOne({ _id: booking, person: person.doc._id });
  if (doc?.state !== 'undone') return { is: 'failed' };
  if (doc.old)
    await store.appointments.updateOne(
      { _id: doc.old, state: 'leaving', booking },
      { $set: { state: 'booked' }, $unset: { booking: '' } },
    );
  if (doc.made) await store.appointments.updateOne({ _id: doc.made, booking }, { $set: { state: 'cancelled' } });
  if (doc.slot)
    await store.slots.updateOne({ _id: doc.slot, state: 'taken', booking }, { $set: { state: 'free', booking: null } });
  return { is: 'undone' };
}
