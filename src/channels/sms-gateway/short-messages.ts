/** What an SMS by this gateway can carry, whichever way it goes. */
import type { SendFailure } from '../../domain/failure.js';
import type { Capabilities, OutboundMessage } from '../port.js';
import { refusal } from '../refusals.js';

export const CARRIES = ['sms'] as const;

/** The longest text is ten segments of GSM-7, what gateways join into one message. */
export const SMS: Omit<Capabilities, 'receipts' | 'perSecond'> = {
  buttons: 0,
  rows: 0,
  maxLength: 1530,
  windowHours: null,
  needsTemplate: false,
  opens: true,
  pair: null,
};

/** Why a message cannot go by this gateway at all; null = it can. Its text holds the numbers of the answers already. */
export function refusalOf(message: OutboundMessage): SendFailure | null {
  const capabilities = { ...SMS, receipts: false, perSecond: 0 };
  // There are no templates by SMS: the text is what goes, so its length counts.
  const refused = refusal({ carries: CARRIES, capabilities }, { ...message, template: null }, message.text);
  if (refused) return refused;
  if (!/^\+[1-9]\d{6,14}$/.test(message.to)) return { kind: 'rejected', retryable: false, code: 'no-number' };
  return message.text === '' ? { kind: 'rejected', retryable: false, code: 'no-text' } : null;
}
