/** People of a batch: one person a document number, however many rows; contact points are added, never taken away. */
import { createHash } from 'node:crypto';
import { sealJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { Asking, ContactPoint as StoredContact, PersonDoc, PersonSecret } from '../store/documents.js';
import { isReadable, openPerson, type KnownPerson } from '../store/loadConversations.js';
import { personIdOf } from '../store/person-id.js';
import type { Services } from '../turn/services.js';
import type { AcceptedRow } from './list.js';

export interface ImportRun {
  readonly services: Services;
  readonly programme: Programme;
  readonly importId: string;
  /** yyyy-mm-dd */
  readonly today: string;
  readonly synthetic: boolean;
  /** Ask at once, as a person's transcript is played; otherwise people are asked by a campaign that somebody has started. */
  readonly askAtOnce?: boolean;
  /** Epoch ms. */
  readonly now: number;
  /** An earlier run of this very import was interrupted: what it wrote last may not have been told on. */
  readonly resumed?: boolean;
  /** Entries whose discharge is proposed. */
  readonly watched?: ReadonlySet<string>;
}

/** The person of a row, with the key its entry is sealed with. */
export interface RowPerson {
  readonly id: string;
  readonly key: Buffer;
  /** Was on the list before this batch. */
  readonly known: boolean;
}

export interface WrittenPeople {
  readonly byLine: ReadonlyMap<number, RowPerson>;
  /** Lines of people who were erased: a list brings nobody back, and nothing of them is written. */
  readonly erased: ReadonlySet<number>;
  readonly inserted: number;
  readonly differences: number;
  /** Settles when the people are in the database. No entry may be written before: it is sealed with its person's key. */
  readonly stored: Promise<void>;
}

export async function writePeople(run: ImportRun, rows: readonly AcceptedRow[]): Promise<WrittenPeople> {
  const { store } = run.services;
  const byId = new Map<string, AcceptedRow[]>();
  for (const row of rows) {
    const id = personId(run, row);
    const list = byId.get(id);
    if (list) list.push(row);
    else byId.set(id, [row]);
  }
  const known = new Map<string, PersonDoc>();
  for (const doc of await store.persons.find({ _id: { $in: [...byId.keys()] } }).toArray()) known.set(doc._id, doc);

  const byLine = new Map<number, RowPerson>();
  const erased = new Set<number>();
  const fresh: PersonDoc[] = [];
  const updates: { updateOne: { filter: { _id: string }; update: object } }[] = [];
  let differences = 0;
  for (const [id, mine] of byId) {
    const doc = known.get(id);
    if (!doc) {
      const { doc: made, key } = newPerson(run, id, mine);
      fresh.push(made);
      for (const row of mine) byLine.set(row.line, { id, key, known: false });
      continue;
    }
    if (!isReadable(doc)) {
      for (const row of mine) erased.add(row.line);
      continue;
    }
    const key = store.vault.openKey(Buffer.from((doc.key as { buffer: Uint8Array }).buffer)).bytes;
    for (const row of mine) byLine.set(row.line, { id, key, known: true });
    const change = changeOf(run, openPerson(store, doc), mine);
    if (!change) continue;
    differences += change.differences;
    updates.push({ updateOne: { filter: { _id: id }, update: change.update } });
  }
  const stored = writeDown(run, fresh, updates);
  stored.catch(() => {}); // it is awaited by whoever writes the entries
  return { byLine, erased, inserted: fresh.length, differences, stored };
}

/** Begins to write and does not wait: the entries of the batch are sealed meanwhile. */
async function writeDown(
  { services: { store } }: ImportRun,
  fresh: readonly PersonDoc[],
  updates: readonly { updateOne: { filter: { _id: string }; update: object } }[],
): Promise<void> {
  if (fresh.length > 0) await store.persons.insertMany(fresh, { ordered: false });
  if (updates.length > 0) await store.persons.bulkWrite([...updates], { ordered: false });
}

function personId({ services, programme }: ImportRun, { person, entry }: AcceptedRow): string {
  const { vault } = services.store;
  // A placeholder identifies nobody: such a person is as much as their entry (DESIGN §11).
  return person.document
    ? personIdOf(vault, programme.id, person.document)
    : `${programme.id}:${vault.blindIndex('entry', entry.identity)}`;
}

function newPerson(run: ImportRun, id: string, rows: readonly AcceptedRow[]): { doc: PersonDoc; key: Buffer } {
  const { vault } = run.services.store;
  const row = rows[0] as AcceptedRow;
  const { person } = row;
  const key = vault.newKey();
  const contacts: StoredContact[] = [];
  const values: { value: string; raw: string }[] = [];
  for (const each of rows) addContacts(run, contacts, values, each);
  const secret: PersonSecret = {
    documentNumber: person.document?.number ?? null,
    names: person.names,
    surname: person.surname,
    secondSurname: person.secondSurname,
    birthDate: person.birthDate,
    street: person.street,
    streetNumber: person.streetNumber,
    addressRest: person.addressRest,
    city: person.city,
    contacts: values,
  };
  const doc: PersonDoc = {
    _id: id,
    programme: run.programme.id,
    documentType: person.document?.type ?? null,
    key: key.wrapped,
    secret: sealJson(key.bytes, secret),
    contacts,
    sex: person.sex,
    birthYear: Number(person.birthDate.slice(0, 4)),
    insurer: person.insurer,
    prais: person.prais,
    region: person.region,
    rurality: person.rurality,
    commune: person.commune,
    synthetic: run.synthetic,
    asking: askingOf(run, rows, contacts),
    hash: hashOf(row),
    importId: run.importId,
  };
  return { doc, key: key.bytes };
}

/** Who is asked at all: people with an open entry and a mobile of their own. The rest is for the desk, with the reason. */
function askingOf(run: ImportRun, rows: readonly AcceptedRow[], contacts: readonly StoredContact[]): Asking {
  if (!rows.some(({ entry }) => isOpen(entry))) return { state: 'closed', dueAt: null };
  if (!contacts.some(({ kind, shared }) => kind === 'mobile' && !shared))
    return { state: 'excluded', dueAt: null, why: 'noMobile' };
  if (run.askAtOnce !== true) return { state: 'listed', dueAt: null };
  return { state: 'queued', dueAt: new Date(run.now) };
}

const inCampaign = ({ asking }: PersonDoc) => (asking.campaign ? { askAtOnce: true } : {});

const isOpen = (entry: AcceptedRow['entry']) => entry.exitedOn === null;

/** Adds the row's contact points that are not there yet; a number of the newest file goes before those of older ones. */
function addContacts(
  run: ImportRun,
  contacts: StoredContact[],
  values: { value: string; raw: string }[],
  row: AcceptedRow,
): boolean {
  let added = false;
  for (const contact of row.contacts) {
    const address = run.services.store.vault.blindIndex('address', contact.value);
    if (contacts.some((each) => each.address === address)) continue;
    contacts.push({
      address,
      kind: contact.kind,
      rule: contact.rule,
      shared: contact.shared,
      status: 'unverified',
      from: 'list',
    });
    values.push({ value: contact.value, raw: contact.raw });
    added = true;
  }
  return added;
}

const hashOf = ({ person, contacts }: AcceptedRow): string =>
  createHash('sha256')
    .update(JSON.stringify([person, contacts.map(({ value }) => value)]))
    .digest('base64url')
    .slice(0, 16);

/** What a row changes of a person we know: null when nothing. What the person confirmed stands; what differs is kept for review. */
function changeOf(
  run: ImportRun,
  { doc, secret, key }: KnownPerson,
  rows: readonly AcceptedRow[],
): { update: object; differences: number } | null {
  const row = rows.at(-1) as AcceptedRow;
  const contacts = [...doc.contacts];
  const values = [...secret.contacts];
  const grown = rows.filter((each) => addContacts(run, contacts, values, each)).length > 0;
  const requeue = doc.asking.state === 'closed' && rows.some(({ entry }) => isOpen(entry));
  const hash = hashOf(row);
  const same = hash === doc.hash || doc.importId === run.importId;
  if (same && !grown && !requeue) return null;

  const set: Record<string, unknown> = { hash, importId: run.importId };
  const push: object[] = [];
  const added = contacts.slice(doc.contacts.length);
  const confirmed = doc.contacts.some(({ status }) => status === 'validated');
  const missing =
    confirmed &&
    !same &&
    !rows.some((each) =>
      each.contacts.some(({ value }) =>
        doc.contacts.some(
          ({ address, status }) =>
            status === 'validated' && address === run.services.store.vault.blindIndex('address', value),
        ),
      ),
    );
  const at = new Date(run.now);
  if (missing)
    push.push({
      field: 'phone',
      import: run.importId,
      at,
      secret: sealJson(
        key.bytes,
        row.contacts.map(({ value }) => value),
      ),
    });
  const toldAddress = doc.reported?.some(({ what }) => what === 'newAddress') ?? false;
  const { person } = row;
  const fromFile = {
    street: person.street,
    streetNumber: person.streetNumber,
    addressRest: person.addressRest,
    city: person.city,
  };
  const moved =
    JSON.stringify(fromFile) !==
    JSON.stringify({
      street: secret.street,
      streetNumber: secret.streetNumber,
      addressRest: secret.addressRest,
      city: secret.city,
    });
  if (toldAddress && moved && !same)
    push.push({ field: 'address', import: run.importId, at, secret: sealJson(key.bytes, fromFile) });
  const address = toldAddress ? {} : fromFile;
  if (!same || grown) {
    const names = same
      ? {}
      : {
          names: person.names,
          surname: person.surname,
          secondSurname: person.secondSurname,
          birthDate: person.birthDate,
          ...address,
        };
    set['secret'] = sealJson(key.bytes, { ...secret, ...names, contacts: values });
    if (!same)
      Object.assign(set, {
        sex: person.sex,
        birthYear: Number(person.birthDate.slice(0, 4)),
        insurer: person.insurer,
        prais: person.prais,
        region: person.region,
        rurality: person.rurality,
        commune: person.commune,
      });
  }
  // A new number may reach somebody whom none of the old ones did.
  const reachableNow = added.length > 0 && (doc.asking.why === 'noMobile' || doc.asking.state === 'exhausted');
  // Whoever was in a campaign stays in it: its pace and its pause hold for them too.
  if (requeue || reachableNow)
    set['asking'] = { ...doc.asking, why: undefined, ...askingOf({ ...run, ...inCampaign(doc) }, rows, contacts) };
  // Contact points are pushed, never written as a whole: a person may confirm one, or stop it, at this very moment.
  const pushed = {
    ...(push.length > 0 ? { differences: { $each: push } } : {}),
    ...(added.length > 0 ? { contacts: { $each: added } } : {}),
  };
  return {
    update: { $set: set, ...(Object.keys(pushed).length > 0 ? { $push: pushed } : {}) },
    differences: push.length,
  };
}
