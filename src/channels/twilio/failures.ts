/**
 * Twilio's codes, for send answers and for receipts alike (twilio.com/docs/api/errors, DOMAIN §4). What a code is not listed
 * with is decided by the HTTP status.
 */
import type { SendFailure } from '../../domain/failure.js';
import { httpFailure } from '../http-failure.js';

type Meaning = Omit<SendFailure, 'code'>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const NO_SUCH_NUMBER: Meaning = { kind: 'unreachable', retryable: false, number: 'noSuchNumber' };
const LANDLINE: Meaning = { kind: 'unreachable', retryable: false, number: 'landline' };
const NOT_ON_WHATSAPP: Meaning = { kind: 'unreachable', retryable: false, number: 'notOnWhatsApp' };
const OPTED_OUT: Meaning = { kind: 'optedOut', retryable: false };
const REJECTED: Meaning = { kind: 'rejected', retryable: false };
const THROTTLED: Meaning = { kind: 'throttled', retryable: true };
const TOO_FAST: Meaning = { ...THROTTLED, tooFast: true };
const TEMPLATE: Meaning = { kind: 'misconfigured', retryable: false, stops: 'template' };
const CHANNEL: Meaning = { kind: 'misconfigured', retryable: false, stops: 'channel' };
/** Off, abroad or without signal: the same number may answer later today. */
const PHONE_OFF: Meaning = { kind: 'unreachable', retryable: true, waitMs: 6 * HOUR };
/** The carrier said no and not why; also a failure that came without any code, or with one that nobody knows. */
const NO_REASON: Meaning = { kind: 'unreachable', retryable: true, waitMs: 2 * HOUR };
/** Meta counts what a person gets from all companies in a day. */
const NEXT_DAY: Meaning = { ...THROTTLED, waitMs: 24 * HOUR };
/** Twilio's queue holds hours of messages; it drains slowly. */
const QUEUE_FULL: Meaning = { ...THROTTLED, waitMs: 10 * MINUTE };

const GROUPS: readonly (readonly [Meaning, readonly number[]])[] = [
  // 21211 invalid To, 21214 and 21217 not a number, 21614 takes no SMS, 30005 unknown to its carrier
  [NO_SUCH_NUMBER, [21211, 21214, 21217, 21614, 30005]],
  [LANDLINE, [21635, 30006]],
  [PHONE_OFF, [30003]],
  [NO_REASON, [30008]],
  [{ kind: 'unreachable', retryable: false }, [30004]], // the number may not be written to
  [NOT_ON_WHATSAPP, [63024, 63003]],
  [OPTED_OUT, [21610, 63014]],
  // 21612 no route, 30007 filtered, 30010 too dear; the rest: the text itself
  [REJECTED, [21612, 30007, 30010, 21602, 21604, 21617, 21620, 21623, 21910, 21266, 63005, 63006, 63019]],
  [{ kind: 'windowClosed', retryable: false }, [63016]],
  // 20429 too many requests, 14107 and 63018 rate of the sender, 30022 and 30023 of the carrier
  [TOO_FAST, [20429, 14107, 63018, 30022, 30023]],
  // their trouble
  [THROTTLED, [20500, 20503, 63010, 63012, 63023]],
  [QUEUE_FULL, [21611, 30001]],
  // 63049 Meta chose not to deliver, 63032 experiment, 63038 messages of the account a day
  [NEXT_DAY, [63049, 63032, 63038]],
  // 21654–21656 content and variables, 63013 against the channel's policy, 63021 content, 63027–63030 and 63040–63042 the template
  [TEMPLATE, [21654, 21655, 21656, 63013, 63021, 63027, 63028, 63029, 63030, 63040, 63041, 63042]],
  // 20003 credentials, 20008 test credentials, 10001, 20005, 30002 and 90010 the account is not active
  [CHANNEL, [20003, 20008, 10001, 20005, 30002, 90010]],
  // our number: 21601, 21603, 21606, 21212, 21267, 21659–21661; the service: 21701–21705; our webhook address: 21609
  [CHANNEL, [21601, 21603, 21606, 21212, 21267, 21659, 21660, 21661, 21701, 21703, 21704, 21705, 21609]],
  // the country is not switched on for our account, a trial account: every other message would fail too
  [CHANNEL, [21408, 21608]],
  // registration of US numbers: 30032, 30034; our WhatsApp sender: 63001, 63002, 63007, 63020, 63022, 63051, 63112
  [CHANNEL, [30032, 30034, 63001, 63002, 63007, 63020, 63022, 63051, 63112]],
];

const MEANINGS: ReadonlyMap<number, Meaning> = new Map(
  GROUPS.flatMap(([meaning, codes]) => codes.map((code): [number, Meaning] => [code, meaning])),
);

/** `code` — Twilio's, null = none came; `status` — HTTP status of a send answer, absent for a receipt. Throws nothing. */
export function twilioFailure(code: number | null, status?: number): SendFailure {
  const meaning = code === null ? undefined : MEANINGS.get(code);
  if (code !== null && meaning !== undefined) return { ...meaning, code: String(code) };
  if (status !== undefined && status >= 400) {
    const failure = httpFailure(status);
    return code === null ? failure : { ...failure, code: String(code) };
  }
  return { ...NO_REASON, code: code === null ? 'no-code' : String(code) };
}
