/**
 * What the model sees of a message: words, pairs of words and runs of letters; the same with each word's group ("Colmena" is an insurer);
 * groups in order at a distance; the ideas. Alone and together with the question.
 * Hashed into a fixed number of places, so that no word of any message is kept in the model.
 */
import { QUESTIONS, type Question } from '../domain/meaning.js';
import { IDEA_NAMES } from './language.js';

export const PLACES_BITS = 16;
const PLACES = 1 << PLACES_BITS;
const MASK = PLACES - 1;
const MOST_WORDS = 60;
/** How far apart two groups may stand and still be seen together. */
const REACH = 6;

/** When each place was last used: cheaper than a set per message. */
const usedIn = new Uint32Array(PLACES);
let turn = 0;
export const MOST_FEATURES = 8192;
const buffer = new Int32Array(MOST_FEATURES);
let count = 0;

const PRIME = 0x01000193;
/** FNV-1a over UTF-16 units. Each kind of feature has its own seed, so that kinds do not share places by construction. */
function mix(h: number, text: string, from = 0, to = text.length): number {
  for (let i = from; i < to; i++) h = Math.imul(h ^ text.charCodeAt(i), PRIME);
  return h;
}
const start = (kind: number) => (0x811c9dc5 ^ Math.imul(kind, 0x9e3779b1)) | 0;
const BREAK = '|';
const BREAK_CODE = BREAK.charCodeAt(0);

const placeOf = (h: number): number => {
  const mixed = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & MASK;
};

function add(place: number): void {
  if (usedIn[place] === turn || count === buffer.length) return;
  usedIn[place] = turn;
  buffer[count++] = place;
}

/** What a word brings by itself, and the beginnings of what it brings together with the words that follow. */
interface Part {
  readonly text: string;
  readonly codes: Uint16Array;
  readonly alone: number;
  readonly two: number;
  readonly three: number;
  /** The same by question, in the order of `QUESTIONS`. */
  readonly aloneAsked: Int32Array;
  readonly twoAsked: Int32Array;
  readonly runs: Int32Array;
  /** Does it stand for a group, which has its name in capitals? And the beginning of its pairs with others. */
  readonly named: boolean;
  readonly pair: number;
}

const part =
  (first: number) =>
  (text: string): Part => {
    const byQuestion = (kind: number) =>
      Int32Array.from(QUESTIONS, (question) => mix(mix(mix(start(kind), question), BREAK), text));
    return {
      text,
      codes: Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)),
      alone: placeOf(mix(start(first), text)),
      two: mix(mix(start(first + 1), text), BREAK),
      three: mix(mix(start(first + 2), text), BREAK),
      aloneAsked: byQuestion(first + 3).map(placeOf),
      twoAsked: byQuestion(first + 4).map((h) => mix(h, BREAK)),
      runs: runsOf(text),
      named: text.charCodeAt(0) < 91 && text.length > 1 && text !== text.toLowerCase(),
      pair: mix(mix(start(39), text), BREAK),
    };
  };
const wordPart = part(1);
const groupPart = part(31);

/** A word as the model sees it. */
export interface Seen {
  readonly word: Part;
  readonly group: Part;
}
export const seenAs = (word: string, group: string): Seen => ({ word: wordPart(word), group: groupPart(group) });
const BEGIN = seenAs('^', '^');
const END = seenAs('$', '$');

/** Runs of three and four letters of a word that has as many. */
function runsOf(word: string): Int32Array {
  const found: number[] = [];
  const padded = `<${word}>`;
  if (word.length >= 4)
    for (let n = 3; n <= 4; n++)
      for (let i = 0; i + n <= padded.length; i++) found.push(placeOf(mix(start(10 + n), padded, i, i + n)));
  return Int32Array.from(found);
}

/** One, two and three words in a row that end with `last`. */
function sequences(beforeThat: Part, before: Part, last: Part, asked: number): void {
  let three = beforeThat.three;
  const between = before.codes;
  for (let i = 0; i < between.length; i++) three = Math.imul(three ^ (between[i] as number), PRIME);
  three = Math.imul(three ^ BREAK_CODE, PRIME);
  let { two } = before;
  let twoAsked = before.twoAsked[asked] as number;
  const { codes } = last;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    two = Math.imul(two ^ code, PRIME);
    twoAsked = Math.imul(twoAsked ^ code, PRIME);
    three = Math.imul(three ^ code, PRIME);
  }
  add(placeOf(two));
  add(placeOf(twoAsked));
  add(placeOf(three));
}

/** Pairs of groups that stand near each other. */
function pairs(seen: readonly Seen[], most: number): void {
  let near: Part[] = [];
  for (let i = 0; i < most; i++) {
    const { group } = seen[i] as Seen;
    if (!group.named) continue;
    for (const other of near) add(placeOf(mix(other.pair, group.text)));
    near = near.length < REACH - 1 ? [...near, group] : [...near.slice(1), group];
  }
}

/** The places of an idea, by itself and by question. */
const ideaPlaces = IDEA_NAMES.map((idea) => ({
  alone: placeOf(mix(start(22), idea)),
  asked: QUESTIONS.map((question) => placeOf(mix(mix(mix(start(23), question), BREAK), idea))),
}));
const questionPlaces = QUESTIONS.map((question) => ({
  alone: placeOf(mix(start(20), question)),
  length: ['short', 'middle', 'long'].map((length) => placeOf(mix(mix(start(21), question), length))),
}));

/** Places of the features that are present, without repeats. `ideas` — places in `IDEA_NAMES`. */
export function features(seen: readonly Seen[], ideas: readonly number[], question: Question): Int32Array {
  turn++;
  count = 0;
  const asked = QUESTIONS.indexOf(question);
  const most = Math.min(seen.length, MOST_WORDS);
  let before = BEGIN;
  let beforeThat = BEGIN;
  for (let i = 0; i <= most; i++) {
    const last = i < most ? (seen[i] as Seen) : END;
    sequences(beforeThat.word, before.word, last.word, asked);
    sequences(beforeThat.group, before.group, last.group, asked);
    beforeThat = before;
    before = last;
  }
  for (let i = 0; i < most; i++) {
    const { word, group } = seen[i] as Seen;
    add(word.alone);
    add(word.aloneAsked[asked] as number);
    add(group.alone);
    add(group.aloneAsked[asked] as number);
    for (let run = 0; run < word.runs.length; run++) add(word.runs[run] as number);
  }
  pairs(seen, most);
  const { alone, length } = questionPlaces[asked] as (typeof questionPlaces)[number];
  add(alone);
  add(length[most < 3 ? 0 : most < 8 ? 1 : 2] as number);
  for (const idea of ideas) {
    const places = ideaPlaces[idea] as (typeof ideaPlaces)[number];
    add(places.alone);
    add(places.asked[asked] as number);
  }
  return buffer.slice(0, count);
}
