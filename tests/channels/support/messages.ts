/** Messages to send in tests. */
import type { OutboundMessage, TemplateUse } from '../../../src/channels/port.js';
import { PERSON, SMS_FROM, WHATSAPP_FROM } from './ports.js';

const PLAIN = {
  id: 'm-1',
  to: PERSON,
  keys: ['test.words'],
  address: 'blind-index',
  kind: 'first',
  text: 'Hola.',
  choices: [],
  template: null,
  conversation: 'c-1',
  person: null,
  possibleDuplicate: false,
} as const;

export function sms(given: Partial<OutboundMessage> = {}): OutboundMessage {
  return { ...PLAIN, channel: 'sms', from: { address: SMS_FROM, providerRef: '' }, ...given };
}

export function whatsapp(given: Partial<OutboundMessage> = {}): OutboundMessage {
  return { ...PLAIN, channel: 'whatsapp', from: { address: WHATSAPP_FROM, providerRef: '' }, ...given };
}

export function template(given: Partial<TemplateUse> = {}): TemplateUse {
  return {
    name: 'confirma_lista',
    language: 'es',
    contentSid: 'HX00000000000000000000000000000001',
    variables: ['marzo', 'Hospital'],
    buttons: ['yes', 'no'],
    ...given,
  };
}

export function answers(...labels: readonly string[]): OutboundMessage['choices'] {
  return labels.map((label, index) => ({ id: `answer${index + 1}`, label }));
}
