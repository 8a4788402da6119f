/** The webhook of the Cloud API: only what Meta signed gets in. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { recordOf } from '../payload.js';
import type { Ingress, WebhookAnswer, WebhookRequest } from '../port.js';
import { whatsappCloudEvents } from './parse.js';

export interface WhatsappCloudIngressOptions {
  readonly appSecret: string;
  readonly verifyToken: string;
  /** phone_number_id: messages to other numbers of the account are acknowledged and left alone. */
  readonly phoneId?: string;
}

export const WHATSAPP_WEBHOOK = '/webhooks/whatsapp';

/** Meta documents 3 MB. */
const MAX_BODY = 3.5 * 1024 * 1024;

/** Meta sends again for 7 days what is not answered 200. `read` never throws. */
export function whatsappCloudIngress({ appSecret, verifyToken, phoneId }: WhatsappCloudIngressOptions): Ingress {
  function read(request: WebhookRequest): WebhookAnswer {
    switch (request.method) {
      case 'GET':
        return handshake(request.url, verifyToken);
      case 'POST':
        return deliver(request);
      default:
        return refused(405, 'method');
    }
  }

  function deliver({ headers, body }: WebhookRequest): WebhookAnswer {
    if (body.length > MAX_BODY) return refused(413, 'size');
    const signature = headers['x-hub-signature-256'];
    if (typeof signature !== 'string' || appSecret === '') return refused(403, 'not signed');
    const expected = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
    if (!same(signature, expected)) return refused(403, 'signature');
    let payload: unknown;
    try {
      payload = JSON.parse(body.toString('utf8'));
    } catch {
      return refused(400, 'not JSON');
    }
    if (recordOf(payload) === null) return refused(400, 'no object');
    return { status: 200, events: whatsappCloudEvents(payload, phoneId) };
  }

  return {
    id: 'whatsapp-cloud',
    paths: [WHATSAPP_WEBHOOK],
    maxBody: MAX_BODY,
    retries: true,
    read: (request) => {
      try {
        return read(request);
      } catch {
        return refused(400, 'unreadable');
      }
    },
  };
}

/** Meta asks once, when the webhook is entered, and wants its challenge back as it came. */
function handshake(url: string, verifyToken: string): WebhookAnswer {
  const start = url.indexOf('?');
  const query = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const challenge = query.get('hub.challenge');
  const token = query.get('hub.verify_token');
  if (query.get('hub.mode') !== 'subscribe' || challenge === null || token === null)
    return refused(403, 'no handshake');
  if (verifyToken === '' || !same(token, verifyToken)) return refused(403, 'verify token');
  return { status: 200, events: [], text: challenge };
}

/** In constant time; a difference in length tells nothing that is secret. */
function same(given: string, expected: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}

function refused(status: 400 | 403 | 405 | 413, why: string): WebhookAnswer {
  return { status, why };
}
