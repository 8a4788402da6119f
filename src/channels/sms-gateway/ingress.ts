/** What the gateway tells us over HTTP: answers and receipts, one or many in a signed request. */
import type { Clock } from '../../domain/clock.js';
import type { PhoneCountry } from '../../domain/phone.js';
import type { ProviderEvent } from '../../domain/provider-event.js';
import { recordOf, textOf } from '../payload.js';
import type { Ingress, WebhookAnswer, WebhookRequest } from '../port.js';
import { answerEvent, receiptEvent, type Reading } from './letters.js';
import { TIMESTAMP_HEADER, whyNotGenuine } from './signature.js';

const PATH = '/webhooks/sms-gateway';
/** About five thousand receipts. */
const MAX_BODY = 1024 * 1024;

export interface SmsGatewayIngressOptions {
  readonly secret: string;
  readonly clock: Clock;
  /** Of numbers that come without their country. Default CL. */
  readonly country?: PhoneCountry;
}

/** The door of the gateway at /webhooks/sms-gateway. */
export function smsGatewayIngress({ secret, clock, country = 'CL' }: SmsGatewayIngressOptions): Ingress {
  function read({ method, url, headers, body }: WebhookRequest): WebhookAnswer {
    if (url.split('?', 1)[0] !== PATH) return { status: 404, why: 'not a path of the SMS gateway' };
    if (method !== 'POST') return { status: 405, why: 'only POST' };
    if (body.length > MAX_BODY) return { status: 413, why: 'the body is larger than 1 MB' };
    const now = clock.now();
    const notGenuine = secret === '' ? 'there is no secret to check with' : whyNotGenuine(secret, now, headers, body);
    if (notGenuine !== null) return { status: 401, why: notGenuine };
    const items = itemsOf(body);
    if (items === null) return { status: 400, why: 'the body is neither a JSON object nor an array' };
    const signedAt = String(headers[TIMESTAMP_HEADER]);
    const reading = { now, country, idKey: secret };
    const events = items.flatMap((item, index) => eventOf(item, `${signedAt} ${index}`, reading) ?? []);
    return { status: 200, events };
  }
  // Nothing is known of how often a gateway tries again, so what cannot be stored goes to the spool.
  return { id: 'sms-gateway', paths: [PATH], maxBody: MAX_BODY, retries: false, read };
}

function itemsOf(body: Buffer): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (Array.isArray(value)) return value;
    return typeof value === 'object' && value !== null ? [value] : null;
  } catch {
    return null;
  }
}

/**
 * Null = of a type or shape we do not know. Its neighbours are read all the same. `place` is when the request was signed, and which
 * item of it this is: an answer without id and time is another one in a later request, and the same in a request that is repeated.
 */
function eventOf(item: unknown, place: string, reading: Reading): ProviderEvent | null {
  const record = recordOf(item);
  if (record === null) return null;
  const field = (name: string): string => textOf(record[name]) ?? '';
  const [id, to, at] = [field('id'), field('to'), field('at')];
  switch (field('type')) {
    case 'message':
      return answerEvent(
        { id, from: field('from'), to, text: field('text'), at, place: at === '' ? place : '' },
        reading,
      );
    case 'status':
      return receiptEvent({ id, ref: field('ref'), to, status: field('status'), code: field('code'), at }, reading);
    default:
      return null;
  }
}
