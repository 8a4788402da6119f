/** Compares a secret that came in without telling by the time how much of it was right. */
import { timingSafeEqual } from 'node:crypto';

export function isSame(given: unknown, wanted: string): boolean {
  if (typeof given !== 'string') return false;
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
