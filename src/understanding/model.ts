/** The linear model: how probable is each label, from words, groups of words and ideas. Weights: `scripts/train-understanding.mjs`. */
import { LABELS, type Label, type Question } from '../domain/meaning.js';
import { features, PLACES_BITS } from './features.js';
import { ideasOf, type Reading } from './reading.js';

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
/** 256 × 255 fits in the 16 bits of one label. */
const MOST_ADDED = 256;

export class LinearModel {
  readonly labels: readonly Label[];
  private readonly row: Int32Array;
  /** Two labels side by side in each number, every weight raised by 128: half the additions. */
  private readonly pairs: Int32Array;
  private readonly lanes: number;
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
    this.lanes = Math.ceil(count / 2);
    this.pairs = new Int32Array((weights.length / count) * this.lanes);
    for (let at = 0; at < weights.length; at++) {
      const label = at % count;
      const lane = ((at - label) / count) * this.lanes + (label >> 1);
      this.pairs[lane] = (this.pairs[lane] as number) + ((weights.readInt8(at) + RAISE) << (label % 2 === 0 ? 0 : 16));
    }
    const places = Buffer.from(file.places, 'base64');
    this.row = new Int32Array(1 << PLACES_BITS).fill(-1);
    for (let i = 0; i * 2 < places.length; i++) this.row[places.readUInt16LE(i * 2)] = i;
  }

  /** A word, or one slip away from one. */
  knows(word: string): boolean {
    if (this.words.has(word)) return true;
    if (word.length < SHORTEST_SLIP) return false;
    for (const known of this.words) if (oneSlip(word, known)) return true;
    return false;
  }

  /** Probability of each of `labels`, in their order. */
  probabilities(m: Reading, question: Question): Float64Array {
    const present = features(m.words, m.groups, ideasOf(m), question);
    const count = this.labels.length;
    const { lanes, pairs } = this;
    const totals = new Float64Array(count);
    const sums = new Int32Array(lanes);
    let added = 0;
    for (let i = 0; i <= present.length; i++) {
      if (added === MOST_ADDED || i === present.length) {
        for (let l = 0; l < count; l++) {
          const sum = sums[l >> 1] as number;
          totals[l] = (totals[l] as number) + (l % 2 === 0 ? sum & 0xffff : sum >>> 16) - RAISE * added;
        }
        sums.fill(0);
        added = 0;
        if (i === present.length) break;
      }
      const row = this.row[present[i] as number] as number;
      if (row < 0) continue;
      added++;
      for (let lane = 0, at = row * lanes; lane < lanes; lane++, at++)
        sums[lane] = (sums[lane] as number) + (pairs[at] as number);
    }
    const length = Math.sqrt(present.length);
    const out = new Float64Array(count);
    let top = -Infinity;
    for (let l = 0; l < count; l++) {
      const sum = ((totals[l] as number) * (this.scale[l] as number)) / length + (this.bias[l] as number);
      out[l] = sum;
      if (sum > top) top = sum;
    }
    let total = 0;
    for (let l = 0; l < count; l++) total += out[l] = Math.exp((out[l] as number) - top);
    for (let l = 0; l < count; l++) out[l] = (out[l] as number) / total;
    return out;
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
