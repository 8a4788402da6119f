/** Webhook requests of both providers, with what each stands for (tests/fixtures/providers). */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { WebhookRequest } from '../../../src/channels/port.js';
import type { SendFailure } from '../../../src/domain/failure.js';

const FOLDER = fileURLToPath(new URL('../../fixtures/providers/', import.meta.url));

export const PUBLIC_URL = 'https://bot.example.org';
export const SECRETS = {
  authToken: 'test-twilio-token',
  appSecret: 'test-app-secret',
  verifyToken: 'test-verify-token',
} as const;
export const OURS = { accountSid: 'AC00000000000000000000000000000001', phoneId: '440000000000001' } as const;

type Expected = Readonly<Record<string, unknown>> & {
  readonly http: readonly number[];
  readonly kind: string;
  readonly events?: readonly Readonly<Record<string, unknown>>[];
  readonly responseBody?: string;
};

export interface Case {
  readonly file: string;
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bodyRepeat?: {
    readonly before: string;
    readonly unit: string;
    readonly times: number;
    readonly after: string;
  };
  readonly expect: Expected;
}

export function casesOf(provider: 'twilio' | 'whatsapp-cloud'): readonly Case[] {
  const folder = join(FOLDER, provider);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<Case, 'file'>) }));
}

/** The request as the server hands it on: names of headers in lower case, as Node has them. */
export function requestOf({ method, url, headers, body, bodyRepeat }: Case): WebhookRequest {
  const text = bodyRepeat
    ? bodyRepeat.before + bodyRepeat.unit.repeat(bodyRepeat.times) + bodyRepeat.after
    : (body ?? '');
  return {
    method,
    url: url.slice(PUBLIC_URL.length),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(text),
  };
}

/** What is said of the case as a whole, or guidance; not part of an event. */
const NOT_OF_THE_EVENT = new Set(['http', 'provider', 'advice', 'stateAfter', 'duplicate', 'responseBody', 'note']);

/** The events the case stands for, field by field. */
export function eventsOf({ expect }: Case): readonly Readonly<Record<string, unknown>>[] {
  if (['reject', 'handshake', 'ignore'].includes(expect.kind)) return [];
  return (expect.events ?? [expect]).map((event) =>
    // advice of an account (stop-all) is a field of the event; that of a receipt is guidance
    Object.fromEntries(
      Object.entries(event).filter(
        ([key]) => (key === 'advice' && event['kind'] === 'account') || !NOT_OF_THE_EVENT.has(key),
      ),
    ),
  );
}

/** Codes of receipts, with what the fixtures advise to do about each. */
export function advices(provider: 'twilio' | 'whatsapp-cloud'): readonly (readonly [number, string])[] {
  const found = new Map<number, string>();
  for (const { expect } of casesOf(provider)) {
    for (const event of expect.events ?? [expect]) {
      if (event['kind'] !== 'receipt' || typeof event['errorCode'] !== 'number') continue;
      if (typeof event['advice'] === 'string') found.set(event['errorCode'], event['advice']);
    }
  }
  return [...found];
}

/** Whether a failure is what the advice asks for. */
export function follows(failure: SendFailure, advice: string): boolean {
  const wait = failure.waitMs ?? 0;
  switch (advice) {
    case 'retry-later':
      return failure.retryable && wait >= 3_600_000;
    case 'do-not-retry':
      return !failure.retryable && failure.stops === undefined;
    case 'fall-back-sms':
      return failure.kind === 'unreachable' && !failure.retryable && failure.number === 'notOnWhatsApp';
    case 'use-template':
      return failure.kind === 'windowClosed';
    case 'back-off':
      return failure.kind === 'throttled' && failure.retryable && wait < 3_600_000;
    case 'wait':
      return failure.kind === 'throttled' && failure.retryable && wait >= 24 * 3_600_000;
    case 'record-opt-out':
      return failure.kind === 'optedOut';
    case 'stop-template':
      return failure.stops === 'template';
    case 'stop-all':
      return failure.stops === 'channel';
    default:
      return false;
  }
}
