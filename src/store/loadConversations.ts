/** Load: conversations with the keys and the facts of their persons, in two reads for any number of them. */
import { Binary } from 'mongodb';
import type { DialogContext } from '../../dialogs/context.js';
import { isDialogId } from '../../dialogs/index.js';
import { documentTail } from '../domain/document-number.js';
import { openJson, type DataKey } from '../privacy/vault.js';
import type { Attempt, Conversation, PersonFacts } from '../turn/conversation.js';
import type { ContactPoint, ConversationDoc, PersonDoc, PersonSecret, Sealed } from './documents.js';
import type { Store } from './store.js';

/** A person with what is sealed opened. */
export interface KnownPerson {
  readonly doc: PersonDoc;
  readonly secret: PersonSecret;
  readonly key: DataKey;
}

export interface Loaded {
  readonly conversation: Conversation;
  readonly doc: ConversationDoc;
  readonly person: KnownPerson | null;
  readonly key: DataKey;
}

export function bytesOf(sealed: Sealed): Buffer {
  return Buffer.isBuffer(sealed) ? sealed : sealed instanceof Binary ? Buffer.from(sealed.buffer) : Buffer.from(sealed);
}

export async function loadPersons(store: Store, ids: readonly string[]): Promise<Map<string, KnownPerson>> {
  const found = new Map<string, KnownPerson>();
  if (ids.length === 0) return found;
  for (const doc of await store.persons.find({ _id: { $in: [...new Set(ids)] } }).toArray())
    if (isReadable(doc)) found.set(doc._id, openPerson(store, doc));
  return found;
}

/** False once the person's key was erased: nothing of them can be read any more, and nobody trips over it. */
export function isReadable({ key }: Pick<PersonDoc, 'key'>): boolean {
  return key !== undefined && key !== null && bytesOf(key).length > 0;
}

export function openPerson(store: Store, doc: PersonDoc): KnownPerson {
  const key = store.vault.openKey(bytesOf(doc.key));
  return { doc, key, secret: openJson<PersonSecret>(key.bytes, bytesOf(doc.secret)) };
}

export async function loadConversations(store: Store, ids: readonly string[]): Promise<Map<string, Loaded>> {
  const loaded = new Map<string, Loaded>();
  if (ids.length === 0) return loaded;
  const docs = await store.conversations.find({ _id: { $in: [...new Set(ids)] } }).toArray();
  const persons = await loadPersons(
    store,
    docs.flatMap(({ person }) => (person ? [person] : [])),
  );
  for (const doc of docs) {
    const person = doc.person ? (persons.get(doc.person) ?? null) : null;
    const key = keyOf(store, doc, person);
    if (!key) continue; // The person was erased: nothing of the conversation can be read any more.
    loaded.set(doc._id, {
      doc,
      person,
      key,
      conversation: conversationOf(doc, openJson<DialogContext>(key.bytes, bytesOf(doc.secret))),
    });
  }
  return loaded;
}

/**
 * What a conversation is sealed with: the person's key; its own where it began with nobody known, who may have been found since.
 * Null once the person was erased.
 */
export function keyOf(
  store: Store,
  { person: whose, key }: Pick<ConversationDoc, 'person' | 'key'>,
  person: Pick<KnownPerson, 'key'> | null,
): DataKey | null {
  if (whose && !person) return null;
  return key ? store.vault.openKey(bytesOf(key)) : (person?.key ?? null);
}

function conversationOf(doc: ConversationDoc, context: DialogContext): Conversation {
  return {
    id: doc._id,
    programme: doc.programme,
    person: doc.person,
    address: doc.address,
    channel: doc.channel,
    live: doc.live,
    ended: doc.ended,
    dialog: isDialogId(doc.dialog) ? doc.dialog : 'confirm-need',
    // A dialog we do not have gets a version no machine has, so that the turn parks it (DESIGN §3.13).
    version: isDialogId(doc.dialog) ? doc.version : -1,
    state: doc.state,
    context,
    step: doc.step,
    campaign: doc.campaign ?? null,
    cadence: doc.cadence ?? null,
    arm: doc.arm ?? null,
    ...(doc.zone ? { zone: doc.zone } : {}),
    ...(doc.localDays ? { localDays: doc.localDays } : {}),
    attempts: attemptsOf(doc.attempts),
    turn: doc.turn,
    applied: doc.applied,
    saidAt: doc.saidAt,
    answered: doc.answered,
    windowUntil: doc.windowUntil ?? 0,
    askedIn: doc.askedIn ?? [],
    held: doc.held ?? null,
    timers: doc.timers.map(({ waitId, dueAt }) => ({ waitId, dueAt: dueAt.getTime() })),
    queued: Object.entries(doc.outbox).flatMap(([id, item]) =>
      item.withdrawn ? [] : [{ id, kind: item.kind, ...(item.state === 'sending' ? { sending: true } : {}) }],
    ),
  };
}

/** The first given name alone, at most 12 letters, as a first text may say it: "MARÍA JOSÉ" → "María". */
export function firstNameOf(names: string): string {
  const first = names.trim().split(/\s+/)[0] ?? '';
  return first.charAt(0).toLocaleUpperCase('es') + first.slice(1, 12).toLocaleLowerCase('es');
}

const attemptsOf = (stored: PersonDoc['asking']['attempts'] = []): Attempt[] =>
  stored.map(({ channel, at }) => ({ channel, at: at.getTime() }));

/** Mobiles of this person alone on which somebody may still answer, and nobody was waited for in vain since they are being asked. */
export function untriedNumbers({ contacts, asking }: Pick<PersonDoc, 'contacts' | 'asking'>): ContactPoint[] {
  const since = asking.since?.getTime() ?? -Infinity;
  return contacts.filter(
    ({ kind, shared, status, silentAt }) =>
      kind === 'mobile' &&
      !shared &&
      (status === 'unverified' || status === 'reachable' || status === 'validated') &&
      (silentAt === undefined || silentAt.getTime() < since),
  );
}

/** Facts that let the person be understood and proved; entries only when they are to be asked about. */
export function factsOf(
  person: KnownPerson,
  entries: PersonFacts['entries'] = [],
  /** The number they are asked on. */
  address?: string,
): PersonFacts {
  const { documentNumber, birthDate, names } = person.secret;
  return {
    firstName: firstNameOf(names),
    documentTail: documentNumber === null ? null : documentTail(person.doc.documentType, documentNumber),
    birthYear: /^\d{4}/.test(birthDate) ? Number(birthDate.slice(0, 4)) : null,
    bornOn: /^\d{4}-\d\d-\d\d$/.test(birthDate) ? birthDate : null,
    entries,
    whatsappAllowed: person.doc.contacts.some((contact) => contact.address === address && contact.whatsappOptIn),
    otherNumbers: untriedNumbers(person.doc).filter((contact) => contact.address !== address).length,
    earlier: attemptsOf(person.doc.asking.attempts),
  };
}
