/** A due message that cannot go now: its time is moved, or it has failed. */
import type { Addressed } from '../turn/handle.js';
import type { DueMessage } from './due.js';
import type { Prepared } from './prepare.js';
import type { Results } from './results.js';
import { undeliveredEvent } from './undelivered-event.js';

/** Notes in `results` what becomes of it; returns what its conversation is to be told. `now` epoch ms. */
export function putOff(
  results: Results,
  message: DueMessage,
  prepared: Exclude<Prepared, { readonly is: 'ready' }>,
  now: number,
): readonly Addressed[] {
  if (prepared.is === 'later') {
    if (message.again) results.doubted(message, message.item.lease?.token ?? '', prepared.at);
    else results.postpone(message, prepared.at, prepared.why);
    return [];
  }
  const { failure } = prepared;
  results.ended(message, 'failed', { failure: `${failure.kind} ${failure.code}`, failedAt: new Date(now) });
  // This channel cannot carry it: the conversation goes on elsewhere. A fault of ours says nothing to it.
  return failure.kind === 'rejected' ? [undeliveredEvent(message.doc._id, message.id, failure, null, now)] : [];
}
