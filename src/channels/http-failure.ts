/** What an HTTP status says of a send, when the provider's own code says nothing. */
import type { SendFailure } from '../domain/failure.js';

const TOO_MANY = 429;

/** Throws nothing; `status` — HTTP status of the answer, 400 and above. 5xx and 429: later; 401, 403, 404: ours to repair. */
export function httpFailure(status: number): SendFailure {
  const code = `http-${status}`;
  if (status === TOO_MANY) return { kind: 'throttled', retryable: true, tooFast: true, code };
  if (status >= 500 || status === 408) return { kind: 'throttled', retryable: true, code };
  if (status === 401 || status === 403 || status === 404) {
    return { kind: 'misconfigured', retryable: false, code, stops: 'channel' };
  }
  return { kind: 'rejected', retryable: false, code };
}
