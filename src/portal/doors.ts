/**
 * Who is at the door, and what they prove. Whether there is such a person is told by nothing: the same reads, the same comparisons and the same
 * pages for a number that we have and for one that nobody has; what only one of them needs is done once the answer has left (`afterwards.ts`).
 */
import { randomBytes } from 'node:crypto';
import { parseDocument, documentTail } from '../domain/document-number.js';
import { isMinor } from '../domain/age.js';
import { sealJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { PersonDoc, PersonSecret, PortalSessionDoc } from '../store/documents.js';
import { isReadable, openPerson, type KnownPerson } from '../store/loadConversations.js';
import { personIdOf } from '../store/person-id.js';
import { DURABLE, type Store } from '../store/store.js';
import { ZoneClock } from '../timers/offset.js';
import type { Services } from '../turn/services.js';
import { linkId, readLetters } from './letters.js';

/** Whom the session is about; `known` false = nobody, and it is told by nothing. */
export type AtTheDoor = Pick<PortalSessionDoc, 'person' | 'known' | 'address'>;

/** By the letters of a message. They open once, for whoever is first; forged, expired or used they lead to the same page. */
export async function byLetters({ store, clock }: Services, programme: Programme, typed: string): Promise<AtTheDoor> {
  const { vault } = store;
  const letters = readLetters(vault, typed);
  const now = new Date(clock.now());
  const link = await store.portalLinks.findOneAndUpdate(
    {
      _id: linkId(vault, letters ?? typed.slice(0, 40)),
      programme: programme.id,
      usedAt: null,
      expiresAt: { $gt: now },
    },
    { $set: { usedAt: now } },
    { returnDocument: 'after', ...DURABLE },
  );
  const found = await personAt(store, link?.person ?? '', programme, clock.now());
  if (letters === null || !link || !found.person) return nobody(vault.blindIndex('message', `nobody\0${typed}`));
  return { person: link.person, known: true, address: link.address };
}

/** By the whole document. Null = it is no document: a slip of the finger is said so, and says nothing of any person. */
export async function byDocument(services: Services, programme: Programme, typed: string): Promise<AtTheDoor | null> {
  const { store, clock } = services;
  const parsed = parseDocument(programme.country, typed.slice(0, 40));
  if (!parsed.ok) return null;
  const id = personIdOf(store.vault, programme.id, parsed.value);
  const { person } = await personAt(store, id, programme, clock.now());
  return { person: id, known: person !== null, address: null };
}

const nobody = (id: string): AtTheDoor => ({ person: `none:${id}`, known: false, address: null });

/**
 * The person of a session, or somebody who is nobody and on whom the same work is done. Who has died is at no door; of a child either parent
 * knows the document, one who must not find it too, so that there a code to the number on file is needed.
 */
export async function personAt(
  store: Store,
  id: string,
  programme: Programme,
  now: number,
): Promise<{ readonly person: KnownPerson | null; readonly opened: KnownPerson; readonly child: boolean }> {
  const doc = await store.persons.findOne({ _id: id });
  const mine = doc && doc.programme === programme.id && isReadable(doc) && !isGone(doc) ? doc : null;
  const opened = openPerson(store, mine ?? decoy(store));
  const child = isMinor(opened.secret.birthDate, ZoneClock.of(programme.zone).day(now));
  return { person: mine ? opened : null, opened, child };
}

const isGone = ({ death, checked }: PersonDoc): boolean =>
  (death !== undefined && !death.denied) || checked?.dead === true;

/** Do the last digits and the year fit? Compared whole, whoever it is. */
export function provesDocument({ doc, secret }: KnownPerson, digits: string, year: string): boolean {
  const tail = secret.documentNumber === null ? null : documentTail(doc.documentType, secret.documentNumber);
  // An Italian number ends in a letter, the others are asked for their digits.
  const typed = doc.documentType === 'CF' ? digits.replace(/[^0-9a-z]/gi, '').toUpperCase() : digits.replace(/\D/g, '');
  const given = `${typed.slice(-4)} ${year.trim().slice(0, 4)}`;
  return tail !== null && isSameText(given, `${tail} ${secret.birthDate.slice(0, 4)}`);
}

/** As long whatever differs. */
function isSameText(a: string, b: string): boolean {
  let differs = a.length ^ b.length;
  for (let at = 0; at < 16; at += 1) differs |= (a.charCodeAt(at) || 0) ^ (b.charCodeAt(at) || 0);
  return differs === 0;
}

const decoys = new WeakMap<Store, PersonDoc>();

/** Nobody's document; sealed like anybody's, so that it is opened in the same time. */
function decoy(store: Store): PersonDoc {
  const known = decoys.get(store);
  if (known) return known;
  const key = store.vault.newKey();
  const secret: PersonSecret = {
    documentNumber: `nobody${randomBytes(6).toString('hex')}`, names: 'NADIE', surname: 'NADIE', secondSurname: '', birthDate: '1900-01-01', street: '', streetNumber: '',
    addressRest: '', city: '', contacts: [],
  }; // prettier-ignore
  const made: PersonDoc = {
    _id: 'none', programme: '', documentType: 'RUN', key: key.wrapped, secret: sealJson(key.bytes, secret), contacts: [], sex: 0, birthYear: 1900,
    insurer: 0, prais: false, region: 0, commune: '', synthetic: true, asking: { state: 'closed', dueAt: null }, hash: '', importId: '',
  }; // prettier-ignore
  decoys.set(store, made);
  return made;
}
