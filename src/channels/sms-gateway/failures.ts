/** The gateway's words for what went wrong, and what they mean for us. Nothing else looks at its codes. */
import type { SendFailure } from '../../domain/failure.js';

type Meaning = Omit<SendFailure, 'code' | 'waitMs'>;

/** Name and number are the same code: answers may say either, receipts are kept with the number. */
const CODES: readonly (readonly [number: number, name: string, meaning: Meaning])[] = [
  [101, 'invalidNumber', { kind: 'unreachable', retryable: false, number: 'noSuchNumber' }],
  [102, 'landline', { kind: 'unreachable', retryable: false, number: 'landline' }],
  [103, 'unreachable', { kind: 'unreachable', retryable: true }], // off, no coverage, full: tomorrow it may be on
  [104, 'optedOut', { kind: 'optedOut', retryable: false }],
  [105, 'throttled', { kind: 'throttled', retryable: true, tooFast: true }],
  // Our key or our contract: every other message would fail too, and all may go once somebody has looked.
  [106, 'unauthorized', { kind: 'misconfigured', retryable: true, stops: 'channel' }],
  [107, 'rejected', { kind: 'rejected', retryable: false }],
];
const UNREACHABLE = 103;

const known = (code: number | string) =>
  CODES.find(([number, name]) => String(number) === String(code) || name.toLowerCase() === String(code).toLowerCase());

/** What a known code means; null = not in the table. */
export function meaningOf(code: number | string): SendFailure | null {
  const row = known(code);
  return row ? { ...row[2], code: row[1] } : null;
}

/**
 * What a receipt's `errorCode` means. A gateway that does not say why (null), or says it in its own words, leaves us with a phone
 * that was not reached: it may be tried again, and the tries are counted.
 */
export function smsGatewayFailure(code: number | string | null): SendFailure {
  const meaning = code === null ? null : meaningOf(code);
  return meaning ?? { kind: 'unreachable', retryable: true, code: code === null ? 'unspecified' : codeText(code) };
}

/** The number of a receipt's code as our table has it, a number of the gateway's own, or null where it says nothing usable. */
export function receiptCode(code: string, status: string): number | null {
  const row = known(code);
  if (row) return row[0];
  if (/^\d{1,6}$/.test(code)) return Number(code);
  return code === '' && (status === 'expired' || status === 'undelivered') ? UNREACHABLE : null;
}

/** A code for logs and support: short, and never long enough to hold a phone number. */
export function codeText(code: number | string): string {
  const text = String(code).replace(/[^\w.-]/g, '');
  return text === '' || text.length > 40 || /\d{7,}/.test(text) ? 'unnamed' : text;
}
