import type { OutboundMessage } from '../../../src/channels/port.js';

export const SECRET = 'shared-with-the-gateway';
export const NOW = '2026-11-25T14:00:00.000Z';

/** A message that every SMS gateway takes. */
export function message(given: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: 'c-1-m-1',
    channel: 'sms',
    to: '+56961234567',
    from: { address: '+56448906100', providerRef: '' },
    keys: ['test.words'],
    address: 'blind-index',
    kind: 'first',
    text: '¿La necesita todavía? 1 Sí 2 No',
    choices: [],
    template: null,
    conversation: 'c-1',
    person: null,
    possibleDuplicate: false,
    ...given,
  };
}
