/** One message to Twilio, and what its answer means. */
import type { MessageListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { SendFailure } from '../../domain/failure.js';
import { lostSend } from '../exchange.js';
import { numbered } from '../numbered.js';
import { recordOf } from '../payload.js';
import type { Capabilities, ChannelPort, OutboundMessage, SendResult } from '../port.js';
import { refusal } from '../refusals.js';
import { writeAddress } from './addresses.js';
import type { TwilioApi } from './client.js';
import { twilioFailure } from './failures.js';
import { TWILIO_STATUS_WEBHOOK } from './ingress.js';

export interface Sender {
  readonly channel: 'sms' | 'whatsapp';
  readonly carries: ChannelPort['carries'];
  readonly capabilities: Capabilities;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Our number when the message brings none. */
  readonly from: string;
  /** Messaging Service that chooses our number; null = none. */
  readonly service: string | null;
}

/** Never throws: what Twilio or the network does is a failure. */
export async function sendThrough(api: TwilioApi, sender: Sender, message: OutboundMessage): Promise<SendResult> {
  const text = textFor(sender, message);
  const refused = refusal(sender, message, text) ?? notForTwilio(sender, message);
  if (refused !== null) return { ok: false, failure: refused };
  let client;
  try {
    client = await api.client();
  } catch {
    return { ok: false, failure: { kind: 'misconfigured', retryable: false, code: 'account-sid', stops: 'channel' } };
  }
  try {
    const { sid } = await client.messages.create(parametersOf(sender, message, text));
    if (typeof sid === 'string' && sid !== '') return { ok: true, providerId: sid };
    return { ok: false, failure: lostSend(null) };
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
}

/** Words of SMS hold their numbers already; free text of WhatsApp gets them here, as Twilio has no buttons for it. */
export function textFor({ channel }: Sender, { text, choices }: OutboundMessage): string {
  return channel === 'whatsapp' ? numbered(text, choices) : text;
}

function notForTwilio({ channel }: Sender, { to, template }: OutboundMessage): SendFailure | null {
  if (channel === 'sms' && !to.startsWith('+')) {
    return { kind: 'unreachable', retryable: false, code: 'hidden-number' };
  }
  if (template !== null && template.contentSid === null) {
    return { kind: 'misconfigured', retryable: false, code: 'no-content-sid', stops: 'template' };
  }
  return null;
}

/** The service of the message's own sender, else that of the settings. */
export function serviceFor({ channel, service }: Sender, { from }: OutboundMessage): string | null {
  if (channel === 'whatsapp') return null;
  return from.providerRef.startsWith('MG') ? from.providerRef : service;
}

/** Our number as Twilio writes it. */
export function numberFor({ channel, from }: Sender, message: OutboundMessage): string {
  return writeAddress(channel, message.from.address || from);
}

function parametersOf(sender: Sender, message: OutboundMessage, text: string): MessageListInstanceCreateOptions {
  const service = serviceFor(sender, message);
  const { template } = message;
  return {
    to: writeAddress(sender.channel, message.to),
    ...(service === null ? { from: numberFor(sender, message) } : { messagingServiceSid: service }),
    statusCallback: `${sender.publicUrl}${TWILIO_STATUS_WEBHOOK}?ref=${encodeURIComponent(message.id)}`,
    ...(template === null || template.contentSid === null
      ? { body: text }
      : { contentSid: template.contentSid, ...variablesOf(template.variables) }),
  };
}

/** {"1": …}; none at all for a template without variables, since Twilio refuses an empty object with some. */
function variablesOf(variables: readonly string[]): { contentVariables?: string } {
  if (variables.length === 0) return {};
  return { contentVariables: JSON.stringify(Object.fromEntries(variables.map((value, n) => [String(n + 1), value]))) };
}

/** Errors of the client hold an HTTP status, and Twilio's code where it gave one. */
export function failureOf(error: unknown): SendFailure {
  const answer = recordOf(error);
  const status = answer?.['status'];
  if (typeof status !== 'number' || status < 400) return lostSend(error);
  const code = answer?.['code'];
  return twilioFailure(typeof code === 'number' && code > 0 ? code : null, status);
}
