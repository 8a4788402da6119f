/** Begins conversations with the people whose turn it is. */
import type { ContactPoint, OutcomeDoc, PersonDoc } from '../store/documents.js';
import { claimAddresses } from '../store/addresses.js';
import { factsOf, isReadable, openPerson, type Loaded } from '../store/loadConversations.js';
import { handleEvents, type Addressed } from '../turn/handle.js';
import { newConversation } from '../turn/open.js';
import type { Services } from '../turn/services.js';
import { entriesToAsk } from './entries.js';
import { landlinesAmong } from './lookup.js';

/** How long a person waits whose number is busy with somebody else's conversation. */
const BUSY_RETRY = 6 * 3_600_000;

/** Starts at most `limit` people of all programmes, or `only` one; returns how many it looked at. */
export async function startPeople(services: Services, limit = 200, only?: string): Promise<number> {
  const { store, clock } = services;
  const now = clock.now();
  const due = await store.persons
    .find({
      ...(only ? { _id: only } : {}),
      'asking.state': 'queued',
      'asking.dueAt': { $gte: new Date(0), $lte: new Date(now) },
    })
    .limit(limit)
    .toArray();
  const erased = due.filter((doc) => !isReadable(doc)).map(({ _id }) => _id);
  if (erased.length > 0)
    await store.persons.updateMany({ _id: { $in: erased } }, { $set: { asking: { state: 'closed', dueAt: null } } });
  if (due.length === erased.length) return due.length;
  const suppressed = await suppressedOf(services, due);
  const wanted: { doc: PersonDoc; contact: ContactPoint; id: string }[] = [];
  const without: PersonDoc[] = [];
  for (const doc of due.filter(isReadable)) {
    const contact = bestContact(doc, suppressed);
    if (contact) wanted.push({ doc, contact, id: services.newId() });
    else without.push(doc);
  }
  // A landline found out just now is as good as no number: the next pass tries the person's next one.
  const landlines = await landlinesAmong(services, wanted);
  const starts = wanted.filter(({ contact }) => !landlines.has(contact.address));
  const claimed = await claimAddresses(
    store,
    starts.map(({ contact, id }) => ({ address: contact.address, conversation: id })),
    now,
  );
  const ready = starts.filter(({ id }) => claimed.has(id));
  const fresh = new Map<string, Loaded>();
  const events: Addressed[] = [];
  const nothing: PersonDoc[] = [];
  for (const programme of services.programmes.values()) {
    const mine = ready.filter(({ doc }) => doc.programme === programme.id);
    const entries = await entriesToAsk(
      services,
      programme,
      mine.map(({ doc }) => doc._id),
    );
    const channel = programme.cadence[0]?.channel ?? 'sms';
    for (const { doc, contact, id } of mine) {
      const open = entries.get(doc._id) ?? [];
      if (open.length === 0) {
        nothing.push(doc);
        continue;
      }
      const person = openPerson(store, doc);
      fresh.set(id, newConversation(services, { id, programme, person, address: contact.address, channel, at: now }));
      events.push({
        conversation: id,
        event: {
          kind: 'start',
          eventId: `start:${id}`,
          at: now,
          step: 0,
          facts: factsOf(person, open, contact.address),
        },
      });
    }
  }
  await handleEvents(services, events, fresh);
  const begun = ready.filter(({ id }) => fresh.has(id)).map(({ doc }) => doc._id);
  const idle = ready.filter(({ id }) => !fresh.has(id));
  const busy = starts.filter(({ id }) => !claimed.has(id)).map(({ doc }) => doc._id);
  await store.persons.updateMany(
    { _id: { $in: begun }, 'asking.state': 'queued' },
    { $set: { asking: { state: 'asking', dueAt: null } } },
  );
  await store.persons.updateMany(
    { _id: { $in: nothing.map(({ _id }) => _id) } },
    { $set: { asking: { state: 'closed', dueAt: null } } },
  );
  if (idle.length > 0)
    await store.addresses.updateMany(
      { live: { $in: idle.map(({ id }) => id) } },
      { $set: { live: null, liveSince: null } },
    );
  await store.persons.updateMany({ _id: { $in: busy } }, { $set: { 'asking.dueAt': new Date(now + BUSY_RETRY) } });
  await giveUp(services, without, now);
  return due.length;
}

/** A mobile that is this person's alone on the list, and that nobody told us to leave alone; a confirmed one first. */
export function bestContact(doc: PersonDoc, suppressed: ReadonlySet<string>): ContactPoint | null {
  if (suppressed.has(`person:${doc._id}`)) return null;
  const usable = doc.contacts.filter(
    ({ kind, shared, status, address }) =>
      kind === 'mobile' && !shared && (status === 'unverified' || status === 'reachable' || status === 'validated') &&
      !suppressed.has(`number:${address}`) && !suppressed.has(`pair:${address}:${doc._id}`),
  ); // prettier-ignore
  const best = (wanted: ContactPoint['status']) => usable.find(({ status }) => status === wanted);
  return best('validated') ?? best('reachable') ?? usable[0] ?? null;
}

async function suppressedOf(services: Services, persons: readonly PersonDoc[]): Promise<ReadonlySet<string>> {
  const ids = persons.flatMap(({ _id, contacts }) => [
    `person:${_id}`,
    ...contacts.flatMap(({ address }) => [`number:${address}`, `pair:${address}:${_id}`]),
  ]);
  const found = await services.store.suppressions.find({ _id: { $in: ids } }).toArray();
  return new Set(found.map(({ _id }) => _id));
}

/** Every number was tried and none is theirs: not located, which never discharges. Without any mobile the desk has to call. */
async function giveUp(services: Services, persons: readonly PersonDoc[], now: number): Promise<void> {
  const at = new Date(now);
  for (const doc of persons) {
    const tried = doc.contacts.some(
      ({ kind, status }) =>
        kind === 'mobile' && (status === 'unreachable' || status === 'landline' || status === 'wrongPerson'),
    );
    const optedOut = doc.contacts.some(({ status }) => status === 'optedOut');
    if (optedOut) {
      await services.store.persons.updateOne(
        { _id: doc._id },
        { $set: { asking: { state: 'excluded', dueAt: null, why: 'optedOut' } } },
      );
      continue;
    }
    if (!tried) {
      await services.store.persons.updateOne(
        { _id: doc._id },
        { $set: { asking: { state: 'excluded', dueAt: null, why: 'noMobile' } } },
      );
      continue;
    }
    const entries = await services.store.entries.find({ person: doc._id, state: 'open', outcome: null }).toArray();
    const rows = entries.map((entry): OutcomeDoc => ({
      _id: `${entry._id}:notLocated`, programme: doc.programme, entry: entry._id, person: doc._id, is: 'notLocated', at, assurance: 0,
      conversation: '', turn: 0, channel: 'sms', confirmations: 0, secret: null,
    })); // prettier-ignore
    if (rows.length > 0) {
      await services.store.outcomes.bulkWrite(
        rows.map(({ _id, ...rest }) => ({
          updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true },
        })),
      );
      const outcome = { is: 'notLocated' as const, at, assurance: 0 as const, conversation: '', turn: 0 };
      await services.store.entries.updateMany(
        { _id: { $in: entries.map(({ _id }) => _id) }, outcome: null },
        { $set: { outcome } },
      );
    }
    await services.store.persons.updateOne({ _id: doc._id }, { $set: { asking: { state: 'exhausted', dueAt: null } } });
  }
}
