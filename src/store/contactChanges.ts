/** The state of a contact point, with its history (REQUIREMENTS M3). */
import type { AnyBulkWriteOperation } from 'mongodb';
import type { ContactPoint, ContactStatus, PersonDoc } from './documents.js';

export interface ContactAt {
  readonly person: string;
  /** Blind index of the number. */
  readonly address: string;
  readonly at: Date;
}

/** Earlier states kept with a contact point. */
const HISTORY = 20;

/** What may take the place of what: a sign of life never undoes what a person said of their number. */
const FROM: Readonly<Record<ContactStatus, readonly ContactStatus[]>> = {
  unverified: [],
  reachable: ['unverified', 'unreachable', 'landline', 'optedOut'],
  validated: ['unverified', 'reachable', 'unreachable', 'landline', 'optedOut', 'wrongPerson'],
  wrongPerson: ['unverified', 'reachable', 'validated', 'unreachable', 'landline', 'optedOut'],
  unreachable: ['unverified', 'reachable', 'validated'],
  landline: ['unverified', 'reachable', 'unreachable'],
  optedOut: ['unverified', 'reachable', 'validated', 'unreachable'],
};

/** Only START brings a number back from "opted out"; other signs of life do not. */
const fromFor = (to: ContactStatus, why: string): readonly ContactStatus[] =>
  to === 'reachable' && why !== 'optedIn' ? FROM.reachable.filter((status) => status !== 'optedOut') : FROM[to];

/** `why`: answered, person, delivered, provider, lookup, optedIn …: codes, never words. Repeated, it changes nothing. */
export function contactChange(
  { person, address, at }: ContactAt,
  to: ContactStatus,
  why: string,
): AnyBulkWriteOperation<PersonDoc> {
  const status = { $in: [...fromFor(to, why)] };
  return {
    updateOne: {
      filter: { _id: person, contacts: { $elemMatch: { address, status } } },
      // The one that was matched. Not by array filters: SecantusDB looks at them again after each path, when the status is a new one.
      update: {
        $set: { 'contacts.$.status': to, 'contacts.$.statusAt': at },
        $push: { 'contacts.$.history': { $each: [{ status: to, at, why }], $slice: -HISTORY } },
      },
    },
  };
}

/** Nobody answered any attempt there: the next number of the person goes before it. */
export function fellSilent({ person, address, at }: ContactAt): AnyBulkWriteOperation<PersonDoc> {
  return {
    updateOne: {
      filter: { _id: person, 'contacts.address': address },
      update: { $max: { 'contacts.$[c].silentAt': at } },
      arrayFilters: [{ 'c.address': address }],
    },
  } as AnyBulkWriteOperation<PersonDoc>;
}

/** Something learned of the number beside its status; only the first time. */
export function contactFact(
  { person, address, at }: ContactAt,
  fact: Partial<Pick<ContactPoint, 'notOnWhatsApp' | 'whatsappOptIn' | 'lookedUp' | 'responsible'>>,
  what: string,
): AnyBulkWriteOperation<PersonDoc> {
  const [name, value] = Object.entries(fact)[0] ?? [];
  return {
    updateOne: {
      filter: { _id: person, contacts: { $elemMatch: { address, [name as string]: null } } },
      update: {
        $set: { [`contacts.$[c].${name}`]: value },
        $push: { 'contacts.$[c].history': { $each: [{ status: what, at, why: what }], $slice: -HISTORY } },
      },
      arrayFilters: [{ 'c.address': address }],
    },
  } as AnyBulkWriteOperation<PersonDoc>;
}
