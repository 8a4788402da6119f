/**
 * What the model sees of a message: words, pairs of words and runs of letters, alone and together with the question, and the ideas.
 * Hashed into a fixed number of places, so that no word of any message is kept in the model.
 */
import type { Question } from '../domain/meaning.js';

export const PLACES_BITS = 15;
const MASK = (1 << PLACES_BITS) - 1;

/** FNV-1a over UTF-16 units, seeded so that kinds of features do not share places by construction. */
function hash(text: string, from: number, to: number, seed: number): number {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = from; i < to; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) & MASK;
}

const MOST_WORDS = 60;

/** Places of the features that are present, without repeats. `ideas` are names of ideas, e.g. `need+` or `publicPlace`. */
export function features(words: readonly string[], ideas: readonly string[], question: Question): Int32Array {
  const found = new Set<number>();
  const list = words.length > MOST_WORDS ? words.slice(0, MOST_WORDS) : words;
  let before = '^';
  let beforeThat = '^';
  for (const spelt of [...list, '$']) {
    const word = spelt === 'sii' ? 'si' : spelt;
    if (spelt === 'sii') add(found, spelt, 9);
    if (word !== '$') {
      add(found, word, 1);
      add(found, `${question}|${word}`, 2);
    }
    add(found, `${before} ${word}`, 3);
    add(found, `${question}|${before} ${word}`, 4);
    add(found, `${beforeThat} ${before} ${word}`, 5);
    if (word.length > 3) {
      const padded = `<${word}>`;
      for (let n = 3; n <= 5; n++)
        for (let i = 0; i + n <= padded.length; i++) found.add(hash(padded, i, i + n, 10 + n));
    }
    beforeThat = before;
    before = word;
  }
  add(found, question, 6);
  add(found, `${question}|${list.length < 3 ? 'short' : list.length < 8 ? 'middle' : 'long'}`, 7);
  for (const idea of ideas) {
    add(found, idea, 20);
    add(found, `${question}|${idea}`, 21);
  }
  return Int32Array.from(found);
}

function add(found: Set<number>, text: string, seed: number): void {
  found.add(hash(text, 0, text.length, seed));
}
