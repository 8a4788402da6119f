/**
 * Who writes from a number we do not have? Whoever has the whole document and the year of birth is believed, for a little (DESIGN §1). Three
 * tries a day for each number, and three for each document, whoever tries: a list cannot be guessed with one telephone, nor with many.
 */
import { isMinor } from '../domain/age.js';
import { IDENTITY_TRIES } from '../domain/assurance.js';
import type { ErrandResult } from '../domain/booking.js';
import type { Programme } from '../programmes/programme.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { factsOf, isReadable, openPerson, type KnownPerson } from '../store/loadConversations.js';
import { knownAppointments } from '../store/queries/knownAppointments.js';
import { knownPayments } from '../store/queries/knownPayments.js';
import { DURABLE } from '../store/store.js';
import { ZoneClock } from '../timers/offset.js';
import type { PersonFacts } from '../turn/conversation.js';
import type { Services } from '../turn/services.js';

export interface Linked {
  readonly is: 'linked';
  readonly event: {
    readonly kind: 'linked';
    readonly person: string;
    readonly facts: PersonFacts;
    readonly unverified: boolean;
  };
}

/** What somebody wrote; `id` of the errand: run again after a crash it is the same try. */
export interface Claimed {
  readonly id: string;
  readonly conversation: string;
  readonly person: string;
  readonly birthYear: number;
}

export async function linkByDocument(
  services: Services,
  programme: Programme,
  { id, conversation, person, birthYear }: Claimed,
): Promise<Linked | Extract<ErrandResult, { is: 'notLinked' | 'failed' }>> {
  const { store, clock } = services;
  const now = clock.now();
  const today = ZoneClock.of(programme.zone).day(now);
  const from = await store.conversations.findOne({ _id: conversation }, { projection: { address: 1 } });
  if (!from) return { is: 'failed' };
  // Both are counted before anything is looked up, right or wrong, and whether or not there is such a person.
  const byNumber = await tryOf(services, `number:${from.address}:${today}`, id, now);
  const byDocument = await tryOf(services, `document:${person || `none:${from.address}`}:${today}`, id, now);
  const found = await personOf(services, person, from.address, today);
  const born = Number(found?.secret.birthDate.slice(0, 4));
  if (byNumber > IDENTITY_TRIES || byDocument > IDENTITY_TRIES || !found || born !== birthYear)
    return { is: 'notLinked', left: Math.max(0, IDENTITY_TRIES - byNumber), again: byNumber > IDENTITY_TRIES };
  const appointments = (await knownAppointments(store, programme, [found], now)).get(person);
  const payments = (await knownPayments(store, programme, [found], now)).get(person);
  return {
    is: 'linked',
    event: {
      kind: 'linked',
      person,
      facts: {
        ...factsOf(found, [], from.address),
        ...(appointments ? { appointments } : {}),
        ...(payments ? { payments } : {}),
      },
      // A number of several people is on file all the same.
      unverified: !found.doc.contacts.some(({ address }) => address === from.address),
    },
  };
}

/** Which try this is, from 1; the same errand again is the same try. */
async function tryOf({ store }: Services, _id: string, errand: string, now: number): Promise<number> {
  const update = { $addToSet: { errands: errand }, $setOnInsert: { at: new Date(now) } };
  try {
    await store.proofTries.updateOne({ _id }, update, { upsert: true, ...DURABLE });
  } catch (error) {
    if (!onlyDuplicates(error)) throw error; // another try made the document in this very moment
    await store.proofTries.updateOne({ _id }, update, DURABLE);
  }
  const doc = await store.proofTries.findOne({ _id });
  return (doc?.errands.indexOf(errand) ?? IDENTITY_TRIES) + 1;
}

/**
 * Nobody of whom it may not be told, or who may not be written to. Of a child either parent knows the document, one who must not find it
 * too: a person answers.
 */
async function personOf({ store }: Services, id: string, address: string, today: string): Promise<KnownPerson | null> {
  const doc = id === '' ? null : await store.persons.findOne({ _id: id });
  if (!doc || !isReadable(doc) || doc.death !== undefined || doc.never !== undefined || doc.checked?.dead) return null;
  if (doc.contacts.some((contact) => contact.address === address && contact.status === 'wrongPerson')) return null;
  const stops = [`person:${id}`, `pair:${address}:${id}`];
  if (await store.suppressions.findOne({ _id: { $in: stops } })) return null;
  const person = openPerson(store, doc);
  return isMinor(person.secret.birthDate, today) ? null : person;
}
