/**
 * What the model sees of a message: words, pairs of words and runs of letters; the same with each word's group ("Colmena" is an insurer);
 * groups in order at a distance; the ideas. Alone and together with the question.
 */
import { QUESTIONS, type Question } from '../domain/meaning.js';
import { BREAK, mix, placeOf, PLACES, PRIME, seed } from './hashing.js';
import { IDEA_NAMES } from './language.js';
import {
  ALONE,
  CODE_COUNT,
  CODES_FROM,
  GROUP,
  OF_GROUPS,
  OF_WORDS,
  PAIRS,
  RUN_COUNT,
  THREE,
  TWO,
  type Lexicon,
} from './lexicon.js';

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

function add(place: number): void {
  if (usedIn[place] === turn || count === MOST_FEATURES) return;
  usedIn[place] = turn;
  places[count++] = place;
}

const BREAK_CODE = BREAK.charCodeAt(0);
const QUESTION = 20;
const QUESTION_AND_LENGTH = 21;
const IDEA = 22;
const IDEA_ASKED = 23;

/** Beginnings of a kind of feature that is seen together with the question. */
const asked = (kind: number) => QUESTIONS.map((question) => mix(mix(seed(kind), question), BREAK));
const ALONE_ASKED = { words: asked(OF_WORDS + 3), groups: asked(OF_GROUPS + 3) };
const TWO_ASKED = { words: asked(OF_WORDS + 4), groups: asked(OF_GROUPS + 4) };

/**
 * One, two and three words (or groups) in a row that end with `last`, given as records: five hashes at once, which the processor can
 * work out side by side. `alone` and `twoAsked` — their beginnings for the question.
 */
function sequences(
  records: Int32Array,
  alone: number,
  twoAsked: number,
  beforeThat: number,
  before: number,
  last: number,
  ends: boolean,
): void {
  let three = records[beforeThat + THREE] as number;
  const between = before + CODES_FROM + (records[before + CODE_COUNT] as number);
  for (let i = before + CODES_FROM; i < between; i++) {
    const code = records[i] as number;
    twoAsked = Math.imul(twoAsked ^ code, PRIME);
    three = Math.imul(three ^ code, PRIME);
  }
  twoAsked = Math.imul(twoAsked ^ BREAK_CODE, PRIME);
  three = Math.imul(three ^ BREAK_CODE, PRIME);
  let two = records[before + TWO] as number;
  const end = last + CODES_FROM + (records[last + CODE_COUNT] as number);
  for (let i = last + CODES_FROM; i < end; i++) {
    const code = records[i] as number;
    alone = Math.imul(alone ^ code, PRIME);
    two = Math.imul(two ^ code, PRIME);
    twoAsked = Math.imul(twoAsked ^ code, PRIME);
    three = Math.imul(three ^ code, PRIME);
  }
  add(placeOf(two));
  add(placeOf(twoAsked));
  add(placeOf(three));
  if (ends) return;
  add(records[last + ALONE] as number);
  add(placeOf(alone));
}

/** Pairs of groups that stand near each other. */
function pairs(records: Int32Array, words: readonly number[]): void {
  let named = 0;
  for (const word of words) {
    const group = records[word + GROUP] as number;
    if (records[group + PAIRS] === 0) continue;
    const end = group + CODES_FROM + (records[group + CODE_COUNT] as number);
    for (let j = Math.max(0, named - REACH + 1); j < named; j++) {
      let pair = records[(near[j] as number) + PAIRS] as number;
      for (let i = group + CODES_FROM; i < end; i++) pair = Math.imul(pair ^ (records[i] as number), PRIME);
      add(placeOf(pair));
    }
    near[named++] = group;
  }
}
const near = new Int32Array(MOST_WORDS);

/** The places of an idea, by itself and by question. */
const ideaPlaces = IDEA_NAMES.map((idea) => ({
  alone: placeOf(mix(seed(IDEA), idea)),
  asked: asked(IDEA_ASKED).map((beginning) => placeOf(mix(beginning, idea))),
}));
const questionPlaces = QUESTIONS.map((question) => ({
  alone: placeOf(mix(seed(QUESTION), question)),
  length: ['short', 'middle', 'long'].map((length) => placeOf(mix(mix(seed(QUESTION_AND_LENGTH), question), length))),
}));

/**
 * Puts the features that are present, without repeats, into `places`, and says how many there are. `ideas` — places in `IDEA_NAMES`.
 * Hardly anything is allocated for a message: that would take as long as all the rest.
 */
export function features(
  words: readonly string[],
  lexicon: Lexicon,
  ideas: readonly number[],
  question: Question,
): number {
  if (turn === MOST_TURNS) {
    usedIn.fill(0);
    turn = 0;
  }
  turn++;
  count = 0;
  const q = QUESTIONS.indexOf(question);
  const read = lexicon.look(words, MOST_WORDS);
  let before = lexicon.edge('^');
  let beforeThat = before;
  const end = lexicon.edge('$');
  const { records } = lexicon;
  const groupOf = (word: number) => records[word + GROUP] as number;
  const [aloneWord, twoWords] = [ALONE_ASKED.words[q] as number, TWO_ASKED.words[q] as number];
  const [aloneGroup, twoGroups] = [ALONE_ASKED.groups[q] as number, TWO_ASKED.groups[q] as number];
  for (let i = 0; i <= read.length; i++) {
    const ends = i === read.length;
    const last = ends ? end : (read[i] as number);
    sequences(records, aloneWord, twoWords, beforeThat, before, last, ends);
    sequences(records, aloneGroup, twoGroups, groupOf(beforeThat), groupOf(before), groupOf(last), ends);
    beforeThat = before;
    before = last;
  }
  for (const word of read) {
    const from = word + CODES_FROM + (records[word + CODE_COUNT] as number);
    const to = from + (records[word + RUN_COUNT] as number);
    for (let i = from; i < to; i++) add(records[i] as number);
  }
  pairs(records, read);
  const { alone, length } = questionPlaces[q] as (typeof questionPlaces)[number];
  add(alone);
  add(length[read.length < 3 ? 0 : read.length < 8 ? 1 : 2] as number);
  for (const idea of ideas) {
    const told = ideaPlaces[idea] as (typeof ideaPlaces)[number];
    add(told.alone);
    add(told.asked[q] as number);
  }
  return count;
}
