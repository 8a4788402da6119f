/** Signatures as Standard Webhooks wants them (standardwebhooks.com): HMAC-SHA256 over id, time and body; several secrets sign side by side. */
import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** 24 to 64 bytes are wanted. */
export const newSecret = (): string => `${PREFIX}${randomBytes(32).toString('base64')}`;

/** `at` — epoch ms. */
export function signedHeaders(
  secrets: readonly string[],
  id: string,
  at: number,
  body: string,
): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(at / 1000));
  const signature = secrets
    .map((secret) =>
      createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
        .update(`${id}.${seconds}.${body}`)
        .digest('base64'),
    )
    .map((each) => `v1,${each}`)
    .join(' ');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature };
}
