/** Whose message is it? The live conversation of the number, else the last one, else a new one (DESIGN §3.6). */
import { createHash } from 'node:crypto';
import type { AddressDoc, ConversationDoc, PersonDoc } from '../store/documents.js';
import { factsOf, isReadable, openPerson, type Loaded } from '../store/loadConversations.js';
import { kindOf } from '../store/store.js';
import { ABANDONED_AFTER, claimAddresses } from '../store/addresses.js';
import { entriesToAsk } from '../campaigns/entries.js';
import type { Addressed } from './handle.js';
import type { Row } from './letters.js';
import { isMinor } from '../domain/age.js';
import { ZoneClock } from '../timers/offset.js';
import { newConversation, type Opening } from './open.js';
import type { Services } from './services.js';

const DAY = 86_400_000;
/** After the end of a conversation with somebody who proved by their document alone who they are: time enough to undo. */
const BELIEVED_FOR = 3_600_000;

export interface Routed {
  readonly events: readonly Addressed[];
  readonly fresh: ReadonlyMap<string, Loaded>;
}

export async function route(services: Services, rows: readonly Row[]): Promise<Routed> {
  const now = services.clock.now();
  const addresses = await services.store.addresses
    .find({ _id: { $in: [...new Set(rows.map(({ address }) => address))] } })
    .toArray();
  const byAddress = new Map(addresses.map((doc) => [doc._id, doc]));
  const gone = await goneOf(services, addresses, new Set(rows.map(idFor)), now);
  const events: Addressed[] = [];
  const fresh = new Map<string, Loaded>();
  const opened = new Map<string, string>();
  for (const row of rows) {
    if (row.letter.conversation !== undefined) {
      events.push({ conversation: row.letter.conversation, event: saidIn(row, now) });
      continue;
    }
    const known = byAddress.get(row.address);
    const days = Math.max(...[...services.programmes.values()].map(({ reopenDays }) => reopenDays)) * DAY;
    const recent = known?.last && now - (known.lastAt?.getTime() ?? 0) <= days ? known.last : null;
    let conversation =
      [known?.live, recent, opened.get(row.address)].find((id) => typeof id === 'string' && !gone.has(id)) ?? null;
    if (conversation === null) {
      const made = await openForWriter(services, row, known?.live && gone.has(known.live) ? known.live : null, now);
      if (!made) continue; // The number was just taken: the next pass knows by whom.
      conversation = made.loaded.conversation.id;
      opened.set(row.address, conversation);
      fresh.set(conversation, made.loaded);
      events.push(...made.events);
    }
    events.push({ conversation, event: saidIn(row, now) });
  }
  return { events, fresh };
}

const saidIn = ({ doc, letter }: Row, now: number): Addressed['event'] => ({
  kind: 'said',
  eventId: doc._id,
  at: now,
  saidAt: doc.saidAt.getTime(),
  said: letter.said,
  facts: null,
});

/**
 * Conversations that a number names and that nothing can be applied to: never written (a crash after the claim), or erased.
 * `ours` — those that the messages at hand open: claimed by whoever had them before us, they are opened now.
 */
async function goneOf(
  services: Services,
  addresses: readonly AddressDoc[],
  ours: ReadonlySet<string>,
  now: number,
): Promise<ReadonlySet<string>> {
  const { store } = services;
  const named = addresses.flatMap(({ live, last }) => [live, last].filter((id) => id !== null));
  if (named.length === 0) return new Set();
  const docs = await store.conversations
    .find({ _id: { $in: named } })
    .project<Pick<ConversationDoc, '_id' | 'person' | 'unverified'>>({ person: 1, unverified: 1 })
    .toArray();
  const persons = docs.flatMap(({ person }) => (person ? [person] : []));
  const readable = new Set(
    (
      await store.persons
        .find({ _id: { $in: persons } })
        .project<Pick<PersonDoc, '_id' | 'key'>>({ key: 1 })
        .toArray()
    )
      .filter(isReadable)
      .map(({ _id }) => _id),
  );
  const usable = new Set(docs.filter(({ person }) => !person || readable.has(person)).map(({ _id }) => _id));
  const written = new Set(docs.map(({ _id }) => _id));
  const gone = new Set<string>();
  const unverified = new Set(docs.flatMap((doc) => (doc.unverified ? [doc._id] : [])));
  for (const { live, liveSince, last, lastAt } of addresses) {
    if (last !== null && !usable.has(last)) gone.add(last);
    // A number that is not on file is not believed for long: who it is has to be proved again.
    if (last !== null && last !== live && unverified.has(last) && now - (lastAt?.getTime() ?? 0) > BELIEVED_FOR)
      gone.add(last);
    // One that was claimed a moment ago is about to be written by whoever claimed it.
    if (live === null || usable.has(live)) continue;
    if (written.has(live) || ours.has(live) || now - (liveSince?.getTime() ?? 0) > ABANDONED_AFTER) gone.add(live);
  }
  return gone;
}

