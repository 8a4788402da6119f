/**
 * Follows many patterns through a text at once, from one starting place. What it has learnt of the text so far is one state;
 * states are made when a text first needs them and kept, so that people's usual words cost one look-up a letter.
 */
import { CODES, END, IS_WORD, type Accepted, type Tree } from './pattern-syntax.js';

/** A list of all the states would be endless; beyond this many (some 5 MB) it begins afresh. */
const MOST_STATES = 60_000;
const DEAD = 0;
const BEGINNING = 1;
const UNKNOWN = 0xffff;
/** With more steps than this hardly two symbols lead to the same state. */
const MANY = 200;

export interface Followed {
  readonly tree: Tree;
  /** Must it end at the border of a word? */
  readonly toBorder: boolean;
}

/** A step of a pattern: `accepted` leads to `next`; without `accepted` it is only a fork to each of `forks`. */
interface Step {
  readonly accepted: Accepted | null;
  readonly next: number;
  forks: readonly number[];
  /** The pattern that is complete here, or -1. */
  readonly complete: number;
  /** Where `next` leads to without reading anything more, worked out when it is first needed. */
  then?: Members;
}

/** Steps in order. */
type Members = readonly number[];

export class Automaton {
  private readonly steps: Step[] = [];
  /** Codes that no pattern tells apart are one symbol; `examples` has a code of each. */
  private readonly symbolOf: Uint8Array;
  private readonly examples: Uint8Array;
  private readonly width: number;
  private readonly toBorder: readonly boolean[];
  private readonly beginning: Members;
  /** The state after a state and a symbol. */
  private after = new Uint16Array(0);
  private members: Members[] = [];
  /** The patterns that are complete in a state, and whether there are any. */
  private complete: (readonly number[])[] = [];
  private readonly completes = new Uint8Array(MOST_STATES);
  private readonly known = new Map<string, number>();
  /** In which turn each step was last reached. */
  private readonly reachedIn: Uint32Array;
  private turn = 0;

  constructor(patterns: readonly Followed[]) {
    this.toBorder = patterns.map((one) => one.toBorder);
    const starts = patterns.map(({ tree }, index) =>
      this.compile(tree, this.add({ accepted: null, next: -1, forks: [], complete: index })),
    );
    const sets = [...new Set(this.steps.map((step) => step.accepted).filter((set) => set !== null))];
    const kinds = new Map<string, number>();
    this.symbolOf = Uint8Array.from({ length: CODES }, (_, code) => {
      const kind = sets.map((set) => set[code]).join('');
      if (!kinds.has(kind)) kinds.set(kind, kinds.size);
      return kinds.get(kind) as number;
    });
    this.examples = Uint8Array.from(kinds.values(), (symbol) => this.symbolOf.indexOf(symbol));
    this.width = this.examples.length;
    this.reachedIn = new Uint32Array(this.steps.length);
    this.beginning = this.closure(starts);
    this.forget();
  }

  /** Does any pattern begin with this code? */
  begins(code: number): boolean {
    return this.step(BEGINNING, this.symbolOf[code] as number) !== DEAD;
  }

  /** Adds to `found` every pattern that is complete somewhere after `from`, perhaps more than once. `codes` — up to and with `END`. */
  follow(codes: Uint8Array, from: number, found: number[]): void {
    const { symbolOf, completes } = this;
    let state = BEGINNING;
    for (let at = from; ; at++) {
      const code = codes[at] as number;
      state = this.step(state, symbolOf[code] as number);
      if (state === DEAD) return;
      if (completes[state] === 1) this.report(state, codes, code === END ? at : at + 1, found);
      if (code === END) return;
    }
  }

  private report(state: number, codes: Uint8Array, end: number, found: number[]): void {
    const atBorder = end > 0 && IS_WORD[codes[end - 1] as number] !== IS_WORD[codes[end] as number];
    for (const pattern of this.complete[state] as readonly number[])
      if (atBorder || !(this.toBorder[pattern] as boolean)) found.push(pattern);
  }

  private step(state: number, symbol: number): number {
    const next = this.after[state * this.width + symbol] as number;
    return next === UNKNOWN ? this.learn(state, symbol) : next;
  }

