/** One pass over everything that is due: received messages, reports, unprojected turns, timers, people to begin with, messages to send. */
import { tendCampaigns } from '../campaigns/tend.js';
import { startPeople } from '../campaigns/start.js';
import { dispatch, type DispatchOptions } from '../outbox/dispatch.js';
import { startCheckIns } from '../follow-up/start.js';
import { startReminders } from '../reminders/start.js';
import { withDueMessages } from '../outbox/due.js';
import { runErrands } from '../booking/errands.js';
import { giveOnPlaces } from '../freed/give-on.js';
import { settleBookings } from '../booking/settle.js';
import type { ConversationDoc } from '../store/documents.js';
import { loadConversations } from '../store/loadConversations.js';
import { pendingTurns, projectTurns, type Committed } from '../store/projectTurns.js';
import { handleEvents, type Addressed } from './handle.js';
import { fetchMedia } from './media.js';
import { applyReceived } from './receive.js';
import { applyReports } from './reports.js';
import type { Services } from './services.js';
import { EVERYTHING } from './share.js';

export interface Pass {
  /** Things done; 0 = nothing was due. */
  readonly done: number;
  readonly sent: number;
}

export interface Worked extends Pass {
  /** What was done may have made something else due, now. */
  readonly more: boolean;
}

/** Conversations looked at in one pass: the size of one `bulkWrite`, about a tenth of a second of work on the slow engine. */
const BATCH = 200;

export interface WorkOptions {
  /** Begin conversations with people who are queued. */
  readonly start: boolean;
  /** Requests to providers under way at once; one keeps the order, for channels that answer at once. */
  readonly inFlight?: number;
}

/** Everything once, in order: simulations, transcripts, tests, the chat. */
export async function workOnce(services: Services, options: WorkOptions): Promise<Worked> {
  const took = await takeTurns(services);
  const other =
    (await fetchMedia(services)) +
    (await runErrands(services)) +
    (await byTheMinute(services, settleBookings)) +
    (await byTheMinute(services, giveOnPlaces));
  const { done, sent } = await sendDue(services, options);
  const started = options.start
    ? (await startPeople(services, BATCH)) +
      (await byTheMinute(services, startCheckIns)) +
      (await byTheMinute(services, startReminders)) +
      (await byTheMinute(services, tendCampaigns))
    : 0;
  // A turn is followed by what it says in the same pass; only what comes after that step, fills it, or fails there leaves more to do.
  const more = other + started > 0 || took >= BATCH || done >= BATCH || done > sent;
  return { done: took + other + done + started, sent, more };
}

/** Until nothing is due; returns the passes that did something. Throws when that never happens: what is done again and again is a fault. */
export async function workUntilDone(services: Services, options: WorkOptions): Promise<number> {
  for (let passes = 0; passes < MOST_PASSES; passes += 1) {
    const { done, more } = await workOnce(services, options);
    if (!more) return passes + (done > 0 ? 1 : 0);
  }
  throw new Error('there is always something due');
}

/** Of three million people each pass begins with two hundred. */
const MOST_PASSES = 100_000;

/** What a worker that runs on looks at by the minute (worker.ts); nobody notices ten minutes of a reminder. */
const EVERY = new Map<(services: Services) => Promise<number>, number>([
  [settleBookings, 60_000],
  [giveOnPlaces, 60_000],
  [startCheckIns, 60_000],
  [tendCampaigns, 60_000],
  [startReminders, 600_000],
]);
/** When each found nothing to do, by the store it looked into. */
const idleAt = new WeakMap<Services['store'], Map<unknown, number>>();

/** Not again within its time once it found nothing: a campaign that is being wound down is gone on with at once. */
async function byTheMinute(services: Services, work: (services: Services) => Promise<number>): Promise<number> {
  const { store, clock, share = EVERYTHING } = services;
  if (!share.owns(work.name)) return 0;
  const idle = idleAt.get(store) ?? new Map<unknown, number>();
  idleAt.set(store, idle);
  const now = clock.now();
  const last = idle.get(work);
  if (last !== undefined && now >= last && now - last < (EVERY.get(work) ?? 0)) return 0;
  const done = await work(services);
  if (done === 0) idle.set(work, now);
  else idle.delete(work);
  return done;
}

