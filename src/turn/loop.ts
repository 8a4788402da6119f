/** A pass that is made again and again as long as the program runs. */
import type { Log } from '../log.js';

/** Something is away: each failure doubles the pause, up to here. */
const MAX_PAUSE = 10_000;

/**
 * Runs `pass` until `signal` is aborted; one that did nothing is followed by a pause of `idle` milliseconds. A failed one is tried
 * again: nothing is lost by it.
 */
export async function loop(
  log: Log,
  signal: AbortSignal,
  idle: number | (() => number),
  pass: () => Promise<number>,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const done = await pass();
      failures = 0;
      if (done === 0) await pause(typeof idle === 'number' ? idle : idle(), signal);
    } catch (error) {
      failures += 1;
      // What was not committed is still due. The message of a driver error holds no patient data.
      log.error({ failures, error: (error as Error).name }, 'a pass failed and is tried again');
      await pause(Math.min(MAX_PAUSE, 500 * 2 ** failures), signal);
    }
  }
}

/** Waits so many milliseconds, or until `signal` is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
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
