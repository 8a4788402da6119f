/** Invented messages in all five locales, no two alike: the labelled ones, and phrases of them put together as people ramble. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILES = ['learn-es-CL', 'learn-es-AR', 'learn-es-ES', 'learn-ca-ES', 'learn-it-IT'];
const BETWEEN = [', ', ' y ', '. ', ' ', ' pero '];

export function distinctMessages(count, seed = 1) {
  const next = (n) => Math.floor(((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32) * n);
  const rowsOf = FILES.map((name) =>
    readFileSync(fileURLToPath(new URL(`../../src/understanding/data/${name}.tsv`, import.meta.url)), 'utf8')
      .split('\n')
      .filter((line) => /^[a-z]{2}-[A-Z]{2}\t/.test(line))
      .map((line) => line.split('\t')),
  );
  const half = (text, first) => {
    const words = text.split(' ');
    const middle = Math.ceil(words.length / 2);
    return (first ? words.slice(0, middle) : words.slice(middle)).join(' ');
  };
  const seen = new Set();
  const messages = [];
  while (messages.length < count) {
    const rows = rowsOf[next(rowsOf.length)];
    const [locale, question, text] = rows[next(rows.length)];
    const message = `${half(text, true)}${BETWEEN[next(BETWEEN.length)]}${half(rows[next(rows.length)][2], false)}`;
    if (seen.has(message)) continue;
    seen.add(message);
    messages.push({ text: message, question, locale });
  }
  return messages;
}
