/** The people of a database, or of a list file, as a simulation knows them: with their truth. */
import type { DialogEntry } from '../../dialogs/context.js';
import { readList } from '../intake/read-list.js';
import { askingOrder, dialogEntry } from '../campaigns/entries.js';
import type { AcceptedRow } from '../intake/list.js';
import type { Programme } from '../programmes/programme.js';
import type { Home } from '../programmes/zones.js';
import type { Services } from '../turn/services.js';
import type { EntryDoc } from '../store/documents.js';
import { openPerson } from '../store/loadConversations.js';
import { ZoneClock } from '../timers/offset.js';
import { dayOf, monthOf } from '../words/render.js';
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
  /** yyyy-mm-dd; for a plan the middle of the year of birth. */
  readonly bornOn: string;
  readonly firstName: string;
  readonly mobiles: readonly string[];
  /** Open ones, in the order in which they are asked. */
  readonly entries: readonly DialogEntry[];
  readonly home: Home;
}

export function contactOf(seed: number, scenario: Scenario, programme: Programme, invented: Invented): Contact {
  const { entries, mobiles } = invented;
  const person = virtualPerson(seed, scenario, { ...invented, entries: entries.map(({ id }) => id) });
  const mentions = entries.map(({ id, askedOn, place, care, appointmentOn }) => ({
    entry: id,
    names: written(
      `${appointmentOn ? dayOf({ day: appointmentOn }, programme) : monthOf(askedOn, programme)} (${place})`,
    ),
    cares: care === null ? [] : written(care),
  }));
  return { person, mobiles, mentions };
}

/** Reads every person of the database. Throws when one of them is not synthetic: nobody real is simulated. */
export async function populationOf(services: Services, seed: number, scenario: Scenario): Promise<Population> {
  const { store, programmes } = services;
  const persons = new Map<string, VirtualPerson>();
  const contacts = new Map<string, Contact>();
  const entries = new Map<string, EntryDoc[]>();
  for await (const doc of store.entries.find({ state: 'open' })) {
    const programme = programmes.get(doc.programme);
    if (!programme) continue;
    entries.set(doc.person, [...(entries.get(doc.person) ?? []), doc]);
  }
  for await (const doc of store.persons.find({})) {
    if (!doc.synthetic) throw new Error('a real person may not be simulated');
    const programme = programmes.get(doc.programme);
    if (!programme) continue;
    const { secret } = openPerson(store, doc);
    const today = ZoneClock.of(programme.zone).day(services.clock.now());
    const mine = (entries.get(doc._id) ?? [])
      .sort(askingOrder(today))
      .map((entry) => dialogEntry(programme, entry, today));
    const mobiles = doc.contacts.flatMap(({ kind, shared }, at) =>
      kind === 'mobile' && !shared ? [secret.contacts[at]?.value ?? ''] : [],
    );
    const contact = contactOf(seed, scenario, programme, {
      id: doc._id,
      identity: secret.documentNumber ?? mine[0]?.id ?? doc._id,
      document: secret.documentNumber ?? '',
      birthYear: Number(secret.birthDate.slice(0, 4)),
      bornOn: secret.birthDate,
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
      bornOn: person.birthDate,
      firstName: person.names,
      mobiles: [
        ...new Set(contacts.flatMap(({ kind, shared, value }) => (kind === 'mobile' && !shared ? [value] : []))),
      ],
      entries: mine
        .map(({ entry }) => ({ ...entry, _id: `${programme.id}:${entry.identity}` }))
        // As a campaign of this very day would: what is today, or was told, is not asked about.
        .filter(({ appointmentOn }) => appointmentOn !== today)
        .sort(askingOrder(today))
        .map((entry) => dialogEntry(programme, entry, today)),
      home: person,
    };
  });
}

/** As written, and as an SMS writes it. */
const written = (text: string): string[] => [
  text,
  text
    .normalize('NFD')
    .replace(/(?!\u0303)\p{M}/gu, '')
    .normalize('NFC'),
];
