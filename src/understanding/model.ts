/** The linear model: how probable is each label, from words, groups of words and ideas. Weights: `scripts/train-understanding.mjs`. */
import { LABELS, type Label, type Question } from '../domain/meaning.js';
import { features, MOST_FEATURES, places } from './features.js';
import { PLACES_BITS } from './hashing.js';
import type { Reading } from './reading.js';

export interface ModelFile {
  readonly bits: number;
  readonly labels: readonly string[];
  /** Weight of one step of the quantised values, per label. */
  readonly scale: readonly number[];
  readonly bias: readonly number[];
  /** int8 weights, one row of labels per place, base64; only places that carry weight are kept (`places`, uint16, base64). */
  readonly places: string;
  readonly weights: string;
  /** Words of the training messages, normalised: what is none of these, nor nearly, is no word. */
  readonly words: string;
}

export interface Guess {
  readonly label: Label;
  readonly probability: number;
}

/** Shorter words are too near to each other to forgive a slip. */
const SHORTEST_SLIP = 4;
/** Weights are -127…127. */
const RAISE = 128;
/** 256 × 255 fits in the 16 bits of one sum. */
const MOST_ADDED = 256;
/** Numbers that are added at one go. */
const BLOCK = 4;
/** The first and the third weight of a number. */
const EVEN = 0x00ff00ff;

export class LinearModel {
  readonly labels: readonly Label[];
  /** The row of weights of each place, counted from 1; 0 when the place has none. */
  private readonly row: Uint16Array;
  /** Four weights in each number, raised by 128 so that none is negative; every row is filled up to whole blocks. */
  private readonly fours: Int32Array;
  /** Numbers in a row. */
  private readonly width: number;
  private readonly totals: Float64Array;
  private readonly out: Float64Array;
  /** Where the rows of one message begin; good until the next. */
  private readonly rows = new Int32Array(MOST_FEATURES);
  private readonly scale: Float64Array;
  private readonly bias: Float64Array;
  private readonly words: ReadonlySet<string>;

  constructor(file: ModelFile) {
    if (file.bits !== PLACES_BITS)
      throw new Error(`model has ${file.bits} bits of places, the code ${PLACES_BITS}: train it again`);
    this.labels = file.labels.filter((name): name is Label => (LABELS as readonly string[]).includes(name));
    if (this.labels.length !== file.labels.length)
      throw new Error('model knows labels that the code does not: train it again');
    this.scale = Float64Array.from(file.scale);
    this.bias = Float64Array.from(file.bias);
    this.words = new Set(file.words.split(' '));
    const weights = Buffer.from(file.weights, 'base64');
    const count = this.labels.length;
    this.width = Math.ceil(count / 4 / BLOCK) * BLOCK;
    this.totals = new Float64Array(this.width * 4);
    this.out = new Float64Array(count);
    this.fours = new Int32Array((weights.length / count) * this.width);
    for (let at = 0; at < weights.length; at++) {
      const label = at % count;
      const four = ((at - label) / count) * this.width + (label >> 2);
      this.fours[four] = (this.fours[four] as number) | ((weights.readInt8(at) + RAISE) << (8 * (label % 4)));
    }
    const kept = Buffer.from(file.places, 'base64');
    this.row = new Uint16Array(1 << PLACES_BITS);
    for (let i = 0; i * 2 < kept.length; i++) this.row[kept.readUInt16LE(i * 2)] = i + 1;
  }

  /** A word, or one slip away from one. */
  knows(word: string): boolean {
    if (this.words.has(word)) return true;
    if (word.length < SHORTEST_SLIP) return false;
    for (const known of this.words) if (oneSlip(word, known)) return true;
    return false;
  }

  /** Probability of each of `labels`, in their order; good until the next message. */
  probabilities(m: Reading, question: Question): Float64Array {
    const present = features(m.words, m.lexicon, m.ideas, question);
    this.add(present);
    const { labels, scale, bias, out, totals } = this;
    const length = Math.sqrt(present);
    let top = -Infinity;
    for (let l = 0; l < labels.length; l++) {
      const sum = ((totals[l] as number) * (scale[l] as number)) / length + (bias[l] as number);
      out[l] = sum;
      if (sum > top) top = sum;
    }
    let total = 0;
    for (let l = 0; l < labels.length; l++) total += out[l] = Math.exp((out[l] as number) - top);
    for (let l = 0; l < labels.length; l++) out[l] = (out[l] as number) / total;
    return out;
  }

  /** Sums up the weights of the first `present` of `places`, per label, in `totals`. */
  private add(present: number): void {
    const { rows, row, width, totals } = this;
    let count = 0;
    for (let i = 0; i < present; i++) {
      const number = row[places[i] as number] as number;
      if (number > 0) rows[count++] = (number - 1) * width;
    }
    totals.fill(-RAISE * count);
    for (let from = 0; from < count; from += MOST_ADDED) {
      const to = Math.min(count, from + MOST_ADDED);
      for (let block = 0; block < width; block += BLOCK) this.addBlock(from, to, block);
    }
  }

  /** Four numbers of each row, sixteen labels: as many sums as the processor keeps at hand, two in each. */
  private addBlock(from: number, to: number, block: number): void {
    const { fours, rows, totals } = this;
    let a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0; // prettier-ignore
    for (let i = from; i < to; i++) {
      const at = (rows[i] as number) + block;
      const first = fours[at] as number;
      const second = fours[at + 1] as number;
      const third = fours[at + 2] as number;
      const fourth = fours[at + 3] as number;
      a = (a + (first & EVEN)) | 0;
      b = (b + ((first >>> 8) & EVEN)) | 0;
      c = (c + (second & EVEN)) | 0;
      d = (d + ((second >>> 8) & EVEN)) | 0;
      e = (e + (third & EVEN)) | 0;
      f = (f + ((third >>> 8) & EVEN)) | 0;
      g = (g + (fourth & EVEN)) | 0;
      h = (h + ((fourth >>> 8) & EVEN)) | 0;
    }
    addFour(totals, 4 * block, a, b);
    addFour(totals, 4 * block + 4, c, d);
    addFour(totals, 4 * block + 8, e, f);
    addFour(totals, 4 * block + 12, g, h);
  }

  /** The most probable labels, best first. */
  guess(m: Reading, question: Question, most = 3): readonly Guess[] {
    const all = [...this.probabilities(m, question)];
    return all
      .map((probability, l) => ({ label: this.labels[l] as Label, probability }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, most);
  }
}

/** The sums of the first and third label, and of the second and fourth, to the totals of these four. */
function addFour(totals: Float64Array, label: number, even: number, odd: number): void {
  totals[label] = (totals[label] as number) + (even & 0xffff);
  totals[label + 1] = (totals[label + 1] as number) + (odd & 0xffff);
  totals[label + 2] = (totals[label + 2] as number) + (even >>> 16);
  totals[label + 3] = (totals[label + 3] as number) + (odd >>> 16);
}

/** Are they the same but for one letter that was changed, added or lost, or two that changed places? */
function oneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || b.length < SHORTEST_SLIP - 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  let back = 0;
  while (back < Math.min(a.length, b.length) - from && a[a.length - 1 - back] === b[b.length - 1 - back]) back++;
  const [restA, restB] = [a.slice(from, a.length - back), b.slice(from, b.length - back)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
