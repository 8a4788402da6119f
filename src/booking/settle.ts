/** Once a change can no longer be undone, what it gave up is cancelled, and its place is free for the next. */
import { DateTime } from 'luxon';
import { openJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { AppointmentDoc, BookingDoc, SlotDoc } from '../store/documents.js';
import { bytesOf, loadPersons } from '../store/loadConversations.js';
import { keepForNext } from '../freed/keep.js';
import type { Services } from '../turn/services.js';

const BATCH = 200;

/** Returns how many were settled. */
export async function settleBookings({ store, clock, programmes }: Services): Promise<number> {
  const now = clock.now();
  const dueIn = (state: BookingDoc['state']) =>
    store.bookings
      .find({ state, settleAt: { $gte: new Date(0), $lte: new Date(now) } })
      .limit(BATCH)
      .toArray();
  // Those that a worker before us began with are gone on with: a place that was given up must not be lost.
  const due = [...(await dueIn('open')), ...(await dueIn('settling'))];
  for (const { _id, ...booking } of due) {
    // Whoever undoes it in this very moment has it back: their update needs `open` too.
    await store.bookings.updateOne({ _id, state: 'open' }, { $set: { state: 'settling' } });
    await free({ _id, ...booking });
    await store.bookings.updateOne({ _id, state: 'settling' }, { $set: { state: 'settled' } });
  }
  return due.length;

  async function free(booking: BookingDoc): Promise<void> {
    const claimed = await store.bookings.findOne({ _id: booking._id, state: 'settling' });
    if (!booking.old || !claimed) return;
    const old = await store.appointments.findOne({ _id: booking.old, state: 'leaving', booking: booking._id });
    const programme = programmes.get(booking.programme);
    if (!old || !programme) return;
    const slot = await slotOf(old, programme);
    if (slot) {
      const { _id, ...rest } = slot;
      const kept = await keepForNext(store, programme, slot, booking, now);
      if (kept) await store.slots.updateOne({ _id }, { $set: { ...rest, ...kept } }, { upsert: true });
    }
    await store.appointments.updateOne(
      { _id: old._id, state: 'leaving' },
      { $set: { state: 'cancelled', asOf: new Date(now) } },
    );
  }

  /** Its own place, or one made of it where the agenda only told who has it. */
  async function slotOf(old: AppointmentDoc, programme: Programme): Promise<SlotDoc | null> {
    const known = old.slot ? await store.slots.findOne({ _id: old.slot }) : null;
    if (known) return { ...known, state: 'free', booking: null, asOf: new Date(now) };
    const person = (await loadPersons(store, [old.person])).get(old.person);
    if (!person || old.at === null) return null;
    const { place, agenda = '' } = openJson<{ place: string; agenda?: string }>(person.key.bytes, bytesOf(old.secret));
    if (programme.agenda(agenda)?.by !== 'bot') return null;
    const startsAt = DateTime.fromISO(`${old.on}T${old.at}`, { zone: programme.zone }).toJSDate();
    return {
      _id: `${old._id}:freed`, programme: programme.id, agenda, on: old.on, at: old.at, startsAt, state: 'free', booking: null, place,
      commune: '', source: old.source, asOf: new Date(now),
    }; // prettier-ignore
  }
}