/** A number that writes first: if it can only be one person on the list, we begin with "who is reading?", else nothing is assumed. */
async function openForWriter(
  services: Services,
  row: Row,
  left: string | null,
  now: number,
): Promise<{ loaded: Loaded; events: readonly Addressed[] } | null> {
  const written = services.senders.programmeOf(row.letter.to, row.letter.toRef);
  const found = await services.store.persons.find({ 'contacts.address': row.address }).limit(20).toArray();
  const detached = await detachedAt(services, row.address, found);
  // Whoever said that the number is not theirs is not behind it, however long ago.
  const readable = found.filter((doc) => isReadable(doc) && !detached.has(doc._id));
  // Of people on several lists the one whose service was written to is meant; on that list it must be one person.
  const there = readable.filter(({ programme }) => programme === written);
  const candidates = there.length > 0 ? there : readable;
  const only = candidates.length === 1 ? (candidates[0] as PersonDoc) : null;
  const programme = only
    ? services.programmes.get(only.programme)
    : (services.programmes.get(written ?? '') ?? [...services.programmes.values()][0]);
  if (!programme) throw new RangeError('there is no programme');
  const { channel } = row.doc;
  const base = { id: idFor(row), programme, address: row.address, channel, at: now };
  if (only && only.death === undefined) {
    const person = openPerson(services.store, only);
    const today = ZoneClock.of(programme.zone).day(now);
    // Who has nothing open any more is helped all the same.
    const entries = await entriesToAsk(services, programme, [only._id]);
    const open = entries.get(only._id) ?? [];
    // Of a child with nothing open we do not know who writes: a person finds out.
    if (open.length === 0 && isMinor(person.secret.birthDate, today)) return openForUnknown(services, base, left, now);
    const loaded = newConversation(services, { ...base, person });
    if (!(await takesNumber(services, base, left, now))) return null;
    const step = Math.max(
      0,
      programme.cadence.findIndex((step) => step.channel === channel),
    );
    return {
      loaded,
      events: [
        {
          conversation: base.id,
          event: {
            kind: 'start',
            eventId: `start:${base.id}`,
            at: now,
            step,
            wroteFirst: true,
            facts: factsOf(person, open, row.address),
          },
        },
      ],
    };
  }
  return openForUnknown(services, base, left, now);
}

/** The number is this conversation's from now on; false = another one has it. `left` — one that nothing can be applied to any more. */
async function takesNumber(
  { store }: Services,
  { id, address }: Pick<Opening, 'id' | 'address'>,
  left: string | null,
  now: number,
): Promise<boolean> {
  const claimed = await claimAddresses(store, [{ address, conversation: id }], now);
  if (claimed.has(id)) return true;
  if (left === null) return false;
  const taken = { $set: { live: id, liveSince: new Date(now) } };
  return (await store.addresses.updateOne({ _id: address, live: left }, taken)).matchedCount === 1;
}

/** They may be asked something too, so that the number is theirs until it ends. Null = it was just taken. */
async function openForUnknown(
  services: Services,
  base: Omit<Opening, 'person'>,
  left: string | null,
  now: number,
): Promise<{ loaded: Loaded; events: readonly Addressed[] } | null> {
  if (!(await takesNumber(services, base, left, now))) return null;
  const synthetic = (await kindOf(services.store)) === 'synthetic';
  return { loaded: newConversation(services, { ...base, person: null, synthetic }), events: [] };
}

/** Made of the message: taken up again after a crash, the same message opens the same conversation. */
const idFor = ({ doc }: Row): string => createHash('sha256').update(doc._id).digest('hex').slice(0, 24);

/** People whose number this is not: they, or whoever answered, said so. */
async function detachedAt(
  services: Services,
  address: string,
  found: readonly PersonDoc[],
): Promise<ReadonlySet<string>> {
  const wrong = found.filter(({ contacts }) =>
    contacts.some((contact) => contact.address === address && contact.status === 'wrongPerson'),
  );
  const pairs = await services.store.suppressions
    .find({ _id: { $in: found.map(({ _id }) => `pair:${address}:${_id}`) } })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  return new Set([...wrong.map(({ _id }) => _id), ...pairs.map(({ _id }) => _id.slice(`pair:${address}:`.length))]);
}
