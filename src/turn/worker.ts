/** The loops that do what is due, as long as the program runs: one takes turns, the others send. */
import { tendCampaigns } from '../campaigns/tend.js';
import { startPeople } from '../campaigns/start.js';
import { fetchMedia } from './media.js';
import { purge } from './purge.js';
import type { Services } from './services.js';
import { sendDue, takeTurns } from './work.js';

/** Nothing due: look again after this. A person waits at most this long for an answer. */
const IDLE = 300;
/** While messages are being sent the next ones are looked for sooner. */
const SENDING_IDLE = 100;
/** The database is away: each failure doubles the pause, up to here. */
const MAX_PAUSE = 10_000;
/** Rows of sending side by side: while one writes down what became of its messages, the next keep the sender's rate. */
const SENDING_LOOPS = 6;
/** Old rows are looked for once an hour. */
const PURGE_EVERY = 3_600_000;
/** Campaigns are looked at so often: an alarm pauses one within the minute. */
const TEND_EVERY = 15_000;
/** People begun with in one pass. */
const STARTS = 200;

export interface WorkerOptions {
  /** Begin conversations with queued people. */
  start(): boolean;
  /** Called before each pass: virtual patients hand in their answers. */
  before?(): Promise<void>;
  /** Requests to providers under way at once, over all senders. */
  readonly inFlight?: number;
}

export interface Worker {
  /** Resolves when the passes under way have ended. */
  stop(): Promise<void>;
}

export function startWorker(services: Services, { start, before, inFlight = 100 }: WorkerOptions): Worker {
  const stopping = new AbortController();
  const busy = new Set<string>();
  const each = Math.ceil(inFlight / SENDING_LOOPS);
  const loops = [
    loop(services, stopping.signal, IDLE, async () => {
      await before?.();
      return takeTurns(services);
    }),
    // Files take seconds each: nobody waits for them.
    loop(services, stopping.signal, IDLE, () => fetchMedia(services)),
    loop(services, stopping.signal, PURGE_EVERY, () => purge(services).then(() => 0)),
    loop(services, stopping.signal, IDLE, () => (start() ? startPeople(services, STARTS) : Promise.resolve(0))),
    loop(services, stopping.signal, TEND_EVERY, () => tendCampaigns(services)),
    ...Array.from({ length: SENDING_LOOPS }, () =>
      loop(
        services,
        stopping.signal,
        SENDING_IDLE,
        async () => (await sendDue(services, { inFlight: each, busy })).done,
      ),
    ),
  ];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** Runs `pass` again and again; one that did nothing is followed by a pause. A failed one is tried again: nothing is lost by it. */
async function loop(services: Services, signal: AbortSignal, idle: number, pass: () => Promise<number>): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const done = await pass();
      failures = 0;
      if (done === 0) await pause(idle, signal);
    } catch (error) {
      failures += 1;
      // What was not committed is still due. The message of a driver error holds no patient data.
      services.log.error({ failures, error: (error as Error).name }, 'a pass failed and is tried again');
      await pause(Math.min(MAX_PAUSE, 500 * 2 ** failures), signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