/** Turns of what people said, what providers reported and what time has brought. Returns how many things were done. */
export async function takeTurns(services: Services): Promise<number> {
  // Each by itself: a report that cannot be applied must not hold back what a person has said. The first trouble is thrown at the end.
  const troubles: unknown[] = [];
  const attempt = (step: () => Promise<number>) =>
    step().catch((error: unknown) => {
      troubles.push(error);
      return 0;
    });
  const received = await attempt(() => applyReceived(services, BATCH * 2));
  const reported = await attempt(() => applyReports(services));
  const due = await attempt(() => takeDueTurns(services));
  if (troubles.length > 0) throw troubles[0];
  return received + reported + due;
}

async function takeDueTurns(services: Services): Promise<number> {
  const due = await withDueTurns(services);
  const projected = await projectPending(services, due);
  const timers = await handleEvents(services, dueTimers(due, services.clock.now()));
  if (due.length >= BATCH && projected + timers === 0) await layToRest(services, due);
  return projected + timers;
}

/** Sends what is due, and tells the conversations what could not be delivered. */
export async function sendDue(services: Services, options?: DispatchOptions): Promise<Pass> {
  // A window wide enough for every sender: what one cannot take now leaves room for the others.
  const { share = EVERYTHING } = services;
  const docs = share.mine(
    await withDueMessages(services, share.window(BATCH)),
    { of: ({ address }) => address, what: ({ _id, outbox }) => `${_id} ${Object.keys(outbox).join(' ')}` },
    share.window(BATCH),
  );
  const { sent, failed, suppressed } = await dispatch(services, docs, options);
  return { done: sent + failed + suppressed, sent };
}

/** Conversations with a timer or an unprojected turn. Bounded on both sides: the embedded engines are fast on such ranges only (DESIGN §6). */
async function withDueTurns({ store, clock, share = EVERYTHING }: Services): Promise<Due[]> {
  const until = { $gte: new Date(0), $lte: new Date(clock.now()) };
  const due = await store.conversations
    .find({ turnDueAt: until })
    .limit(share.window(BATCH))
    .project<Due>({ address: 1, timers: 1, 'pending.turn': 1 })
    .toArray();
  return share.mine(due, { of: ({ address }) => address, what: nameOf }, BATCH);
}

const nameOf = ({ _id, timers, pending }: Due): string =>
  [_id, ...timers.map(({ waitId }) => waitId), ...pending.map(({ turn }) => turn)].join(' ');

type Due = Pick<ConversationDoc, '_id' | 'address' | 'timers'> & {
  readonly pending: readonly { readonly turn: number }[];
};

function dueTimers(docs: readonly Due[], now: number): Addressed[] {
  return docs.flatMap((doc) =>
    doc.timers
      .filter(({ dueAt }) => dueAt.getTime() <= now)
      .map(({ waitId }) => ({
        conversation: doc._id,
        event: { kind: 'timer' as const, eventId: `timer:${waitId}`, at: now, waitId },
      })),
  );
}

/** Turns that were committed by a process that died before it projected them. */
export async function projectPending(
  services: Services,
  docs: readonly Pick<Due, '_id' | 'pending'>[],
): Promise<number> {
  const left = docs.filter(({ pending }) => pending.length > 0);
  if (left.length === 0) return 0;
  const loaded = await loadConversations(
    services.store,
    left.map(({ _id }) => _id),
  );
  const committed: Committed[] = [];
  for (const each of loaded.values()) {
    const programme = services.programmes.get(each.conversation.programme);
    if (!programme) continue;
    try {
      committed.push({ ...(await pendingTurns(services.store, each)), programme });
    } catch (error) {
      // One that cannot be opened must not hold back those of everybody else.
      const { id } = each.conversation;
      services.log.error({ conversation: id, error: (error as Error).name }, 'a committed turn cannot be opened');
    }
  }
  const projectable = committed.filter(({ records }) => records.length > 0);
  await projectTurns(services.store, projectable);
  return projectable.length;
}

/** Conversations of people who were erased have no work any more; left among the due ones they would crowd out the others. */
async function layToRest(services: Services, docs: readonly Pick<Due, '_id'>[]): Promise<void> {
  if (docs.length === 0) return;
  const { conversations, addresses } = services.store;
  const ids = docs.map(({ _id }) => _id);
  const loaded = await loadConversations(services.store, ids);
  const unreadable = ids.filter((id) => !loaded.has(id));
  if (unreadable.length === 0) return;
  await conversations.updateMany(
    { _id: { $in: unreadable } },
    {
      $set: {
        live: false,
        ended: 'withdrawn',
        timers: [],
        outbox: {},
        pending: [],
        nextDueAt: null,
        turnDueAt: null,
        sendDueAt: null,
        replyDueAt: null,
      },
    },
  );
  await addresses.updateMany({ live: { $in: unreadable } }, { $set: { live: null, liveSince: null } });
}
