/** The people of a database, or of a list file, as a simulation knows them: with their truth. */
import type { DialogEntry } from '../../dialogs/context.js';
import { readList } from '../intake/read-list.js';
import type { AcceptedRow } from '../intake/list.js';
import type { Programme } from '../programmes/programme.js';
import type { Home } from '../programmes/zones.js';
import type { Services } from '../turn/services.js';
import { openPerson } from '../store/loadConversations.js';
import { monthOf } from '../words/render.js';
import type { Contact } from './contact.js';
import type { Scenario } from './scenario.js';
import { stateOfNumber, virtualPerson, type NumberState, type VirtualPerson } from './truth.js';

export interface Population {
  readonly persons: ReadonlyMap<string, VirtualPerson>;
  readonly contacts: ReadonlyMap<string, Contact>;
  /** Who answers a number, E.164. */
  stateOf(mobile: string): NumberState;
}

/** A person before anything is drawn for them. */
export interface Invented {
  readonly id: string;
  /** The same in every run: the document, or the first entry of a placeholder. */
  readonly identity: string;
  readonly document: string;
  readonly birthYear: number;
  readonly firstName: string;
  readonly mobiles: readonly string[];
  /** Open ones, oldest first. */
  readonly entries: readonly DialogEntry[];
  readonly home: Home;
}

export function contactOf(seed: number, scenario: Scenario, programme: Programme, invented: Invented): Contact {
  const { entries, mobiles } = invented;
  const person = virtualPerson(seed, scenario, { ...invented, entries: entries.map(({ id }) => id) });
  const mentions = entries.map(({ id, askedOn, place, care }) => ({
    entry: id,
    names: written(`${monthOf(askedOn, programme)} (${place})`),
    cares: care === null ? [] : written(care),
  }));
  return { person, mobiles, mentions };
}

/** Reads every person of the database. Throws when one of them is not synthetic: nobody real is simulated. */
export async function populationOf(services: Services, seed: number, scenario: Scenario): Promise<Population> {
  const { store, programmes } = services;
  const persons = new Map<string, VirtualPerson>();
  const contacts = new Map<string, Contact>();
  const entries = new Map<string, DialogEntry[]>();
  for await (const doc of store.entries.find({ state: 'open' })) {
    const programme = programmes.get(doc.programme);
    if (!programme) continue;
    const entry = dialogEntry(programme, { id: doc._id, ...doc });
    entries.set(doc.person, [...(entries.get(doc.person) ?? []), entry]);
  }
  for await (const doc of store.persons.find({})) {
    if (!doc.synthetic) throw new Error('a real person may not be simulated');
    const programme = programmes.get(doc.programme);
    if (!programme) continue;
    const { secret } = openPerson(store, doc);
    const mine = (entries.get(doc._id) ?? []).sort(oldestFirst);
    const mobiles = doc.contacts.flatMap(({ kind, shared }, at) =>
      kind === 'mobile' && !shared ? [secret.contacts[at]?.value ?? ''] : [],
    );
    const contact = contactOf(seed, scenario, programme, {
      id: doc._id,
      identity: secret.documentNumber ?? mine[0]?.id ?? doc._id,
      document: secret.documentNumber ?? '',
      birthYear: Number(secret.birthDate.slice(0, 4)),
      firstName: secret.names,
      mobiles,
      entries: mine,
      home: doc,
    });
    persons.set(doc._id, contact.person);
    contacts.set(doc._id, contact);
  }
  return { persons, contacts, stateOf: numbersOf(seed, scenario) };
}

/** A number has one owner, whoever is asked there. */
export function numbersOf(seed: number, scenario: Scenario): Population['stateOf'] {
  const known = new Map<string, NumberState>();
  return (mobile) => {
    const before = known.get(mobile);
    if (before !== undefined) return before;
    const state = stateOfNumber(seed, scenario, mobile);
    known.set(mobile, state);
    return state;
  };
}

/** The people of a list file with something open to ask about, without a database. `today` — yyyy-mm-dd. */
export async function peopleOfList(file: string, programme: Programme, today: string): Promise<readonly Invented[]> {
  const rows = new Map<string, AcceptedRow[]>();
  for await (const batch of readList(file, { today }))
    for (const row of batch.rows) {
      if (row.entry.exitedOn !== null) continue;
      const key = row.person.document?.number ?? row.entry.identity;
      const mine = rows.get(key);
      if (mine) mine.push(row);
      else rows.set(key, [row]);
    }
  return [...rows].map(([key, mine]) => {
    const { person } = mine[0] as AcceptedRow;
    const contacts = mine.flatMap((row) => row.contacts);
    return {
      id: `${programme.id}:${key}`,
      identity: person.document?.number ?? key,
      document: person.document?.number ?? '',
      birthYear: Number(person.birthDate.slice(0, 4)),
      firstName: person.names,
      mobiles: [
        ...new Set(contacts.flatMap(({ kind, shared, value }) => (kind === 'mobile' && !shared ? [value] : []))),
      ],
      entries: mine
        .map(({ entry }) => dialogEntry(programme, { id: `${programme.id}:${entry.identity}`, ...entry }))
        .sort(oldestFirst),
      home: person,
    };
  });
}

/** An entry as the dialogs get it. */
export function dialogEntry(
  programme: Programme,
  entry: {
    readonly id: string;
    readonly enteredOn: string;
    readonly healthService: number;
    readonly careCode: string;
    readonly appointmentOn: string | null;
  },
): DialogEntry {
  return {
    id: entry.id,
    askedOn: entry.enteredOn.slice(0, 7),
    place: programme.placeName(entry.healthService),
    care: programme.careName(entry.careCode),
    ...(entry.appointmentOn === null ? {} : { appointmentOn: entry.appointmentOn }),
  };
}

const oldestFirst = (a: DialogEntry, b: DialogEntry): number =>
  a.askedOn < b.askedOn ? -1 : a.askedOn > b.askedOn ? 1 : a.id < b.id ? -1 : 1;

/** As written, and as an SMS writes it. */
const written = (text: string): string[] => [
  text,
  text
    .normalize('NFD')
    .replace(/(?!\u0303)\p{M}/gu, '')
    .normalize('NFC'),
];
