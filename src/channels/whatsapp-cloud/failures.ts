/**
 * Codes of the WhatsApp Cloud API, for send answers and for receipts alike (Meta's list of error codes, DOMAIN §3). What a code
 * is not listed with is decided by the HTTP status.
 */
import type { SendFailure } from '../../domain/failure.js';
import { httpFailure } from '../http-failure.js';

type Meaning = Omit<SendFailure, 'code'>;

const SECOND = 1000;
const HOUR = 3600 * SECOND;

const NOT_ON_WHATSAPP: Meaning = { kind: 'unreachable', retryable: false, number: 'notOnWhatsApp' };
const WINDOW_CLOSED: Meaning = { kind: 'windowClosed', retryable: false };
const REJECTED: Meaning = { kind: 'rejected', retryable: false };
const THROTTLED: Meaning = { kind: 'throttled', retryable: true };
const TOO_FAST: Meaning = { ...THROTTLED, tooFast: true };
/** Meta counts what a person gets from all companies in a day. */
const NEXT_DAY: Meaning = { ...THROTTLED, waitMs: 24 * HOUR };
/** One message in 6 s to the same person; the dispatcher's back-off makes it 4^n. */
const PAIR: Meaning = { ...THROTTLED, waitMs: 6 * SECOND };
const TEMPLATE: Meaning = { kind: 'misconfigured', retryable: false, stops: 'template' };
const CHANNEL: Meaning = { kind: 'misconfigured', retryable: false, stops: 'channel' };
/** The person stopped our messages in WhatsApp's own menu. */
const OPTED_OUT: Meaning = { kind: 'optedOut', retryable: false };
/** A failure without a code, or with one that nobody knows. */
const NO_REASON: Meaning = { kind: 'unreachable', retryable: true, waitMs: 2 * HOUR };

const GROUPS: readonly (readonly [Meaning, readonly number[]])[] = [
  [NOT_ON_WHATSAPP, [131026]], // also an old app, or terms not accepted: never a wrong number
  [WINDOW_CLOSED, [131047]],
  [OPTED_OUT, [131050]],
  [NEXT_DAY, [131049, 130472]], // Meta chose not to deliver; an experiment of Meta's
  [PAIR, [131056]],
  [TOO_FAST, [130429, 80007, 4]], // of the number, of the account, of the app
  // trouble of theirs
  [THROTTLED, [1, 2, 131000, 131016, 131057, 133004]],
  // 100, 131008, 131009 a parameter, 131021 to ourselves, 131051–131053 the type or file,
  // 135000 unknown to Meta itself
  [REJECTED, [100, 131008, 131009, 131021, 131051, 131052, 131053, 135000]],
  // 132001 no such template, 132015 paused, 132016 disabled, the others: its parameters, length, format or policy
  [TEMPLATE, [132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018]],
  // 0, 190 token, 3, 10, 131005 permissions, 33 and 133010 the number, 131045 its registration, 131037 its name,
  // 131030 a test number and its list of people, 130497 our account may not write to this country
  [CHANNEL, [0, 190, 3, 10, 131005, 33, 133010, 131045, 131037, 131030, 130497]],
  // 368, 131031 blocked, 131042 payment, 131048 too many people blocked us: sending on makes it worse
  [CHANNEL, [368, 131031, 131042, 131048]],
];

const MEANINGS: ReadonlyMap<number, Meaning> = new Map(
  GROUPS.flatMap(([meaning, codes]) => codes.map((code): [number, Meaning] => [code, meaning])),
);

/** `code` — error.code, null = none came; `httpStatus` — of a send answer, absent for a receipt. Throws nothing. */
export function whatsappCloudFailure(code: number | null, httpStatus?: number): SendFailure {
  if (code !== null) {
    const meaning = MEANINGS.get(code) ?? (code >= 200 && code <= 299 ? CHANNEL : undefined); // 200–299: permissions
    if (meaning !== undefined) return { ...meaning, code: String(code) };
  }
  if (httpStatus !== undefined && httpStatus >= 400) {
    const failure = httpFailure(httpStatus);
    return code === null ? failure : { ...failure, code: String(code) };
  }
  return { ...NO_REASON, code: code === null ? 'no-code' : String(code) };
}
