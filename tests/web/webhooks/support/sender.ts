/** A provider's end of the line: signed requests, over plain HTTP. */
import { createHmac } from 'node:crypto';
import http from 'node:http';
import twilio from 'twilio';
import type { WebhookRequest } from '../../../../src/channels/port.js';
import { OURS, PUBLIC_URL, SECRETS } from '../../../channels/support/cases.js';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Does the server end the connection? */
  readonly closes: boolean;
  /** Port of our end: the same again is the same connection. */
  readonly connection: number | undefined;
}

export interface AskOptions {
  readonly agent?: http.Agent;
  /** Sent in pieces, without saying how long it is. */
  readonly chunked?: boolean;
}

export function ask(address: string, given: WebhookRequest, { agent, chunked }: AskOptions = {}): Promise<Answer> {
  const { method, url, headers, body } = given;
  return new Promise((done, failed) => {
    const length = chunked ? {} : { 'content-length': String(body.length) };
    const request = http.request(`${address}${url}`, {
      method,
      headers: { ...headers, ...length },
      agent: agent ?? false,
    });
    request.once('error', failed);
    request.once('response', (response) => {
      request.off('error', failed).on('error', () => undefined); // what it still wanted to say is of no interest
      const connection = response.socket.localPort;
      const closes = response.headers.connection === 'close';
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.once('end', () => done({ status: response.statusCode ?? 0, text, closes, connection }));
    });
    if (chunked) request.flushHeaders();
    request.end(body);
  });
}

export function fromTwilio(form: Readonly<Record<string, string>>): WebhookRequest {
  const url = '/webhooks/twilio';
  const whole = { AccountSid: OURS.accountSid, From: '+56981110001', To: '+56448906100', ...form };
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(SECRETS.authToken, PUBLIC_URL + url, whole),
    },
    body: Buffer.from(new URLSearchParams(whole).toString()),
  };
}

export function fromMeta(id: string, text: string): WebhookRequest {
  const message = { from: '56981110001', id, timestamp: '1795180000', type: 'text', text: { body: text } };
  const metadata = { display_phone_number: '56225550100', phone_number_id: OURS.phoneId };
  const value = { messaging_product: 'whatsapp', metadata, messages: [message] };
  const payload = {
    object: 'whatsapp_business_account',
    entry: [{ id: '3', changes: [{ field: 'messages', value }] }],
  };
  const body = Buffer.from(JSON.stringify(payload));
  const signature = `sha256=${createHmac('sha256', SECRETS.appSecret).update(body).digest('hex')}`;
  return {
    method: 'POST',
    url: '/webhooks/whatsapp',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body,
  };
}
