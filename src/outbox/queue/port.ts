/** Who sends what is due, and how fast: this process alone, or all processes together over Redis (DESIGN §8). */
import type { Services } from '../../turn/services.js';

/**
 * A driver of sending. The outbox in MongoDB is the truth for every driver: a driver only decides which due message goes when, and each
 * message is claimed in MongoDB by whoever sends it. What a driver forgets is found there again.
 */
export interface SendQueue {
  readonly id: 'in-process' | 'bullmq';
  /** Sends what is due until it is stopped. `inFlight` — requests to providers under way at once, over all senders of this process. */
  start(services: Services, options: { readonly inFlight: number }): Sending;
}

export interface Sending {
  /** Resolves when what was under way is written down and nothing is open any more. */
  stop(): Promise<void>;
}
