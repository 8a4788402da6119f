/** One answer or one receipt of the gateway, however it came, as an event. */
import { createHmac } from 'node:crypto';
import { optOutAction } from '../../domain/opt-out.js';
import { parseE164, type PhoneCountry } from '../../domain/phone.js';
import type { InboundEvent, OptOutEvent, ReceiptEvent, ReceiptState } from '../../domain/provider-event.js';
import { receiptCode } from './failures.js';

/** Fields as they came; '' = the gateway does not say. */
export interface AnswerFields {
  /** The gateway's id of this answer. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly at: string;
  /** Where or when it came, if that is all that tells it from the same words another day; the same for the same answer again. */
  readonly place: string;
}
export interface ReceiptFields {
  /** The gateway's id of our message. */
  readonly id: string;
  /** Our id of it. */
  readonly ref: string;
  readonly to: string;
  readonly status: string;
  readonly code: string;
  readonly at: string;
}
export interface Reading {
  /** Epoch ms. */
  readonly now: number;
  /** Of numbers that come without their country. */
  readonly country: PhoneCountry;
  /** Keys the ids of answers that come without one: they are stored in the clear, and must not lead back to a number. */
  readonly idKey: string | Buffer;
}

/** An id longer than this is no id. */
const LONGEST_ID = 200;
/** A gateway's clock may be this far ahead; a time further off would make every later word look old. */
const AHEAD = 5 * 60_000;

/** Null = nobody could be answered: the number is not one. */
export function answerEvent(fields: AnswerFields, reading: Reading): InboundEvent | OptOutEvent | null {
  const from = numberOf(fields.from, reading.country);
  if (from === null) return null;
  const letter = {
    channel: 'sms',
    messageId: fields.id !== '' && fields.id.length <= LONGEST_ID ? fields.id : contentId(fields, reading.idKey),
    from,
    userId: null,
    to: fields.to === '' ? null : (numberOf(fields.to, reading.country) ?? fields.to),
    type: fields.text.trim() === '' ? 'empty' : 'text',
    text: fields.text,
    ...instantOf(fields.at, reading.now),
  } as const;
  const action = optOutAction(fields.text);
  return action === null ? { kind: 'inbound', ...letter } : { kind: 'optOut', action, by: 'keyword', ...letter };
}

/** The same answer again has the same id, although the gateway gave it none. Without the key nobody can try numbers out on it. */
function contentId({ from, text, at, place }: AnswerFields, key: string | Buffer): string {
  const said = JSON.stringify(['answer', from, text, at, place]);
  return `h-${createHmac('sha256', key).update(said).digest('base64url').slice(0, 22)}`;
}

const STATES: Readonly<Record<string, ReceiptState>> = {
  queued: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  expired: 'failed',
};

/** Null = it does not say of which message, or what became of it. */
export function receiptEvent(fields: ReceiptFields, reading: Reading): ReceiptEvent | null {
  const messageId = fields.id || fields.ref;
  if (messageId === '' || messageId.length > LONGEST_ID || fields.status.trim() === '') return null;
  const status = fields.status.trim().toLowerCase();
  const state = Object.hasOwn(STATES, status) ? (STATES[status] as ReceiptState) : 'unknown';
  return {
    kind: 'receipt',
    channel: 'sms',
    messageId,
    to: numberOf(fields.to, reading.country),
    userId: null,
    status,
    state,
    errorCode: state === 'failed' ? receiptCode(fields.code.trim(), status) : null,
    ...(fields.ref === '' ? {} : { ref: fields.ref }),
    ...instantOf(fields.at, reading.now),
  };
}

/** Eleven digits or more begin with their country, with or without the plus; fewer are the country's own. */
function numberOf(text: string, country: PhoneCountry): string | null {
  const written = text.trim();
  if (!/^\+?[\d\s().-]+$/.test(written)) return null;
  const digits = written.replace(/\D/g, '').replace(/^00/, '');
  return parseE164(written.startsWith('+') || digits.length >= 11 ? `+${digits}` : digits, country);
}

/** An instant needs its zone: without one it could be hours off, and an answer would look older than it is. */
function instantOf(text: string, now: number): { readonly at?: string } {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/.test(text.trim())) return {};
  const ms = Date.parse(text.trim().replace(' ', 'T'));
  return Number.isNaN(ms) || ms > now + AHEAD ? {} : { at: new Date(ms).toISOString() };
}
