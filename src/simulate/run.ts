/** Virtual patients through the real code, on a virtual clock, against the real database (DESIGN §9 `simulate`). */
import type { Collection, Document } from 'mongodb';
import { CHANNELS } from '../domain/channel.js';
import type { VirtualClock } from '../domain/clock.js';
import { workOnce } from '../turn/work.js';
import type { Services } from '../turn/services.js';
import type { World } from './world.js';

/** Answers and work are gathered over this much virtual time: one pass costs the same for one answer as for fifty. */
const TICK = 15 * 60_000;
const FAR = 366 * 86_400_000;

export interface Ran {
  readonly passes: number;
  /** Wall clock. */
  readonly seconds: number;
}

/** Runs until `days` of virtual time are over, or nothing more can happen. */
export async function run(
  services: Services,
  clock: VirtualClock,
  world: World,
  days: number,
  onDay?: (day: number) => void,
): Promise<Ran> {
  const started = process.hrtime.bigint();
  const begin = clock.now();
  const end = begin + days * 86_400_000;
  let passes = 0;
  let day = -1;
  for (;;) {
    await world.answerUntil(services, clock.now());
    while ((await workOnce(services, { start: true })).done > 0) passes += 1;
    const next = await nextWork(services, world, clock.now());
    if (next === null || next > end) break;
    clock.advanceTo(Math.max(clock.now() + TICK, Math.ceil(next / TICK) * TICK));
    const today = Math.floor((clock.now() - begin) / 86_400_000);
    if (today !== day) onDay?.((day = today));
  }
  clock.advanceTo(end);
  return { passes, seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}

/** Looked ahead so far at first: on the embedded engines a sort reads all that is in the range, a hundred thousand timers of next week included. */
const NEAR = 3_600_000;

/** The next instant at which anything is due: an answer, a message, a timer, a person to begin with. */
async function nextWork({ store }: Services, world: World, now: number): Promise<number | null> {
  const campaigns = [null, ...(await store.campaigns.distinct('_id', {}))];
  for (let ahead = NEAR; ; ahead *= 4) {
    const horizon = { $gt: new Date(now), $lte: new Date(now + Math.min(ahead, FAR)) };
    // Each by an index of its own: without one a scan of all conversations would be most of a simulation's time.
    const due = [
      ...CHANNELS.map((channel) => soonestOf(store.conversations, { channel, sendDueAt: horizon }, 'sendDueAt')),
      soonestOf(store.conversations, { turnDueAt: horizon }, 'turnDueAt'),
      soonestOf(store.conversations, { replyDueAt: horizon }, 'replyDueAt'),
      soonestOf(
        store.persons,
        { 'asking.state': 'queued', 'asking.campaign': { $in: campaigns }, 'asking.dueAt': horizon },
        'asking.dueAt',
      ),
    ];
    const times = [world.nextAt, ...(await Promise.all(due))].filter((at) => at !== null);
    const soonest = Math.min(...times);
    if (soonest <= now + ahead || ahead >= FAR) return times.length === 0 ? null : soonest;
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
