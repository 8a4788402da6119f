/**
 * Who is next: by the service's priority, then by how long they wait, then, among equals, who lives where the place is. Never who answers
 * first. Those who cannot be offered it are passed over, each with a reason.
 */
import { suppressedOf, bestContact } from '../campaigns/start.js';
import { isMinor } from '../domain/age.js';
import { openJson } from '../privacy/vault.js';
import type { FreedPlaceRules } from '../programmes/freed-places.js';
import type { Programme } from '../programmes/programme.js';
import { mayBeWritten } from '../reminders/reach.js';
import type { FreedPlaceDoc, PassedOver, PersonDoc, SlotDoc, WaitingDoc } from '../store/documents.js';
import { bytesOf, openPerson } from '../store/loadConversations.js';
import { ZoneClock } from '../timers/offset.js';
import type { Services } from '../turn/services.js';

/** Looked at for one place: whoever is behind them has no chance of it. */
const LOOKED_AT = 500;

export interface Next {
  readonly waiting: WaitingDoc;
  readonly doc: PersonDoc;
  readonly near: boolean;
  readonly passedOver: readonly { readonly person: string; readonly why: PassedOver }[];
}

export async function nextInLine(
  services: Services,
  programme: Programme,
  rules: FreedPlaceRules,
  freed: FreedPlaceDoc,
  slot: SlotDoc,
): Promise<Next | null> {
  const { store } = services;
  const { agenda } = freed;
  const waiting = await store.waiting
    .find({ programme: programme.id, agenda, state: 'waiting' })
    .sort({ priority: 1, since: 1 })
    .limit(LOOKED_AT)
    .toArray();
  const left = waiting.filter(({ person }) => !freed.passed.includes(person));
  const docs = await store.persons.find({ _id: { $in: left.map(({ person }) => person) } }).toArray();
  const persons = new Map(docs.map((doc) => [doc._id, doc]));
  const isNear = ({ person }: WaitingDoc) => slot.commune !== '' && persons.get(person)?.commune === slot.commune;
  const order = (a: WaitingDoc, b: WaitingDoc) =>
    a.priority - b.priority ||
    (a.since < b.since ? -1 : a.since > b.since ? 1 : 0) ||
    Number(isNear(b)) - Number(isNear(a)) ||
    (a._id < b._id ? -1 : 1);
  const passedOver: { person: string; why: PassedOver }[] = [];
  for (const each of left.sort(order)) {
    const doc = persons.get(each.person);
    const why = await whyNot(services, programme, rules, freed, doc);
    if (doc && why === null) return { waiting: each, doc, near: isNear(each), passedOver };
    passedOver.push({ person: each.person, why: why ?? 'mayNotBeWritten' });
  }
  return null;
}

async function whyNot(
  services: Services,
  programme: Programme,
  rules: FreedPlaceRules,
  { _id: place, agenda }: FreedPlaceDoc,
  doc: PersonDoc | undefined,
): Promise<PassedOver | null> {
  const { store, clock } = services;
  const now = clock.now();
  const today = ZoneClock.of(programme.zone).day(now);
  if (!doc || !(await mayBeWritten(services, doc))) return 'mayNotBeWritten';
  const offers = await store.placeOffers.find({ person: doc._id, at: { $gte: new Date(now - rules.within), $lte: new Date(now) } }).toArray(); // prettier-ignore
  if (offers.some(({ state, freed }) => (state === 'offered' || state === 'begins') && freed !== place))
    return 'otherOffer';
  if (offers.filter(({ state }) => state !== 'unreachable').length >= rules.perPerson) return 'enoughOffers';
  const person = openPerson(store, doc);
  if (isMinor(person.secret.birthDate, today)) return 'minor';
  const ahead = await store.appointments.find({ person: doc._id, on: { $gte: today } }).toArray();
  const has = ahead.some(
    ({ state, secret }) =>
      (state === 'booked' || state === 'leaving') &&
      openJson<{ readonly agenda?: string }>(person.key.bytes, bytesOf(secret)).agenda === agenda,
  );
  if (has) return 'hasOne';
  return bestContact(doc, await suppressedOf(services, [doc])) ? null : 'noNumber';
}
