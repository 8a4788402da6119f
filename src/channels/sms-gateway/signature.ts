/** How the gateway and we prove to each other who wrote: HMAC-SHA256 over the time and the raw body (docs/connect-sms-gateway.md). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const TIMESTAMP_HEADER = 'x-vigente-timestamp';
export const SIGNATURE_HEADER = 'x-vigente-signature';

/** Milliseconds a request may be old, or our clocks apart. What is sent again within them has an id that is known already. */
const TOLERANCE = 5 * 60_000;

/** `sha256=` and hex HMAC-SHA256 of `<epoch seconds>.<raw body>`. */
export function signatureOf(secret: string, timestamp: string, body: Buffer | string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

/** The two headers of a request that leaves at `now` (epoch ms). */
export function signedHeaders(secret: string, now: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  return { [TIMESTAMP_HEADER]: timestamp, [SIGNATURE_HEADER]: signatureOf(secret, timestamp, body) };
}

/** Null = genuine and fresh; else why not. Compares in constant time. */
export function whyNotGenuine(secret: string, now: number, headers: IncomingHttpHeaders, body: Buffer): string | null {
  const timestamp = headers[TIMESTAMP_HEADER];
  const signature = headers[SIGNATURE_HEADER];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return 'the request is not signed';
  if (!/^\d{9,11}$/.test(timestamp)) return `${TIMESTAMP_HEADER} is not a time in epoch seconds`;
  const expected = Buffer.from(signatureOf(secret, timestamp, body));
  const given = Buffer.from(signature.trim().toLowerCase());
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'the signature is wrong';
  // Asked last: a stranger learns nothing about our clock.
  return Math.abs(now - Number(timestamp) * 1000) > TOLERANCE ? 'the request is more than five minutes off' : null;
}
