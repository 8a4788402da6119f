/** The webhooks of Twilio: only what Twilio signed gets in. */
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import type { Ingress, WebhookAnswer, WebhookRequest } from '../port.js';
import { formParameters, jsonParameters, valueOf } from './parameters.js';
import { twilioEvents } from './parse.js';

export interface TwilioIngressOptions {
  readonly authToken: string;
  /** The address that Twilio was given, without the path: https://bot.example.org */
  readonly publicUrl: string;
  /** Signed messages of another account are acknowledged and left alone. */
  readonly accountSid?: string;
}

export const TWILIO_WEBHOOK = '/webhooks/twilio';
export const TWILIO_STATUS_WEBHOOK = '/webhooks/twilio/status';

/** 1,600 characters of four bytes, each byte escaped to three, and ten media addresses: 30 kB at most. */
const MAX_BODY = 64 * 1024;

/** Twilio tries once more at most and only when it could not connect, so `retries` is false. `read` never throws. */
export function twilioIngress({ authToken, publicUrl, accountSid }: TwilioIngressOptions): Ingress {
  const origin = publicUrl.replace(/\/+$/, '');

  function read(request: WebhookRequest): WebhookAnswer {
    if (request.method !== 'POST') return refused(405, 'method');
    if (request.body.length > MAX_BODY) return refused(413, 'size');
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/x-www-form-urlencoded' && type !== 'application/json')
      return refused(415, 'content type');
    const signature = request.headers['x-twilio-signature'];
    if (typeof signature !== 'string' || signature === '' || authToken === '') return refused(403, 'not signed');

    const url = `${origin}${request.url}`;
    const text = request.body.toString('utf8');
    const form = type === 'application/json' ? null : formParameters(text);
    const genuine =
      form === null
        ? webhooks.validateRequestWithBody(authToken, signature, url, text)
        : webhooks.validateRequest(authToken, signature, url, form);
    if (!genuine) return refused(403, 'signature');

    const parameters = form ?? jsonParameters(text);
    if (parameters === null) return refused(400, 'not JSON');
    const account = valueOf(parameters, 'AccountSid');
    if (accountSid !== undefined && account !== accountSid) return { status: 200, events: [] };
    return { status: 200, events: twilioEvents(parameters, referenceOf(request.url)) };
  }

  return {
    id: 'twilio',
    paths: [TWILIO_WEBHOOK, TWILIO_STATUS_WEBHOOK],
    maxBody: MAX_BODY,
    retries: false,
    read: (request) => {
      try {
        return read(request);
      } catch {
        return refused(400, 'unreadable'); // the validator throws for an address that is none
      }
    },
  };
}

function refused(status: 400 | 403 | 405 | 413 | 415, why: string): WebhookAnswer {
  return { status, why };
}

/** Our reference, which Twilio brings back in the query of the status callback. */
function referenceOf(url: string): string | null {
  const start = url.indexOf('?');
  return start < 0 ? null : new URLSearchParams(url.slice(start + 1)).get('ref');
}
