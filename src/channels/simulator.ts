/** The channel of tests, transcripts and virtual patients: hands every message to a listener, reaches nobody. */
import type { ChannelPort, OutboundMessage, SendResult } from './port.js';

export type Listener = (message: OutboundMessage) => SendResult | void;

export function simulator(listen: Listener): ChannelPort {
  let sent = 0;
  return {
    id: 'simulator',
    carries: ['sms', 'whatsapp', 'portal', 'operator'],
    reaches: 'synthetic',
    send: async (message) => {
      sent += 1;
      return listen(message) ?? { ok: true, providerId: `sim-${sent}` };
    },
  };
}
