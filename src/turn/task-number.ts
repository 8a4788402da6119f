/** The number of a request, by which its person and whoever answers find it again: "261130-4F7K2". */
import { createHash } from 'node:crypto';

/** Without I, L, O and U: nobody confuses them, and they spell nothing (Crockford's base 32). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 5;

/** Made of the turn that opens it, so that twice is once. `day` — yyyy-mm-dd. */
export function taskNumber(conversation: string, turn: number, day: string): string {
  const hash = createHash('sha256').update(`${conversation}:${turn}`).digest();
  const letters = Array.from({ length: LENGTH }, (_, index) => LETTERS[(hash[index] ?? 0) % LETTERS.length]);
  return `${day.slice(2).replaceAll('-', '')}-${letters.join('')}`;
}

/** Such a number in somebody's words, or null. */
export function taskNumberIn(text: string): string | null {
  const found = /\b(\d{6})[\s-]?([0-9A-HJKMNP-TV-Z]{5})\b/i.exec(text);
  return found ? `${found[1]}-${(found[2] ?? '').toUpperCase()}` : null;
}
