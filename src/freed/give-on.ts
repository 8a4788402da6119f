/**
 * Offers what became free to one person after the other, each alone and until a moment. The place itself decides who has it: one guarded
 * update of its document takes it, gives it on or frees it, so that two people never get it, however many workers are at it.
 */
import { createHash } from 'node:crypto';
import type { PlaceOffer } from '../domain/booking.js';
import type { FreedPlaceRules } from '../programmes/freed-places.js';
import type { Programme } from '../programmes/programme.js';
import { reach } from '../reminders/reach.js';
import type { FreedPlaceDoc, PlaceOfferDoc, SlotDoc } from '../store/documents.js';
import { nextAllowed } from '../timers/hours.js';
import { ZoneClock } from '../timers/offset.js';
import { handleEvents } from '../turn/handle.js';
import type { Services } from '../turn/services.js';
import { nextInLine } from './order.js';

const BATCH = 100;
/** An offer that would end at night ends so long after the morning begins. */
const MORNING = 3_600_000;
const LOOK_AGAIN = 60_000;
/** No worker takes so long between the record of an offer and its beginning. */
const ABANDONED = 60_000;

/** Returns how many were looked at. */
export async function giveOnPlaces(services: Services): Promise<number> {
  const { store, clock } = services;
  const now = clock.now();
  const due = await store.freedPlaces
    .find({ state: 'open', nextAt: { $gte: new Date(0), $lte: new Date(now) } })
    .limit(BATCH)
    .toArray();
  for (const freed of due) await giveOn(services, freed, now);
  return due.length;
}

async function giveOn(services: Services, freed: FreedPlaceDoc, now: number): Promise<void> {
  const { store } = services;
  const programme = services.programmes.get(freed.programme);
  const rules = programme?.freedPlaces;
  const slot = await store.slots.findOne({ _id: freed.slot });
  if (!programme || !rules || !slot) return letGo(services, freed);
  if (freed.current) return tend(services, programme, rules, freed, slot, now);
  if (slot.startsAt.getTime() - now < rules.leastAhead) return letGo(services, freed);
  const open = { ...programme, hours: rules.hours ?? programme.hours };
  const allowed = services.anyHour ? now : Math.max(nextAllowed(now, programme), nextAllowed(now, open));
  if (allowed > now) return later(services, freed, allowed);
  const next = await nextInLine(services, programme, rules, freed, slot);
  if (!next) return letGo(services, freed);
  const offer = `${freed._id}:${freed.round + 1}`;
  const ends = now + rules.expires;
  const morning = services.anyHour ? ends : Math.max(nextAllowed(ends, programme), nextAllowed(ends, open));
  const expiresAt = new Date(morning > ends ? morning + MORNING : ends);
  const { waiting, near, passedOver } = next;
  const doc: Omit<PlaceOfferDoc, '_id'> = {
    freed: freed._id, programme: programme.id, agenda: freed.agenda, slot: slot._id, person: waiting.person, conversation: conversationOf(offer),
    priority: waiting.priority, since: waiting.since, near, passedOver, state: 'begins', at: new Date(now), expiresAt,
  }; // prettier-ignore
  // Written first: whoever finds the round begun finds what it offers, and to whom. One that was left by a crash is made anew.
  await store.placeOffers.updateOne({ _id: offer }, { $setOnInsert: doc }, { upsert: true });
  await store.placeOffers.updateOne(
    { _id: offer, state: 'begins', at: { $lt: new Date(now - ABANDONED) } },
    { $set: doc },
  );
  const made = await store.placeOffers.findOne({ _id: offer });
  if (!made) return;
  // Whoever is first here begins this round; nobody else does.
  const { matchedCount } = await store.freedPlaces.updateOne(
    { _id: freed._id, state: 'open', round: freed.round, current: null },
    { $set: { round: freed.round + 1, current: { offer, person: made.person, expiresAt: made.expiresAt } } },
  );
  const begun = await store.freedPlaces.findOne({ _id: freed._id });
  if (matchedCount > 0 && begun) await tend(services, programme, rules, begun, slot, now);
}

/** The offer that is made now: begun, taken, over, or still waited for. */
async function tend(
  services: Services,
  programme: Programme,
  rules: FreedPlaceRules,
  freed: FreedPlaceDoc,
  slot: SlotDoc,
  now: number,
): Promise<void> {
  const { store } = services;
  const { offer, person, expiresAt } = freed.current as NonNullable<FreedPlaceDoc['current']>;
  const made = await store.placeOffers.findOne({ _id: offer });
  // Nobody was written to: the next round makes it anew.
  if (!made) return end(services, freed, offer, [], null);
  if (made.state === 'begins') return begin(services, programme, rules, freed, made, slot, now);
  const over = made.state !== 'offered' || expiresAt.getTime() <= now;
  if (!over && (await store.slots.findOne({ _id: slot._id }))?.state === 'held')
    return later(services, freed, expiresAt.getTime());
  // Taken back from them, or, undone by them meanwhile, from everybody; else it is theirs.
  if (!(await hold(services, freed, slot, offer))) return taken(services, programme, freed, now);
  await handleEvents(services, [
    { conversation: made.conversation, event: { kind: 'placeOver', eventId: `over:${offer}`, at: now } },
  ]);
  return end(services, freed, offer, [person], made.state === 'offered' ? 'expired' : null);
}

