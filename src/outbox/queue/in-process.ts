/** Sending by this process alone: it looks into the outbox again and again, and keeps the senders' rates by itself. */
import { loop } from '../../turn/loop.js';
import type { Services } from '../../turn/services.js';
import { sendDue } from '../../turn/work.js';
import type { SendQueue } from './port.js';

/** While messages are being sent the next ones are looked for soon. A person waits at most this long for an answer. */
const SENDING_IDLE = 100;
/** Rows of sending side by side: while one writes down what became of its messages, the next keep the sender's rate. */
const SENDING_LOOPS = 6;

export const inProcess: SendQueue = {
  id: 'in-process',
  start: (services: Services, { inFlight }) => {
    const stopping = new AbortController();
    const busy = new Set<string>();
    const each = Math.ceil(inFlight / SENDING_LOOPS);
    const loops = Array.from({ length: SENDING_LOOPS }, () =>
      loop(
        services.log,
        stopping.signal,
        SENDING_IDLE,
        async () => (await sendDue(services, { inFlight: each, busy })).done,
      ),
    );
    return {
      stop: async () => {
        stopping.abort();
        await Promise.all(loops);
      },
    };
  },
};
