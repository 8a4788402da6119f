/** The people of a database, as the simulation knows them: with their truth. */
import { DateTime } from 'luxon';
import type { Services } from '../turn/services.js';
import { openPerson } from '../store/loadConversations.js';
import type { Contact } from './world.js';
import { virtualPerson, type Scenario, type VirtualPerson } from './truth.js';

export interface Population {
  readonly persons: ReadonlyMap<string, VirtualPerson>;
  readonly contacts: ReadonlyMap<string, Contact>;
}

/** Reads every person of the database. Throws when one of them is not synthetic: nobody real is simulated. */
export async function populationOf(services: Services, seed: number, scenario: Scenario): Promise<Population> {
  const { store } = services;
  const persons = new Map<string, VirtualPerson>();
  const contacts = new Map<string, Contact>();
  const entries = new Map<string, { id: string; askedOn: string; place: string; care: string | null }[]>();
  for (const doc of await store.entries.find({ state: 'open' }).toArray()) {
    const programme = services.programmes.get(doc.programme);
    if (!programme) continue;
    const list = entries.get(doc.person) ?? [];
    const month = DateTime.fromISO(doc.enteredOn, { zone: 'utc' })
      .setLocale(programme.locale)
      .toFormat("LLLL 'de' yyyy");
    list.push({
      id: doc._id,
      askedOn: doc.enteredOn,
      place: `${month} (${programme.placeName(doc.healthService)})`,
      care: programme.careName(doc.careCode),
    });
    entries.set(doc.person, list);
  }
  for (const doc of await store.persons.find({}).toArray()) {
    if (!doc.synthetic) throw new Error('a real person may not be simulated');
    const { secret } = openPerson(store, doc);
    const mine = (entries.get(doc._id) ?? []).sort((a, b) =>
      a.askedOn < b.askedOn ? -1 : a.askedOn > b.askedOn ? 1 : a.id < b.id ? -1 : 1,
    );
    const at = doc.contacts.findIndex(({ kind, shared }) => kind === 'mobile' && !shared);
    const mobile = secret.contacts[at]?.value ?? '';
    const person = virtualPerson(seed, scenario, {
      id: doc._id,
      identity: secret.documentNumber ?? mine[0]?.id ?? doc._id,
      mobile,
      document: secret.documentNumber ?? '',
      birthYear: Number(secret.birthDate.slice(0, 4)),
      entries: mine.map(({ id }) => id),
    });
    persons.set(doc._id, person);
    contacts.set(doc._id, {
      person,
      mobile,
      mentions: mine.map(({ id, place }) => ({ entry: id, names: namesOf(place) })),
    });
  }
  return { persons, contacts };
}

/** As written, and as an SMS writes it. */
const namesOf = (place: string): string[] => [
  place,
  place
    .normalize('NFD')
    .replace(/(?!\u0303)\p{M}/gu, '')
    .normalize('NFC'),
];
