/** Begins conversations with the people whose turn it is. */
import type { ContactPoint, PersonDoc } from '../store/documents.js';
import { INCIDENT } from '../outbox/stops.js';
import { cadenceOf } from '../programmes/cadence.js';
import { nextAllowed } from '../timers/hours.js';
import type { CampaignDoc } from './campaign.js';
import { giveBack, reserve } from './reserve.js';
import { claimAddresses } from '../store/addresses.js';
import { factsOf, isReadable, openPerson, untriedNumbers, type Loaded } from '../store/loadConversations.js';
import { handleEvents, type Addressed } from '../turn/handle.js';
import { newConversation } from '../turn/open.js';
import type { Services } from '../turn/services.js';
import { EVERYTHING } from '../turn/share.js';
import { entriesToAsk } from './entries.js';
import { giveUp } from './give-up.js';
import { landlinesAmong } from './lookup.js';

/** How long a person waits whose number is busy with somebody else's conversation. */
const BUSY_RETRY = 6 * 3_600_000;

/**
 * Starts at most `limit` people, or `only` one; returns how many it looked at. Those of a campaign as its state, its pace and its first
 * wave allow, within the hours; those without one (invented people, and whoever is asked anew) at once.
 */
export async function startPeople(services: Services, limit = 200, only?: string): Promise<number> {
  const { store, clock } = services;
  const now = clock.now();
  let looked = await begin(services, await queued(services, null, limit, now, { only }), null, now);
  if (only !== undefined && looked > 0) return looked;
  const open = await store.campaigns.find({ state: { $in: ['firstWave', 'running'] } }).toArray();
  if (open.length === 0) return looked;
  const incident = await store.settings.findOne({ _id: INCIDENT });
  if (incident !== null && incident.value !== null && only === undefined) return looked;
  for (const campaign of open) {
    const programme = services.programmes.get(campaign.programme);
    if (!programme || (!services.anyHour && nextAllowed(now, programme) > now)) continue;
    // Whoever was begun with before takes no place of the first wave, nor of the hour: their next number is part of the same attempt.
    if (only === undefined)
      looked += await begin(services, await queued(services, campaign._id, limit, now, { again: true }), campaign, now);
    const places = only === undefined ? await reserve(store, campaign, limit, now) : 1;
    const due =
      places === 0
        ? []
        : await queued(services, campaign._id, places, now, only === undefined ? { again: false } : { only });
    looked += await begin(services, due, campaign, now);
    if (only === undefined) await giveBack(store, campaign._id, places - due.length, now);
  }
  return looked;
}

/** `only` one person; `again` those whom the campaign has begun with before, or the others. */
const queued = (
  { store, share = EVERYTHING }: Services,
  campaign: string | null,
  limit: number,
  now: number,
  { only, again }: { readonly only?: string; readonly again?: boolean } = {},
) =>
  store.persons
    .find({
      ...(only ? { _id: only } : {}),
      ...(again === undefined ? {} : { 'asking.again': again ? true : null }),
      'asking.campaign': campaign,
      'asking.state': 'queued',
      'asking.dueAt': { $gte: new Date(0), $lte: new Date(now) },
    })
    .limit(share.window(limit))
    .toArray()
    .then((due) =>
      share.mine(
        due,
        {
          of: ({ _id, contacts }) => contacts[0]?.address ?? _id,
          what: ({ _id, asking }) => `${_id} ${asking.dueAt?.getTime()}`,
        },
        limit,
      ),
    );

async function begin(
  services: Services,
  due: readonly PersonDoc[],
  campaign: CampaignDoc | null,
  now: number,
): Promise<number> {
  if (due.length === 0) return 0;
  const { store } = services;
  const erased = due.filter((doc) => !isReadable(doc)).map(({ _id }) => _id);
  if (erased.length > 0)
    await store.persons.updateMany(
      { _id: { $in: erased } },
      { $set: { 'asking.state': 'closed', 'asking.dueAt': null } },
    );
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
    const cadence = cadenceOf(programme, campaign?.cadence);
    const channel = cadence.steps[0]?.channel ?? 'sms';
    for (const { doc, contact, id } of mine) {
      const open = entries.get(doc._id) ?? [];
      if (open.length === 0) {
        nothing.push(doc);
        continue;
      }
      const person = openPerson(store, doc);
      const asks = campaign ? { id: campaign._id, cadence: campaign.cadence, arm: doc.asking.arm ?? null } : null;
      fresh.set(
        id,
        newConversation(services, {
          id,
          programme,
          person,
          address: contact.address,
          channel,
          campaign: asks,
          at: now,
        }),
      );
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
  // That they are being asked their first turn has said. Not here: the message may have failed, or been answered, since.
  await store.persons.updateMany({ _id: { $in: begun } }, { $set: { askedAt: new Date(now) } });
  await store.persons.updateMany(
    { _id: { $in: nothing.map(({ _id }) => _id) } },
    { $set: { 'asking.state': 'closed', 'asking.dueAt': null } },
  );
  if (idle.length > 0)
    await store.addresses.updateMany(
      { live: { $in: idle.map(({ id }) => id) } },
      { $set: { live: null, liveSince: null } },
    );
  await store.persons.updateMany({ _id: { $in: busy } }, { $set: { 'asking.dueAt': new Date(now + BUSY_RETRY) } });
  await giveUp(services, without, campaign, now);
  return due.length;
}

/** A mobile that is this person's alone on the list, and that nobody told us to leave alone; a confirmed one first. */
export function bestContact(doc: PersonDoc, suppressed: ReadonlySet<string>): ContactPoint | null {
  if (suppressed.has(`person:${doc._id}`)) return null;
  const usable = untriedNumbers(doc).filter(
    ({ address, guarded }) =>
      !guarded && !suppressed.has(`number:${address}`) && !suppressed.has(`pair:${address}:${doc._id}`),
  );
  const best = (wanted: ContactPoint['status']) => usable.find(({ status }) => status === wanted);
  return best('validated') ?? best('reachable') ?? usable[0] ?? null;
}

export async function suppressedOf(services: Services, persons: readonly PersonDoc[]): Promise<ReadonlySet<string>> {
  const ids = persons.flatMap(({ _id, contacts }) => [
    `person:${_id}`,
    ...contacts.flatMap(({ address }) => [`number:${address}`, `pair:${address}:${_id}`]),
  ]);
  const found = await services.store.suppressions.find({ _id: { $in: ids } }).toArray();
  return new Set(found.map(({ _id }) => _id));
}
