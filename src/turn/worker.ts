/** The loops that do what is due, as long as the program runs. What is to be sent is the queue's (outbox/queue). */
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { tendCampaigns } from '../campaigns/tend.js';
import { startPeople } from '../campaigns/start.js';
import { sealHeads } from '../audit/seal.js';
import { routeTasks } from '../desk/centres.js';
import { alertOnCall, type OnCall } from '../desk/on-call.js';
import { propose } from '../discharge/propose.js';
import { expire } from '../rights/retention.js';
import { deliverNotices } from '../notices/deliver.js';
import { runErrands } from '../booking/errands.js';
import { giveOnPlaces } from '../freed/give-on.js';
import { settleBookings } from '../booking/settle.js';
import { startCheckIns } from '../follow-up/start.js';
import { startReminders } from '../reminders/start.js';
import { loop } from './loop.js';
import { fetchMedia } from './media.js';
import { purge } from './purge.js';
import type { Services } from './services.js';
import { BEAT, joinWorkers } from './share.js';
import { takeTurns } from './work.js';

/** Nothing due: look again after this. A person waits at most this long for an answer. */
const IDLE = 300;
/** Old rows are looked for once an hour. */
const PURGE_EVERY = 3_600_000;
/** What is past its legal time is looked for once a day. */
const EXPIRE_EVERY = 24 * PURGE_EVERY;
/** Campaigns are looked at so often: an alarm pauses one within the minute. */
const TEND_EVERY = 15_000;
/** Whoever reviews finds what was answered within the hour. */
const PROPOSE_EVERY = 3_600_000;
/** What was done is signed so often (DESIGN §3.12). */
const SEAL_EVERY = 10_000;
/** Nobody notices ten minutes of a reminder. */
const REMIND_EVERY = 600_000;
/** Other systems are told a minute late in any case (notices/events.ts). */
const NOTIFY_EVERY = 5_000;
/** People begun with in one pass. */
const STARTS = 200;

export interface WorkerOptions {
  /** Begin conversations with queued people. */
  start(): boolean;
  /** Called before each pass: virtual patients hand in their answers. */
  before?(): Promise<void>;
  /** Requests to providers under way at once, over all senders. */
  readonly inFlight?: number;
  /** Who is told of an emergency that nobody has; absent = nobody. */
  readonly onCall?: OnCall;
  /** Hosts of our own network that other systems' webhooks may name. */
  readonly privateHosts?: readonly string[];
}

export interface Worker {
  /** Resolves when the passes under way have ended. */
  stop(): Promise<void>;
}

export function startWorker(
  alone: Services,
  { start, before, inFlight = 100, onCall, privateHosts = [] }: WorkerOptions,
): Worker {
  const stopping = new AbortController();
  const share = joinWorkers(alone.store, `${hostname()}:${process.pid}:${alone.newId()}`);
  const services: Services = { ...alone, share };
  /** One process is enough; whose it is moves within seconds when that is gone. */
  const once = (job: (services: Services) => Promise<number>) =>
    share.owns(job.name) ? job(services) : Promise.resolve(0);
  setMaxListeners(0, stopping.signal); // every loop listens; Node warns from the eleventh on
  const loops = [
    // Whoever can write to nobody shares nothing: what is to be begun must not be left to it.
    loop(services.log, stopping.signal, BEAT, () =>
      start() ? share.beat(alone.clock.now()).then(() => 0) : Promise.resolve(0),
    ),
    loop(services.log, stopping.signal, IDLE, async () => {
      await before?.();
      return takeTurns(services);
    }),
    loop(services.log, stopping.signal, IDLE, () => runErrands(services)),
    loop(services.log, stopping.signal, TEND_EVERY, () => once(settleBookings)),
    // Files take seconds each: nobody waits for them.
    loop(services.log, stopping.signal, IDLE, () => fetchMedia(services)),
    loop(services.log, stopping.signal, PURGE_EVERY, () => purge(services).then(() => 0)),
    loop(services.log, stopping.signal, EXPIRE_EVERY, () => once(expireAll)),
    loop(services.log, stopping.signal, PROPOSE_EVERY, () => once(proposeAll)),
    loop(services.log, stopping.signal, IDLE, () => (start() ? startPeople(services, STARTS) : Promise.resolve(0))),
    loop(services.log, stopping.signal, TEND_EVERY, () => (start() ? once(startCheckIns) : Promise.resolve(0))),
    loop(services.log, stopping.signal, TEND_EVERY, () => once(giveOnPlaces)),
    loop(services.log, stopping.signal, TEND_EVERY, () => once(routeTasks)),
    loop(services.log, stopping.signal, REMIND_EVERY, () => (start() ? once(startReminders) : Promise.resolve(0))),
    loop(services.log, stopping.signal, TEND_EVERY, () => once(tendCampaigns)),
    loop(services.log, stopping.signal, TEND_EVERY, () =>
      onCall ? alertOnCall(services, onCall).then(() => 0) : Promise.resolve(0),
    ),
    loop(services.log, stopping.signal, NOTIFY_EVERY, () => deliverNotices(services, { allowed: privateHosts })),
    loop(services.log, stopping.signal, SEAL_EVERY, () =>
      sealHeads(services.store, services.clock.now()).then(() => 0),
    ),
  ];
  const sending = services.queue.start(services, { inFlight });
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([...loops, sending.stop()]);
      // The database may be away: then the others learn it by silence.
      await share.leave().catch(() => undefined);
    },
  };
}

/** Each programme by its own legal table. */
async function expireAll(services: Services): Promise<number> {
  for (const programme of services.programmes.values()) await expire(services, programme, { by: 'vigente work' });
  return 0;
}

/** What was answered meets the policy, and reported deaths that no registry matched become calls; over all programmes that discharge. */
async function proposeAll(services: Services): Promise<number> {
  for (const programme of services.programmes.values())
    if (programme.policy && programme.legal?.listCleaning) await propose(services, programme);
  return 0;
}
