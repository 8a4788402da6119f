/** The portal as a channel of real people: what is said there stands on the page that they have open, and in the record. It reaches nobody by itself. */
import type { SendFailure } from '../domain/failure.js';
import type { ChannelPort } from './port.js';

const NOT_CARRIED: SendFailure = { kind: 'misconfigured', retryable: false, code: 'not-carried' };

export const portalChannel: ChannelPort = {
  id: 'portal',
  carries: ['portal'],
  reaches: 'real',
  capabilities: {
    buttons: 20,
    rows: 20,
    maxLength: 8000,
    windowHours: null,
    needsTemplate: false,
    opens: false,
    receipts: false,
    perSecond: 0,
    pair: null,
  },
  send: async ({ id, channel }) =>
    channel === 'portal' ? { ok: true, providerId: `portal-${id}` } : { ok: false, failure: NOT_CARRIED },
};
