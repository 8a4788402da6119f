/** SMS out through an aggregator's HTTP door: one signed POST a message. The gateway knows our ids, so a second try is safe. */
import type { Clock } from '../../domain/clock.js';
import { UserError, type SendFailure } from '../../domain/failure.js';
import { exchange, jsonOf, lostSend, type HttpAnswer } from '../exchange.js';
import { httpFailure } from '../http-failure.js';
import { recordOf, textOf } from '../payload.js';
import type { ChannelPort, OutboundMessage, SendResult } from '../port.js';
import { codeText, meaningOf } from './failures.js';
import { CARRIES, refusalOf, SMS } from './short-messages.js';
import { signedHeaders } from './signature.js';

export interface SmsGatewayHttpOptions {
  /** Where messages are posted to. */
  readonly url: string;
  /** Shared with the gateway; signs both ways. */
  readonly secret: string;
  /** Messages a second that the contract allows; 0 = no limit. */
  readonly perSecond: number;
  readonly clock: Clock;
  /** Milliseconds until an answer is given up. Default 15,000: well within the lease of a message. */
  readonly timeoutMs?: number;
}

/** The channel `sms-gateway` over HTTP. Throws UserError when `url` is not an address or there is no secret. */
export function smsGatewayHttp({
  url,
  secret,
  perSecond,
  clock,
  timeoutMs = 15_000,
}: SmsGatewayHttpOptions): ChannelPort {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UserError('sms-gateway-url', 'The address of the SMS gateway is not an http(s) address.');
  if (secret === '') throw new UserError('sms-gateway-secret', 'The secret of the SMS gateway is missing.');
  const ask = exchange({ timeoutMs, connectMs: Math.min(timeoutMs, 10_000), maxBytes: 64 * 1024 });

  async function send(message: OutboundMessage): Promise<SendResult> {
    const refused = refusalOf(message);
    if (refused) return { ok: false, failure: refused };
    const body = JSON.stringify({ id: message.id, to: message.to, from: message.from.address, text: message.text });
    const headers = { 'Content-Type': 'application/json', ...signedHeaders(secret, clock.now(), body) };
    try {
      return resultOf(message.id, await ask({ method: 'POST', url, headers, body }), clock.now());
    } catch (error) {
      return { ok: false, failure: lostSend(error) };
    }
  }
  return {
    id: 'sms-gateway',
    carries: CARRIES,
    reaches: 'real',
    capabilities: { ...SMS, receipts: true, perSecond },
    send,
  };
}

/** Their id where the answer has one, else ours. 409 = they know the id: it was accepted before. */
function resultOf(ours: string, answer: HttpAnswer, now: number): SendResult {
  const { status } = answer;
  const body = answer.body.length === 0 ? {} : recordOf(jsonOf(answer));
  if (status === 409) return { ok: true, providerId: textOf(body?.['id']) ?? ours };
  const error = recordOf(body?.['error']);
  if (error) return { ok: false, failure: named(textOf(error['code']) ?? '', answer, now) };
  if (status < 200 || status > 299) return { ok: false, failure: unnamed(answer, now) };
  // A page of some proxy is no acceptance; asking again costs nothing, the gateway knows the id.
  if (body === null) return { ok: false, failure: { kind: 'unknown', retryable: true, code: 'unreadable-answer' } };
  return { ok: true, providerId: textOf(body['id']) ?? ours };
}

function named(code: string, answer: HttpAnswer, now: number): SendFailure {
  const meaning = meaningOf(code);
  if (meaning === null) return { ...unnamed(answer, now), ...(code === '' ? {} : { code: codeText(code) }) };
  return meaning.kind === 'throttled' ? { ...meaning, ...waiting(answer, now) } : meaning;
}

/** What the status alone says. What is wrong with us (also an address that leads on to another) is no fault of the message. */
function unnamed(answer: HttpAnswer, now: number): SendFailure {
  const { status } = answer;
  const failure = httpFailure(status);
  if (failure.kind === 'throttled') return { ...failure, ...waiting(answer, now) };
  if (failure.kind === 'misconfigured' || (status >= 300 && status < 400) || status === 405)
    return { kind: 'misconfigured', retryable: true, code: failure.code, stops: 'channel' };
  return failure;
}

/** `Retry-After` is seconds or a date; a day is the longest we believe. */
function waiting({ headers }: HttpAnswer, now: number): Pick<SendFailure, 'waitMs'> {
  const header = headers['retry-after']?.trim() ?? '';
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms >= 0 ? { waitMs: Math.min(ms, 86_400_000) } : {};
}
