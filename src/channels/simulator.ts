/** The channel of tests, transcripts and virtual patients: hands every message to a listener, reaches nobody. */
import type { Capabilities, ChannelPort, OutboundMessage, SendResult } from './port.js';

export type Listener = (message: OutboundMessage) => SendResult | void;

/** Whatever a message holds; nothing comes back about it but the answer. */
const EVERYTHING: Capabilities = {
  buttons: 3,
  rows: 10,
  maxLength: 4096,
  windowHours: null,
  needsTemplate: false,
  opens: true,
  receipts: false,
  perSecond: 0,
  pair: null,
};

export function simulator(listen: Listener): ChannelPort {
  let sent = 0;
  return {
    id: 'simulator',
    carries: ['sms', 'whatsapp', 'portal', 'operator'],
    reaches: 'synthetic',
    capabilities: EVERYTHING,
    send: async (message) => {
      sent += 1;
      return listen(message) ?? { ok: true, providerId: `sim-${sent}` };
    },
  };
}
