/**
 * What a person changes of how they are reached. The values stand sealed beside the contact points, in the same order, so both are written in one
 * guarded update: a list that is imported at this moment, or another tab, is read again and nothing of either is lost.
 */
import { Binary } from 'mongodb';
import { parseE164, readPhones, type E164 } from '../domain/phone.js';
import { sealJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { ContactPoint, PersonDoc, PersonSecret } from '../store/documents.js';
import { bytesOf, loadPersons, type KnownPerson } from '../store/loadConversations.js';
import { logAct } from '../store/logAct.js';
import { DURABLE } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { codeNumbers } from './numbers.js';
import { sendPortalText } from './send.js';

const RETRIES = 5;
const EMAIL =
  /^[^\s@,;:<>()"']{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,}$/;

/** A mobile as somebody types it; null = it is none that could be dialled. */
export function readMobile(typed: string, { country }: Programme): E164 | null {
  const reading = readPhones(typed, { country, field: 'mobile' });
  const [only] = reading.numbers;
  if (reading.numbers.length === 1 && only?.kind === 'mobile') return only.e164;
  return only ? null : typed.startsWith('+') ? parseE164(typed.replace(/[\s().-]/g, ''), country) : null;
}

export const readEmail = (typed: string): string | null => {
  const email = typed.trim().toLowerCase();
  return EMAIL.test(email) && email.length <= 120 ? email : null;
};

interface Change {
  readonly secret?: Partial<PersonSecret>;
  readonly contact?: {
    readonly value: string;
    readonly kind: ContactPoint['kind'];
    readonly status: ContactPoint['status'];
  };
  readonly reported?: string;
}

/** A number they hold in their hand: it was proved by a code. The numbers before are told; false = it was theirs already. */
export async function addPhone(
  services: Services,
  programme: Programme,
  person: KnownPerson,
  phone: E164,
  notice: string,
): Promise<boolean> {
  const { store, clock } = services;
  const before = codeNumbers(person, clock.now());
  const added = await change(services, programme, person.doc._id, {
    contact: { value: phone, kind: 'mobile', status: 'validated' },
  });
  if (!added) return false;
  await logAct(store, `portal:${programme.id}`, ['number added', person.doc._id], new Date(clock.now()));
  await tellNumbers(services, programme, person, before, notice);
  return true;
}

/** "That number is not mine any more": nothing about them goes there from now on, and it is told so, once. */
export async function removePhone(
  services: Services,
  programme: Programme,
  person: KnownPerson,
  address: string,
  notice: string,
): Promise<void> {
  const { store, clock } = services;
  const at = new Date(clock.now());
  const told = codeNumbers(person, clock.now()).filter((each) => each.address === address);
  await tellNumbers(services, programme, person, told, notice);
  await store.persons.updateOne(
    { _id: person.doc._id, contacts: { $elemMatch: { address, status: { $ne: 'wrongPerson' } } } },
    {
      $set: { 'contacts.$.status': 'wrongPerson', 'contacts.$.statusAt': at },
      $push: { 'contacts.$.history': { $each: [{ status: 'wrongPerson', at, why: 'portal' }], $slice: -20 } },
    },
    DURABLE,
  );
  await logAct(store, `portal:${programme.id}`, ['number removed', person.doc._id], at);
}

export const saveEmail = (
  services: Services,
  programme: Programme,
  person: KnownPerson,
  email: string,
): Promise<boolean> =>
  change(services, programme, person.doc._id, { contact: { value: email, kind: 'email', status: 'unverified' } });

export type Address = Pick<PersonSecret, 'street' | 'streetNumber' | 'addressRest' | 'city'>;

/** `commune` in their words: its code is the list's, and a person puts it right there. */
export async function saveAddress(
  services: Services,
  programme: Programme,
  person: KnownPerson,
  address: Address,
  commune: string,
): Promise<void> {
  const said = [address.street, address.streetNumber, address.addressRest, commune, address.city].filter(Boolean).join(', '); // prettier-ignore
  await change(services, programme, person.doc._id, { secret: address, reported: said });
}

/** Returns whether it changed anything. Throws when the person is changed all the time. */
async function change(services: Services, programme: Programme, id: string, wanted: Change): Promise<boolean> {
  const { store, clock } = services;
  const at = new Date(clock.now());
  for (let tries = 0; tries < RETRIES; tries += 1) {
    const person = (await loadPersons(store, [id])).get(id);
    if (!person) return false;
    const { doc, key } = person;
    const secret = { ...person.secret, ...wanted.secret };
    const push: Record<string, unknown> = {};
    if (wanted.contact) {
      const { value, kind, status } = wanted.contact;
      const address = store.vault.blindIndex('address', value);
      if (doc.contacts.some((each) => each.address === address && each.status !== 'wrongPerson')) return false;
      if (doc.contacts.some((each) => each.address === address)) return reclaim(services, id, address, at);
      push['contacts'] = {
        address, kind, rule: 'plain', shared: false, status, statusAt: at, from: 'person', history: [{ status: 'given', at, why: 'portal' }],
      } satisfies ContactPoint; // prettier-ignore
      secret.contacts = pad(secret.contacts, doc.contacts.length, value);
    }
    if (wanted.reported !== undefined)
      push['reported'] = {
        what: 'newAddress',
        at,
        secret: sealJson(key.bytes, { said: wanted.reported, channel: 'portal', programme: programme.id }),
      };
    const { modifiedCount } = await store.persons.updateOne(
      { _id: id, secret: new Binary(bytesOf(doc.secret)), contacts: { $size: doc.contacts.length } },
      {
        $set: { secret: sealJson(key.bytes, secret) },
        ...(Object.keys(push).length > 0 ? { $push: push as Partial<Record<keyof PersonDoc, never>> } : {}),
      },
      DURABLE,
    );
    if (modifiedCount === 1) return true;
  }
  throw new Error('the person was changed all the time');
}

/** The value of the contact point that is added last stands at its place. */
const pad = (values: PersonSecret['contacts'], length: number, value: string): PersonSecret['contacts'] => [
  ...values,
  ...Array.from({ length: Math.max(0, length - values.length) }, () => ({ value: '', raw: '' })),
  { value, raw: value },
];

/** A number that was said to be somebody else's, and was proved by a code now. As new as any that was just given. */
async function reclaim({ store }: Services, id: string, address: string, at: Date): Promise<boolean> {
  const { modifiedCount } = await store.persons.updateOne(
    { _id: id, contacts: { $elemMatch: { address, status: 'wrongPerson' } } },
    {
      $set: {
        'contacts.$.status': 'validated', 'contacts.$.statusAt': at, 'contacts.$.from': 'person',
        'contacts.$.history': [{ status: 'given', at, why: 'portal' }],
      },
    },
    DURABLE,
  ); // prettier-ignore
  return modifiedCount === 1;
}

async function tellNumbers(
  services: Services,
  programme: Programme,
  { doc }: KnownPerson,
  numbers: readonly { readonly address: string; readonly phone: string }[],
  text: string,
): Promise<void> {
  for (const { address, phone } of numbers)
    await sendPortalText(services, programme, {
      person: doc._id, synthetic: doc.synthetic, address, phone, text, key: 'portal.numberChanged',
    }); // prettier-ignore
}
