/** The loop that does what is due, as long as the program runs. */
import type { Services } from './services.js';
import { workOnce } from './work.js';

/** Nothing due: look again after this. A person waits at most this long for an answer. */
const IDLE = 300;
/** The database is away: each failure doubles the pause, up to here. */
const MAX_PAUSE = 10_000;

export interface WorkerOptions {
  /** Begin conversations with queued people. */
  start(): boolean;
  /** Called before each pass: virtual patients hand in their answers. */
  before?(): Promise<void>;
}

export interface Worker {
  /** Resolves when the pass under way has ended. */
  stop(): Promise<void>;
}

export function startWorker(services: Services, options: WorkerOptions): Worker {
  let stopped = false;
  let wake: () => void = () => {};
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loop = (async () => {
    let failures = 0;
    while (!stopped) {
      try {
        await options.before?.();
        const { done } = await workOnce(services, { start: options.start() });
        failures = 0;
        if (done === 0) await pause(IDLE);
      } catch (error) {
        failures += 1;
        // Nothing is lost: what was not committed is still due. The message of a driver error holds no patient data.
        services.log.error({ failures, error: (error as Error).name }, 'a pass failed and is tried again');
        if (!stopped) await pause(Math.min(MAX_PAUSE, 500 * 2 ** failures));
      }
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      wake();
      await loop;
    },
  };
}
