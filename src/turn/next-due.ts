/** The next moment at which anything is due: what a virtual clock is moved to. */
import type { Collection, Document } from 'mongodb';
import { CHANNELS } from '../domain/channel.js';
import type { Services } from './services.js';

/** Looked ahead so far at first: on the embedded engines a sort reads all that is in the range, a hundred thousand timers of next week included. */
const NEAR = 3_600_000;

/** A timer, a message, a person to begin with, a question of the day, a place to give on, a booking to settle; null = nothing after `now`, up to `until` (epoch ms). */
export async function nextDue({ store }: Services, now: number, until: number): Promise<number | null> {
  const { conversations, persons, followUps, freedPlaces, bookings } = store;
  const campaigns = [null, ...(await store.campaigns.distinct('_id', {}))];
  for (let ahead = NEAR; ; ahead *= 4) {
    const horizon = { $gt: new Date(now), $lte: new Date(Math.min(now + ahead, until)) };
    // Each by an index of its own: without one a scan of all conversations would be most of a simulation's time.
    const due = await Promise.all([
      ...CHANNELS.map((channel) => soonestOf(conversations, { channel, sendDueAt: horizon }, 'sendDueAt')),
      soonestOf(conversations, { turnDueAt: horizon }, 'turnDueAt'),
      soonestOf(conversations, { replyDueAt: horizon }, 'replyDueAt'),
      // One by one: with `$in` the embedded engines read every queued person.
      ...campaigns.map((campaign) =>
        soonestOf(
          persons,
          { 'asking.campaign': campaign, 'asking.state': 'queued', 'asking.dueAt': horizon },
          'asking.dueAt',
        ),
      ),
      soonestOf(followUps, { state: 'open', nextAt: horizon }, 'nextAt'),
      soonestOf(freedPlaces, { state: 'open', nextAt: horizon }, 'nextAt'),
      soonestOf(bookings, { state: 'open', settleAt: horizon }, 'settleAt'),
    ]);
    const times = due.filter((at) => at !== null);
    if (times.length > 0) return Math.min(...times);
    if (now + ahead >= until) return null;
  }
}

async function soonestOf<T extends Document>(
  collection: Collection<T>,
  filter: Document,
  field: string,
): Promise<number | null> {
  const [found] = await collection
    .find(filter as never)
    .project<Document>({ [field]: 1 })
    .sort({ [field]: 1 })
    .limit(1)
    .toArray();
  const at = field.split('.').reduce<unknown>((doc, name) => (doc as Document | undefined)?.[name], found);
  return at instanceof Date ? at.getTime() : null;
}

const HOUR = 3_600_000;
/** Reminders have no moment of their own: they begin when people may be written to. */
const LOOK_EVERY = 6 * HOUR;

/**
 * Where the virtual clock of a transcript stops next on its way to `until`: at what is due, else so that nothing begins late that is looked for
 * by the hour. Reads all conversations at once: there are few, and each question to an embedded engine costs about a millisecond.
 */
export async function nextStop({ store, clock }: Services, until: number): Promise<number> {
  const now = clock.now();
  const open = { $gt: new Date(now), $lte: new Date(until) };
  const at = (field: string) => ({ [field]: 1 });
  // What a campaign may begin depends on the hour and on what was begun in it.
  const paced = await store.campaigns.findOne({ state: { $in: ['firstWave', 'running'] } });
  const look = Math.min(until, now + (paced ? HOUR : LOOK_EVERY));
  const found: Document[] = [
    ...(await store.conversations.find({}).project({ sendDueAt: 1, turnDueAt: 1, replyDueAt: 1 }).toArray()),
    ...(
      await store.persons
        .find({ 'asking.state': 'queued', 'asking.dueAt': open })
        .project({ 'asking.dueAt': 1 })
        .toArray()
    ).map(({ asking }) => asking as Document),
    ...(await store.followUps.find({ state: 'open', nextAt: open }).project(at('nextAt')).toArray()),
    ...(await store.freedPlaces.find({ state: 'open', nextAt: open }).project(at('nextAt')).toArray()),
    ...(await store.bookings.find({ state: 'open', settleAt: open }).project(at('settleAt')).toArray()),
  ];
  const times = found
    .flatMap((doc) => Object.values(doc))
    .filter((value) => value instanceof Date)
    .map((value) => value.getTime());
  return Math.min(look, ...times.filter((time) => time > now));
}
