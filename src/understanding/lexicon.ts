/**
 * What the model sees of each word and of each group, worked out when it is first met. The numbers of one word stand side by side in one
 * array: looking them up in objects here and there in memory took longer than adding up what they stand for.
 */
import { BREAK, mix, placeOf, seed } from './hashing.js';

/** People's words are few; what comes beyond this many is noise. Then it begins afresh, so that memory stays bounded. */
const MOST_WORDS = 20_000;

/** Kinds of features, by the number of the first: of words, of groups; letter runs and pairs of groups have kinds of their own. */
export const OF_WORDS = 1;
export const OF_GROUPS = 31;
const RUN = 10;
const PAIR = 39;
/** The shortest word that has runs, and the runs. */
const LONG_ENOUGH = 4;
const RUNS = [3, 4];

/** Fields of a record, from where it begins. */
export const ALONE = 0;
/** Hashes of what ends with the next word, so far: of two words and of three. */
export const TWO = 1;
export const THREE = 2;
/** Of a word: where the record of its group is. Of a group that is named, in capitals: the beginning of its pairs; of another, 0. */
export const GROUP = 3;
export const PAIRS = 3;
export const CODE_COUNT = 4;
export const RUN_COUNT = 5;
/** The letters' codes, and then the places of its runs. */
export const CODES_FROM = 6;

export class Lexicon {
  records = new Int32Array(1 << 16);
  private end = 0;
  private readonly words = new Map<string, number>();
  private readonly groups = new Map<string, number>();

  constructor(private readonly groupOf: (word: string) => string) {}

  /** Where the records of these words begin; good until the next message. */
  look(words: readonly string[], most: number): number[] {
    if (this.words.size > MOST_WORDS) this.forget();
    const found: number[] = [];
    for (let i = 0; i < words.length && i < most; i++) {
      const word = words[i] as string;
      found.push(this.words.get(word) ?? this.addWord(word));
    }
    return found;
  }

  /** The record of a mark before or behind all words. */
  edge(mark: string): number {
    return this.words.get(mark) ?? this.addWord(mark);
  }

  private addWord(word: string): number {
    const name = this.groupOf(word);
    let group = this.groups.get(name);
    if (group === undefined) {
      group = this.add(name, OF_GROUPS, isNamed(name) ? mix(mix(seed(PAIR), name), BREAK) : 0, []);
      this.groups.set(name, group);
    }
    const record = this.add(word, OF_WORDS, group, runsOf(word));
    this.words.set(word, record);
    return record;
  }

  private add(text: string, kind: number, fourth: number, runs: readonly number[]): number {
    const codes = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
    const record = [
      placeOf(mix(seed(kind), text)),
      mix(mix(seed(kind + 1), text), BREAK),
      mix(mix(seed(kind + 2), text), BREAK),
      fourth,
      codes.length,
      runs.length,
      ...codes,
      ...runs,
    ];
    if (this.end + record.length > this.records.length) {
      const grown = new Int32Array(this.records.length * 2 + record.length);
      grown.set(this.records);
      this.records = grown;
    }
    this.records.set(record, this.end);
    this.end += record.length;
    return this.end - record.length;
  }

  private forget(): void {
    this.words.clear();
    this.groups.clear();
    this.end = 0;
  }
}

/** Does it stand for a group, or is it only the short form of a word? */
export const isNamed = (group: string): boolean =>
  group.charCodeAt(0) < 91 && group.length > 1 && group !== group.toLowerCase();

function runsOf(word: string): number[] {
  if (word.length < LONG_ENOUGH) return [];
  const padded = `<${word}>`;
  return RUNS.flatMap((n) =>
    Array.from({ length: padded.length - n + 1 }, (_, i) => placeOf(mix(seed(RUN + n), padded, i, i + n))),
  );
}
