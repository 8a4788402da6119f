import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SEND_FAILURES } from '../../src/domain/failure.js';
import { twilioFailure } from '../../src/channels/twilio/index.js';
import { whatsappCloudFailure } from '../../src/channels/whatsapp-cloud/index.js';
import { advices, follows } from './support/cases.js';

const TABLES = { twilio: twilioFailure, 'whatsapp-cloud': whatsappCloudFailure } as const;

describe.each(['twilio', 'whatsapp-cloud'] as const)('codes of %s', (provider) => {
  const table = TABLES[provider];

  it.each(advices(provider))('%i leads to what it asks for: %s', (code, advice) => {
    expect([advice, table(code), follows(table(code), advice)]).toEqual([advice, table(code), true]);
  });

  it('are always one of the closed list, and keep the code', () =>
    fc.assert(
      fc.property(
        fc.option(fc.nat(140_000)),
        fc.option(fc.integer({ min: 400, max: 599 }), { nil: undefined }),
        (code, status) => {
          const failure = table(code, status);
          expect(SEND_FAILURES).toContain(failure.kind);
          expect(failure.kind).not.toBe('unknown'); // an answer came
          expect(failure.code).toBe(
            code === null ? (status === undefined ? 'no-code' : `http-${status}`) : String(code),
          );
          expect(failure.stops === undefined || !failure.retryable).toBe(true);
        },
      ),
    ));

  it('that nobody knows are decided by the HTTP status', () => {
    expect(table(99_999, 503)).toMatchObject({ kind: 'throttled', retryable: true });
    expect(table(99_999, 429)).toMatchObject({ kind: 'throttled', retryable: true });
    expect(table(99_999, 400)).toMatchObject({ kind: 'rejected', retryable: false });
    expect(table(null, 401)).toMatchObject({ kind: 'misconfigured', stops: 'channel' });
    expect(table(null)).toMatchObject({ kind: 'unreachable', retryable: true });
  });
});

describe('an opt-out told by the provider', () => {
  it('is never taken for a number that does not answer', () => {
    for (const code of [21610, 63014]) expect(twilioFailure(code, 400).kind).toBe('optedOut');
    expect(whatsappCloudFailure(131050, 400).kind).toBe('optedOut');
  });
});