/** It is theirs: unless another worker has gone on with it since we looked, who sees to the rest. */
async function taken(services: Services, programme: Programme, freed: FreedPlaceDoc, now: number): Promise<void> {
  const { store } = services;
  const { offer, person } = freed.current as NonNullable<FreedPlaceDoc['current']>;
  const slot = await store.slots.findOne({ _id: freed.slot });
  const still = await store.freedPlaces.findOne({ _id: freed._id });
  if (slot?.state !== 'taken' || still?.current?.offer !== offer) return later(services, freed, now + LOOK_AGAIN);
  await store.placeOffers.updateOne({ _id: offer }, { $set: { state: 'accepted' } });
  const waiting = `${programme.id}:${freed.agenda}:${person}`;
  await store.waiting.updateOne({ _id: waiting }, { $set: { state: 'placed', asOf: new Date(now) } });
  await store.freedPlaces.updateOne(
    { _id: freed._id, 'current.offer': offer },
    { $set: { state: 'placed', current: null } },
  );
}

async function begin(
  services: Services,
  programme: Programme,
  rules: FreedPlaceRules,
  freed: FreedPlaceDoc,
  made: PlaceOfferDoc,
  slot: SlotDoc,
  now: number,
): Promise<void> {
  const { store } = services;
  const doc = await store.persons.findOne({ _id: made.person });
  const clock = ZoneClock.of(programme.zone);
  const until = made.expiresAt.getTime();
  const offers: PlaceOffer = {
    id: made._id, freed: freed._id, agenda: { id: freed.agenda, by: 'bot' },
    slot: { id: slot._id, on: slot.on, at: slot.at, place: programme.agenda(freed.agenda)?.sensitive ? '' : slot.place },
    until: { on: clock.day(until), at: new Date(until + clock.offset(until)).toISOString().slice(11, 16) },
  }; // prettier-ignore
  const isKept = await store.slots.updateOne({ _id: slot._id, state: 'held', booking: { $in: [freed._id, made._id] } }, { $set: { booking: made._id } }); // prettier-ignore
  const message = { id: made.conversation, hours: rules.hours ?? null, about: { offers } };
  const reached = doc && isKept.matchedCount > 0 ? await reach(services, programme, doc, message) : null;
  if (reached?.is === 'begun') {
    await store.placeOffers.updateOne({ _id: made._id, state: 'begins' }, { $set: { state: 'offered' } });
    return later(services, freed, until);
  }
  // Night in their zone, or another conversation on their number: the place does not wait for them, and they keep theirs in the line.
  await hold(services, freed, slot, made._id);
  const last = made.passedOver;
  const passedOver = reached?.is === 'later' ? [...last, { person: made.person, why: 'busy' as const }] : last;
  await store.placeOffers.updateOne({ _id: made._id }, { $set: { passedOver } });
  await end(services, freed, made._id, [made.person], 'unreachable');
  await later(services, freed, now);
}

/** Nobody's for the moment; false = somebody has taken it. */
async function hold({ store }: Services, freed: FreedPlaceDoc, slot: SlotDoc, offer: string): Promise<boolean> {
  const set = { $set: { state: 'held' as const, booking: freed._id } };
  const back = await store.slots.updateOne({ _id: slot._id, state: 'held', booking: { $in: [offer, freed._id] } }, set);
  if (back.matchedCount > 0) return true;
  return (await store.slots.updateOne({ _id: slot._id, state: 'free', booking: null }, set)).matchedCount > 0;
}

/** The next is asked in the next pass. */
async function end(
  { store, clock }: Services,
  { _id }: FreedPlaceDoc,
  offer: string,
  passed: readonly string[],
  state: PlaceOfferDoc['state'] | null,
): Promise<void> {
  if (state) await store.placeOffers.updateOne({ _id: offer }, { $set: { state } });
  await store.freedPlaces.updateOne(
    { _id, 'current.offer': offer },
    { $set: { current: null, nextAt: new Date(clock.now()) }, $addToSet: { passed: { $each: [...passed] } } },
  );
}

/** Free for whoever asks. */
async function letGo({ store }: Services, { _id, slot, current }: FreedPlaceDoc): Promise<void> {
  const held = { $in: [_id, ...(current ? [current.offer] : [])] };
  await store.slots.updateOne({ _id: slot, state: 'held', booking: held }, { $set: { state: 'free', booking: null } });
  await store.freedPlaces.updateOne({ _id }, { $set: { state: 'free', current: null } });
}

const later = async ({ store }: Services, { _id, round }: FreedPlaceDoc, at: number): Promise<void> => {
  await store.freedPlaces.updateOne({ _id, state: 'open', round }, { $set: { nextAt: new Date(at) } });
};

/** Made of the offer: taken up again after a crash it is the same conversation. */
const conversationOf = (offer: string): string => createHash('sha256').update(offer).digest('hex').slice(0, 24);
