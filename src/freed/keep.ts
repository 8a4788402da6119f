/** A place that was given up and can no longer be taken back is kept for the next who waits, where anybody does. */
import type { Programme } from '../programmes/programme.js';
import type { BookingDoc, FreedPlaceDoc, SlotDoc } from '../store/documents.js';
import type { Store } from '../store/store.js';

/**
 * What the place is from now on; null = it is being given on already (a worker before us died here). Whoever gave it up is not offered it.
 * `now` — epoch ms.
 */
export async function keepForNext(
  store: Store,
  programme: Programme,
  slot: SlotDoc,
  booking: BookingDoc,
  now: number,
): Promise<Pick<SlotDoc, 'state' | 'booking'> | null> {
  const free = { state: 'free' as const, booking: null };
  if (!programme.freedPlaces || programme.agenda(slot.agenda)?.by !== 'bot') return free;
  const { agenda } = slot;
  const waits = await store.waiting.findOne({ programme: programme.id, agenda, state: 'waiting' });
  if (!waits) return free;
  const _id = `${slot._id}:${booking._id}`;
  const at = new Date(now);
  const freed: Omit<FreedPlaceDoc, '_id'> = {
    programme: programme.id, agenda, slot: slot._id, state: 'open', round: 0, current: null, passed: [booking.person], nextAt: at, at,
  }; // prettier-ignore
  await store.freedPlaces.updateOne({ _id }, { $setOnInsert: freed }, { upsert: true });
  const kept = await store.freedPlaces.findOne({ _id });
  return kept && (kept.round > 0 || kept.state !== 'open') ? null : { state: 'held', booking: _id };
}
