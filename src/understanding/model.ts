/** The small linear model that speaks where the rules are silent. Weights: `scripts/train-understanding.mjs`. */
import { LABELS, type Label, type Question } from '../domain/meaning.js';
import { features, PLACES_BITS } from './features.js';

export interface ModelFile {
  readonly bits: number;
  readonly labels: readonly string[];
  /** Weight of one step of the quantised values, per label. */
  readonly scale: readonly number[];
  readonly bias: readonly number[];
  /** int8 weights, one row of labels per place, base64; only places that carry weight are kept (`places`, uint16, base64). */
  readonly places: string;
  readonly weights: string;
}

export interface Guess {
  readonly label: Label;
  readonly probability: number;
}

export class LinearModel {
  private readonly labels: readonly Label[];
  private readonly row: Int32Array;
  private readonly weights: Int8Array;
  private readonly scale: readonly number[];
  private readonly bias: readonly number[];

  constructor(file: ModelFile) {
    if (file.bits !== PLACES_BITS)
      throw new Error(`model has ${file.bits} bits of places, the code ${PLACES_BITS}: train it again`);
    this.labels = file.labels.filter((name): name is Label => (LABELS as readonly string[]).includes(name));
    if (this.labels.length !== file.labels.length)
      throw new Error('model knows labels that the code does not: train it again');
    this.scale = file.scale;
    this.bias = file.bias;
    const weights = Buffer.from(file.weights, 'base64');
    this.weights = new Int8Array(weights.buffer, weights.byteOffset, weights.byteLength);
    const places = Buffer.from(file.places, 'base64');
    this.row = new Int32Array(1 << PLACES_BITS).fill(-1);
    for (let i = 0; i * 2 < places.length; i++) this.row[places.readUInt16LE(i * 2)] = i;
  }

  /** Two best guesses, best first. */
  guess(words: readonly string[], ideas: readonly string[], question: Question): readonly [Guess, Guess] {
    const present = features(words, ideas, question);
    const count = this.labels.length;
    const sums = new Float64Array(count);
    for (const place of present) {
      const row = this.row[place] as number;
      if (row < 0) continue;
      for (let l = 0, at = row * count; l < count; l++, at++)
        sums[l] = (sums[l] as number) + (this.weights[at] as number);
    }
    const length = Math.sqrt(present.length);
    let best = 0;
    for (let l = 0; l < count; l++) {
      sums[l] = ((sums[l] as number) * (this.scale[l] as number)) / length + (this.bias[l] as number);
      if ((sums[l] as number) > (sums[best] as number)) best = l;
    }
    const top = sums[best] as number;
    let total = 0;
    let second = best === 0 ? 1 : 0;
    for (let l = 0; l < count; l++) {
      total += Math.exp((sums[l] as number) - top);
      if (l !== best && (sums[l] as number) > (sums[second] as number)) second = l;
    }
    return [
      { label: this.labels[best] as Label, probability: 1 / total },
      { label: this.labels[second] as Label, probability: Math.exp((sums[second] as number) - top) / total },
    ];
  }
}
