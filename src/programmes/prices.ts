/** What a message costs: data of a programme (`prices.json`). Amounts are in the smallest unit that is counted (a peso, a cent). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/failure.js';
import type { Channel } from '../domain/channel.js';

const amount = z.number().min(0);
const schema = z.strictObject({
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** Where the prices are from, and since when they hold. */
  source: z.string().min(1),
  asOf: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  /** A segment. */
  sms: amount,
  /** A template outside the 24-hour window; a message within it. */
  whatsapp: z.strictObject({ template: amount, reply: amount }),
  /** A minute of an operator's work, with the call. */
  operatorMinute: amount,
});

export type Prices = z.infer<typeof schema>;

/** Reads `prices.json`. Throws `UserError` naming the field. */
export async function loadPrices(folder: string): Promise<Prices> {
  const file = join(folder, 'prices.json');
  let data: unknown;
  try {
    data = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError('prices-missing', `${file} cannot be read: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError('prices-wrong', `${file}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`);
}

/** Price of one message that opens or reminds. */
export function priceOf(prices: Prices, channel: Channel, segments: number): number {
  switch (channel) {
    case 'sms':
      return prices.sms * Math.max(1, segments);
    case 'whatsapp':
      return prices.whatsapp.template;
    case 'portal':
    case 'operator':
      return 0;
    default:
      return channel satisfies never;
  }
}
