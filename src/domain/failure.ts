/** Why a send failed, in our words. Channels map their provider's codes to these by table; nothing else looks at a provider's code. */
export const SEND_FAILURES = [
  'throttled',
  'unreachable',
  'rejected',
  'optedOut',
  'windowClosed',
  'misconfigured',
  'unknown',
] as const;
export type SendFailureKind = (typeof SEND_FAILURES)[number];

/**
 * `throttled` too fast, or the provider is busy: wait · `unreachable` the phone · `rejected` this text · `optedOut` they said no ·
 * `windowClosed` only a template may go · `misconfigured` what is wrong is with us · `unknown` the request left and no answer came:
 * it may have been accepted.
 */
export interface SendFailure {
  readonly kind: SendFailureKind;
  /** The same message may succeed later. */
  readonly retryable: boolean;
  /** The provider's own code, for support; never shown to patients. */
  readonly code: string;
  /** What it says of the number for good; kept at the contact point. */
  readonly number?: 'landline' | 'notOnWhatsApp' | 'noSuchNumber';
  /** We sent faster than the sender may: the whole sender slows down, not this message alone. */
  readonly tooFast?: true;
  /** Stops more than this message until a person has looked: all that use the template, or all of the channel. */
  readonly stops?: 'template' | 'channel';
  /** Try no earlier than this many milliseconds from now; without it the usual back-off. */
  readonly waitMs?: number;
}

/** An error whose message is written for the person at the terminal: what, where, what to do. Ends a command with `exitCode`. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    readonly code: string,
    message: string,
    readonly hint = '',
    /** 2 = bad use or unreadable input, 1 = a check failed. */
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}
