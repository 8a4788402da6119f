/** Asks those who are followed how they are: once a day, within the hours, on their first usable number. */
import { createHash } from 'node:crypto';
import { bestContact, suppressedOf } from '../campaigns/start.js';
import { nextAllowed } from '../timers/hours.js';
import { claimAddresses } from '../store/addresses.js';
import type { FollowUpDoc } from '../store/documents.js';
import { factsOf, isReadable, openPerson } from '../store/loadConversations.js';
import { handleEvents } from '../turn/handle.js';
import { newConversation } from '../turn/open.js';
import { channelFor } from '../reminders/channel-for.js';
import type { Services } from '../turn/services.js';

const BATCH = 100;
const DAY = 86_400_000;
/** Their number is busy with another conversation: tried again so much later. */
const BUSY_RETRY = 3_600_000;

/** Returns how many were looked at. */
export async function startCheckIns(services: Services): Promise<number> {
  const { store, clock } = services;
  const now = clock.now();
  const due = await store.followUps
    .find({ state: 'open', nextAt: { $gte: new Date(0), $lte: new Date(now) } })
    .limit(BATCH)
    .toArray();
  for (const followUp of due) await begin(services, followUp, now);
  return due.length;
}

/** dialogs/check-in begins with it. */
const FIRST_TEXT = 'checkIn.who';

async function begin(services: Services, followUp: FollowUpDoc, now: number): Promise<void> {
  const { store, programmes } = services;
  const programme = programmes.get(followUp.programme);
  const form = programme?.checkIns.find(({ id }) => id === followUp.form);
  const doc = await store.persons.findOne({ _id: followUp.person });
  if (!programme || !form || !doc || !isReadable(doc) || doc.death !== undefined) return end(services, followUp);
  const allowed = services.anyHour ? now : nextAllowed(now, programme);
  if (allowed > now) return later(services, followUp, allowed);
  const contact = bestContact(doc, await suppressedOf(services, [doc]));
  // Nobody can be asked: somebody has to call, and the days go on.
  if (!contact) {
    const id = `${followUp._id}:${followUp.asked}`;
    await store.deskTasks.updateOne(
      { _id: id },
      {
        $setOnInsert: {
          programme: programme.id, queue: 'call', reason: 'checkInSilent', person: doc._id, entry: null, conversation: null, state: 'open',
          at: new Date(now), dueAt: new Date(now + DAY),
        }, // prettier-ignore
      },
      { upsert: true },
    );
    return next(services, followUp, now);
  }
  // Made of the day: taken up again after a crash it is the same conversation.
  const id = createHash('sha256').update(`${followUp._id}:${followUp.asked}`).digest('hex').slice(0, 24);
  const claimed = await claimAddresses(store, [{ address: contact.address, conversation: id }], now);
  if (!claimed.has(id)) return later(services, followUp, now + BUSY_RETRY);
  const person = openPerson(store, doc);
  const loaded = newConversation(services, {
    id,
    programme,
    person,
    address: contact.address,
    channel: await channelFor(services, programme, doc, contact, FIRST_TEXT),
    at: now,
  });
  const facts = factsOf(person, [], contact.address);
  await handleEvents(
    services,
    [{ conversation: id, event: { kind: 'start', eventId: `start:${id}`, at: now, step: 0, facts, form } }],
    new Map([[id, loaded]]),
  );
  await next(services, followUp, now);
}

/** Tomorrow at the same time, or the end of the days. */
async function next({ store }: Services, { _id, asked, days }: FollowUpDoc, now: number): Promise<void> {
  const left = asked + 1 < days;
  await store.followUps.updateOne(
    { _id, asked },
    { $set: { asked: asked + 1, nextAt: left ? new Date(now + DAY) : null, state: left ? 'open' : 'ended' } },
  );
}

const later = async ({ store }: Services, { _id }: FollowUpDoc, at: number): Promise<void> => {
  await store.followUps.updateOne({ _id }, { $set: { nextAt: new Date(at) } });
};

const end = async ({ store }: Services, { _id }: FollowUpDoc): Promise<void> => {
  await store.followUps.updateOne({ _id }, { $set: { nextAt: null, state: 'ended' } });
};
