/** What went wrong, as RFC 9457 says it: a closed list, each with its status and title; the page of the API tells what to do about each. */
import type { Response } from 'express';

export const PROBLEMS = {
  'token-missing': [401, 'No token was sent', 'Send it as: Authorization: Bearer TOKEN'],
  'token-wrong': [401, 'The token is not valid', 'It may be wrong, expired or revoked. TIC makes a new one: vigente token add'],
  'not-your-part': [403, 'This token may not do that', 'Its role has another part, or it sees some health services only.'],
  'person-needed': [403, 'A decision needs a person', 'Use a token that was made for a person: vigente token add NAME --for USER'],
  'not-found': [404, 'There is no such thing', 'It does not exist, or it is of another health service.'],
  'method-not-allowed': [405, 'That method does not exist here', 'See /api/docs'],
  'input-wrong': [400, 'What was sent is not as described', 'See `errors`, and /api/docs'],
  'body-unreadable': [400, 'The body is no JSON, or the address is malformed', 'Send UTF-8 JSON, and encode what goes into the path.'],
  'too-large': [413, 'The body is too large', 'At most 64 kB.'],
  'media-type': [415, 'The body is not JSON', 'Send Content-Type: application/json'],
  'idempotency-key-missing': [400, 'An Idempotency-Key is missing', 'Send a new one with each new POST, and the same one when it is tried again.'],
  'idempotency-in-flight': [409, 'The same request is being carried out', 'Ask again in a moment with the same key.'],
  'idempotency-other-body': [422, 'That key was used for another request', 'Take a new key for a new request.'],
  conflict: [409, 'It has changed, or is not in a state for that', 'Read it again and decide again.'],
  'refused': [422, 'The rules do not allow it', 'See `detail`.'],
  'too-many': [429, 'Too many requests', 'Wait as many seconds as Retry-After says.'],
  failed: [500, 'It failed here', 'Nothing is lost: try again with the same key. If it stays so, tell TIC.'],
  'database-away': [503, 'The database does not answer', 'Nothing is lost: try again with the same key.'],
} as const; // prettier-ignore
export type ProblemCode = keyof typeof PROBLEMS;

export interface WrongField {
  /** `body.why` */
  readonly at: string;
  readonly is: string;
}

/** Ends a request with a problem. `detail` never holds what was sent, nor anything of a patient. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: ProblemCode,
    readonly detail = '',
    readonly errors: readonly WrongField[] = [],
    readonly hint = '',
  ) {
    super(code);
  }
  get status(): number {
    return PROBLEMS[this.code][0];
  }
  body(): object {
    const [status, title, hint] = PROBLEMS[this.code];
    return {
      type: `/api/docs#${this.code}`,
      title,
      status,
      detail: this.detail || title,
      hint: this.hint || hint,
      ...(this.errors.length > 0 ? { errors: this.errors } : {}),
    };
  }
}

export const sendProblem = (response: Response, problem: Problem): void =>
  void response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem.body()));
