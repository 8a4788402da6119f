/**
 * What the model sees of a message: words, pairs of words and runs of letters; the same with each word's group ("Colmena" is an insurer);
 * groups in order at a distance; the ideas. Alone and together with the question.
 * Hashed into a fixed number of places, so that no word of any message is kept in the model.
 */
import type { Question } from '../domain/meaning.js';

export const PLACES_BITS = 16;
const PLACES = 1 << PLACES_BITS;
const MASK = PLACES - 1;
const MOST_WORDS = 60;
/** How far apart two groups may stand and still be seen together. */
const REACH = 6;

/** When each place was last used: cheaper than a set per message. */
const usedIn = new Uint32Array(PLACES);
let turn = 0;
const buffer = new Int32Array(8192);
let count = 0;

/** FNV-1a over UTF-16 units. Each kind of feature has its own seed, so that kinds do not share places by construction. */
function mix(h: number, text: string, from = 0, to = text.length): number {
  for (let i = from; i < to; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}
const start = (kind: number) => (0x811c9dc5 ^ Math.imul(kind, 0x9e3779b1)) | 0;
const BREAK = '|';

function add(h: number): void {
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  const place = ((h ^ (h >>> 13)) >>> 0) & MASK;
  if (usedIn[place] === turn || count === buffer.length) return;
  usedIn[place] = turn;
  buffer[count++] = place;
}

const kinds = (first: number, question: string) => ({
  one: start(first),
  two: start(first + 1),
  three: start(first + 2),
  oneAsked: mix(mix(start(first + 3), question), BREAK),
  twoAsked: mix(mix(start(first + 4), question), BREAK),
});

/** Sequences of one, two and three. */
function sequences(list: readonly string[], first: number, question: string): void {
  const kind = kinds(first, question);
  let before = '^';
  let beforeThat = '^';
  for (let i = 0; i <= list.length; i++) {
    const word = list[i] ?? '$';
    if (i < list.length) {
      add(mix(kind.one, word));
      add(mix(kind.oneAsked, word));
    }
    add(mix(mix(mix(kind.two, before), BREAK), word));
    add(mix(mix(mix(kind.twoAsked, before), BREAK), word));
    add(mix(mix(mix(mix(mix(kind.three, beforeThat), BREAK), before), BREAK), word));
    beforeThat = before;
    before = word;
  }
}

/** Places of the features that are present, without repeats. `groups` — one per word; `ideas` — names, e.g. `need+` or `publicPlace`. */
export function features(
  words: readonly string[],
  groups: readonly string[],
  ideas: readonly string[],
  question: Question,
): Int32Array {
  turn++;
  count = 0;
  const read = words.length > MOST_WORDS ? words.slice(0, MOST_WORDS) : words;
  const grouped = groups.length > MOST_WORDS ? groups.slice(0, MOST_WORDS) : groups;
  sequences(read, 1, question);
  sequences(grouped, 31, question);
  for (const word of read) {
    if (word.length < 4) continue;
    const padded = `<${word}>`;
    for (let n = 3; n <= 4; n++) for (let i = 0; i + n <= padded.length; i++) add(mix(start(10 + n), padded, i, i + n));
  }
  const named = grouped.filter(
    (group) => group.charCodeAt(0) < 91 && group.length > 1 && group !== group.toLowerCase(),
  );
  for (let i = 0; i < named.length; i++)
    for (let j = i + 1; j < named.length && j < i + REACH; j++)
      add(mix(mix(mix(start(39), named[i] as string), BREAK), named[j] as string));
  add(mix(start(20), question));
  add(mix(mix(start(21), question), read.length < 3 ? 'short' : read.length < 8 ? 'middle' : 'long'));
  for (const idea of ideas) {
    add(mix(start(22), idea));
    add(mix(mix(mix(start(23), question), BREAK), idea));
  }
  return buffer.slice(0, count);
}