  private learn(state: number, symbol: number): number {
    const code = this.examples[symbol] as number;
    const before = this.members;
    const members = before[state] as Members;
    const reached = this.reachedFrom(members, code);
    const next = reached.length === 0 ? DEAD : this.stateOf(reached);
    // When all was forgotten meanwhile, the state that led here is gone too.
    if (this.members === before) this.remember(state, members, code, next);
    return next;
  }

  /** Whatever the same steps accept leads to the same state: a word that nobody expects is learnt at its first letter. */
  private remember(state: number, members: Members, code: number, next: number): void {
    const { after, examples, width, steps } = this;
    const row = state * width;
    if (members.length > MANY) {
      after[row + (this.symbolOf[code] as number)] = next;
      return;
    }
    const sets: Accepted[] = [];
    for (const member of members) {
      const { accepted } = steps[member] as Step;
      if (accepted !== null && !sets.includes(accepted)) sets.push(accepted);
    }
    for (let symbol = 0; symbol < width; symbol++) {
      const other = examples[symbol] as number;
      if (after[row + symbol] === UNKNOWN && sets.every((set) => set[other] === set[code])) after[row + symbol] = next;
    }
  }

  /** Where these steps lead to when `code` is read, in order and without repeats. */
  private reachedFrom(members: Members, code: number): Members {
    const reached: number[] = [];
    this.turn++;
    for (const member of members) {
      const step = this.steps[member] as Step;
      if (step.accepted?.[code] !== 1) continue;
      for (const index of (step.then ??= this.closure([step.next])))
        if (this.reachedIn[index] !== this.turn) {
          this.reachedIn[index] = this.turn;
          reached.push(index);
        }
    }
    return reached.length < 2 ? reached : reached.sort((a, b) => a - b);
  }

  private stateOf(members: Members): number {
    const key = members.join();
    let state = this.known.get(key);
    if (state !== undefined) return state;
    if (this.members.length === MOST_STATES) this.forget();
    state = this.members.length;
    const complete = members.map((member) => (this.steps[member] as Step).complete).filter((pattern) => pattern >= 0);
    this.members.push(members);
    this.complete.push(complete);
    this.completes[state] = complete.length > 0 ? 1 : 0;
    const { width } = this;
    if (this.after.length < (state + 1) * width) {
      const grown = new Uint16Array(Math.max(1024, state * 2) * width).fill(UNKNOWN);
      grown.set(this.after);
      this.after = grown;
    }
    this.known.set(key, state);
    return state;
  }

  private forget(): void {
    this.known.clear();
    this.members = [];
    this.complete = [];
    this.after.fill(UNKNOWN);
    this.stateOf([]);
    this.stateOf(this.beginning);
  }

  /** The steps that read a character or complete a pattern, reached from these without reading anything. */
  private closure(from: readonly number[]): Members {
    const seen = new Set<number>();
    const waiting = [...from];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      waiting.push(...(this.steps[index] as Step).forks);
    }
    return [...seen].filter((index) => (this.steps[index] as Step).forks.length === 0).sort((a, b) => a - b);
  }

  /** The step at which `tree` begins, when `next` comes after it. */
  private compile(tree: Tree, next: number): number {
    switch (tree.kind) {
      case 'character':
        return this.add({ accepted: tree.accepted, next, forks: [], complete: -1 });
      case 'sequence':
        return tree.parts.reduceRight((after, part) => this.compile(part, after), next);
      case 'choice':
        return this.fork(tree.parts.map((part) => this.compile(part, next)));
      case 'repeat': {
        let begin = next;
        if (tree.most === Infinity) {
          begin = this.fork([]);
          (this.steps[begin] as Step).forks = [this.compile(tree.part, begin), next];
        } else
          for (let times = tree.least; times < tree.most; times++)
            begin = this.fork([this.compile(tree.part, begin), next]);
        for (let times = 0; times < tree.least; times++) begin = this.compile(tree.part, begin);
        return begin;
      }
    }
  }

  private fork(forks: readonly number[]): number {
    return this.add({ accepted: null, next: -1, forks, complete: -1 });
  }

  private add(step: Step): number {
    return this.steps.push(step) - 1;
  }
}
