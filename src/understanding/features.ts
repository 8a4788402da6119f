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

/** In which turn each place was last used: cheaper than a set per message. After so many turns that a byte overflows, all is forgotten. */
const usedIn = new Uint8Array(PLACES);
const MOST_TURNS = 255;
let turn = 0;
export const MOST_FEATURES = 8192;
/** The places of the last message's features. */
export const places = new Int32Array(MOST_FEATURES);
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
  if (usedIn[place] === turn || count === MOST_FEATURES) return;
  usedIn[place] = turn;
  places[count++] = place;
}

/** What a word brings by itself, and the beginnings of what it brings together with the words that follow. */
interface Part {
  readonly text: string;
  readonly codes: Uint16Array;
  readonly alone: number;
  readonly two: number;
  readonly three: number;
  readonly runs: Uint16Array;
  /** Does it stand for a group, which has its name in capitals? And the beginning of its pairs with others. */
  readonly named: boolean;
  readonly pair: number;
}

/** The kinds of features of a word, or of a group, from the number of the first. */
const kindsFrom = (first: number) => ({
  first,
  aloneAsked: QUESTIONS.map((question) => mix(mix(start(first + 3), question), BREAK)),
  twoAsked: QUESTIONS.map((question) => mix(mix(start(first + 4), question), BREAK)),
});
type Kinds = ReturnType<typeof kindsFrom>;
const OF_WORDS = kindsFrom(1);
const OF_GROUPS = kindsFrom(31);

function part({ first }: Kinds, text: string): Part {
  return {
    text,
    codes: Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)),
    alone: placeOf(mix(start(first), text)),
    two: mix(mix(start(first + 1), text), BREAK),
    three: mix(mix(start(first + 2), text), BREAK),
    runs: runsOf(text),
    named: text.charCodeAt(0) < 91 && text.length > 1 && text !== text.toLowerCase(),
    pair: mix(mix(start(39), text), BREAK),
  };
}

/** A word as the model sees it. */
export interface Seen {
  readonly word: Part;
  readonly group: Part;
}
export const seenAs = (word: string, group: string): Seen => ({
  word: part(OF_WORDS, word),
  group: part(OF_GROUPS, group),
});
const BEGIN = seenAs('^', '^');
const END = seenAs('$', '$');

/** Runs of three and four letters of a word that has as many. */
function runsOf(word: string): Uint16Array {
  const found: number[] = [];
  const padded = `<${word}>`;
  if (word.length >= 4)
    for (let n = 3; n <= 4; n++)
      for (let i = 0; i + n <= padded.length; i++) found.push(placeOf(mix(start(10 + n), padded, i, i + n)));
  return Uint16Array.from(found);
}

/** One, two and three words in a row that end with `last`: five hashes at once, which the processor can work out side by side. */
function sequences(kinds: Kinds, asked: number, beforeThat: Part, before: Part, last: Part): void {
  let { three } = beforeThat;
  let twoAsked = kinds.twoAsked[asked] as number;
  const between = before.codes;
  for (let i = 0; i < between.length; i++) {
    const code = between[i] as number;
    twoAsked = Math.imul(twoAsked ^ code, PRIME);
    three = Math.imul(three ^ code, PRIME);
  }
  twoAsked = Math.imul(twoAsked ^ BREAK_CODE, PRIME);
  three = Math.imul(three ^ BREAK_CODE, PRIME);
  let { two } = before;
  let aloneAsked = kinds.aloneAsked[asked] as number;
  const { codes } = last;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    aloneAsked = Math.imul(aloneAsked ^ code, PRIME);
    two = Math.imul(two ^ code, PRIME);
    twoAsked = Math.imul(twoAsked ^ code, PRIME);
    three = Math.imul(three ^ code, PRIME);
  }
  add(placeOf(two));
  add(placeOf(twoAsked));
  add(placeOf(three));
  if (last === END.word || last === END.group) return;
  add(last.alone);
  add(placeOf(aloneAsked));
}

/** Pairs of groups that stand near each other. */
function pairs(seen: readonly Seen[], most: number): void {
  near.length = 0;
  for (let i = 0; i < most; i++) {
    const { group } = seen[i] as Seen;
    if (!group.named) continue;
    for (let j = Math.max(0, near.length - REACH + 1); j < near.length; j++)
      add(placeOf(mix((near[j] as Part).pair, group.text)));
    near.push(group);
  }
}
const near: Part[] = [];

/** The places of an idea, by itself and by question. */
const ideaPlaces = IDEA_NAMES.map((idea) => ({
  alone: placeOf(mix(start(22), idea)),
  asked: QUESTIONS.map((question) => placeOf(mix(mix(mix(start(23), question), BREAK), idea))),
}));
const questionPlaces = QUESTIONS.map((question) => ({
  alone: placeOf(mix(start(20), question)),
  length: ['short', 'middle', 'long'].map((length) => placeOf(mix(mix(start(21), question), length))),
}));

/**
 * Puts the features that are present, without repeats, into `places`, and says how many there are. `ideas` — places in `IDEA_NAMES`.
 * Nothing is allocated for a message: that would take as long as all the rest.
 */
export function features(seen: readonly Seen[], ideas: readonly number[], question: Question): number {
  if (turn === MOST_TURNS) {
    usedIn.fill(0);
    turn = 0;
  }
  turn++;
  count = 0;
  const asked = QUESTIONS.indexOf(question);
  const most = Math.min(seen.length, MOST_WORDS);
  let before = BEGIN;
  let beforeThat = BEGIN;
  for (let i = 0; i <= most; i++) {
    const last = i < most ? (seen[i] as Seen) : END;
    sequences(OF_WORDS, asked, beforeThat.word, before.word, last.word);
    sequences(OF_GROUPS, asked, beforeThat.group, before.group, last.group);
    beforeThat = before;
    before = last;
  }
  for (let i = 0; i < most; i++) {
    const { runs } = (seen[i] as Seen).word;
    for (let run = 0; run < runs.length; run++) add(runs[run] as number);
  }
  pairs(seen, most);
  const { alone, length } = questionPlaces[asked] as (typeof questionPlaces)[number];
  add(alone);
  add(length[most < 3 ? 0 : most < 8 ? 1 : 2] as number);
  for (const idea of ideas) {
    const told = ideaPlaces[idea] as (typeof ideaPlaces)[number];
    add(told.alone);
    add(told.asked[asked] as number);
  }
  return count;
}
