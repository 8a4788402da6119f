/** A send that failed: later again, in doubt, or for good. Looks at the failure's flags, never at a provider's code. */
import { createHash } from 'node:crypto';
import type { SendFailure } from '../domain/failure.js';
import type { Ready } from './choose.js';
import { nameOf } from './due.js';
import { lostOf, type Words } from './message.js';
import type { Batch } from './send-one.js';
import { STOPPED_RETRY } from './stops.js';
import { undeliveredEvent } from './undelivered-event.js';

/** Tries of one message, the first included; then it is a failure. With the pauses below about five hours. */
export const MAX_TRIES = 10;
const BACK_OFF = 5_000;
const LONGEST_BACK_OFF = 3_600_000;
/** A connection lost after the request: its receipt, if it was accepted, is here by then. Three times as long after each further try. */
const DOUBT = 20_000;

/** A send failed: later again, in doubt, or for good; the last is news for the conversation. */
export function failed(
  batch: Batch,
  { message, way }: Pick<Ready, 'message' | 'way'>,
  failure: SendFailure,
  words: Words | null,
  now: number,
): void {
  const { services, results, token, counts } = batch;
  const { item } = message;
  if (failure.kind === 'unknown') {
    results.doubted(message, token, now + Math.min(DOUBT * 3 ** item.tries, LONGEST_BACK_OFF));
    return;
  }
  const spread = spreadOf(nameOf(message), item.tries);
  if (failure.tooFast) services.pace.refused(way.sender, spread);
  else if (failure.kind === 'throttled' && failure.waitMs === undefined) services.pace.troubled(way.sender, spread);
  // What is wrong with us is no failure of the person's number, however long it lasts.
  if (failure.kind === 'misconfigured' && (failure.stops || failure.retryable)) {
    results.putBack(message, token, now + STOPPED_RETRY);
    results.note(message, `misconfigured ${failure.code}`);
    return;
  }
  // A provider that is busy, or away for the night, says nothing about the person either: it is waited for.
  if (failure.retryable && (failure.kind === 'throttled' || item.tries + 1 < MAX_TRIES)) {
    const wait = failure.waitMs ?? Math.min(BACK_OFF * 3 ** item.tries, LONGEST_BACK_OFF);
    results.putBack(message, token, now + wait * (0.75 + spread / 2));
    return;
  }
  counts.failed += 1;
  results.ended(message, 'failed', {
    failure: `${failure.kind} ${failure.code}`,
    failedAt: new Date(now),
    via: way.port.id,
  });
  if (failure.kind === 'misconfigured') return;
  batch.events.push(
    undeliveredEvent(
      message.doc._id,
      message.id,
      { ...failure, retryable: false },
      words ? lostOf(message, words) : null,
      now,
    ),
  );
}

/** In [0, 1), always the same for the same try of the same message: spreads the retries without a source of chance. */
function spreadOf(name: string, tries: number): number {
  return createHash('sha256').update(`${name} ${tries}`).digest().readUInt16BE(0) / 65_536;
}
