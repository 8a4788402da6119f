import type { SendFailure } from '../domain/failure.js';
import type { Outgoing } from '../turn/conversation.js';
import type { Addressed } from '../turn/handle.js';

/** The event of a message that did not arrive. Told twice, by the answer and by a receipt, it counts once. `at` epoch ms. */
export function undeliveredEvent(
  conversation: string,
  message: string,
  failure: SendFailure,
  lost: Outgoing | null,
  at: number,
): Addressed {
  return {
    conversation,
    event: { kind: 'undelivered', eventId: `undelivered:${message}`, at, message, failure, lost },
  };
}
