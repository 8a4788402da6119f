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

export interface SendFailure {
  readonly kind: SendFailureKind;
  readonly retryable: boolean;
  /** The provider's own code, for support; never shown to patients. */
  readonly code: string;
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
