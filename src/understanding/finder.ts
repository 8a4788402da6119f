/**
 * Which of many patterns match a text, and where? One walk over the text answers for nearly all of them (`automaton.ts`);
 * only those that look before or behind are asked themselves, at the places where they may match.
 */
import { Automaton, type Followed } from './automaton.js';
import { haveCommonBit, noBits, setBit, type Bits } from './bits.js';
import { afterAnything, CODES, END, IS_WORD, OTHER, readPattern, type Choice } from './pattern-syntax.js';

const ABSENT = 0;
const PRESENT = 1;
const POSSIBLE = 2;

/** Where a choice may begin: with the text, at a border of a word, or at any letter. */
type Place = 'beginning' | 'border' | 'anywhere';

/** One alternative of a pattern. */
interface Alternative {
  readonly pattern: number;
  /** The automaton knows all about it; otherwise `matches` must be asked. */
  readonly exact: boolean;
  /** Sticky, it matches at `lastIndex` only; but one that may begin anywhere is looked for in all the text. */
  readonly matches: RegExp;
}

/** The patterns that begin at one kind of place. */
interface Search {
  readonly automaton: Automaton;
  /** The number of each of its alternatives. */
  readonly alternatives: readonly number[];
  /** By code: does any of them begin with it? */
  readonly begins: Uint8Array;
}

export interface Mention {
  readonly start: number;
  /** Matches there, or perhaps; the alternative that is written first has the smallest number. */
  readonly alternative: number;
}

export class Finder {
  private readonly alternatives: Alternative[] = [];
  private readonly searches: Readonly<Record<Place, Search>>;
  readonly noBits: Bits;
  /** A state per pattern: `ABSENT`. */
  private readonly nothing: number[];
  /** Patterns that may begin elsewhere than at the border of a word. */
  private readonly unplaced = new Set<number>();

  constructor(patterns: readonly RegExp[]) {
    this.noBits = noBits(patterns.length);
    this.nothing = patterns.map(() => ABSENT);
    const followed: Record<Place, Followed[]> = { beginning: [], border: [], anywhere: [] };
    const numbers: Record<Place, number[]> = { beginning: [], border: [], anywhere: [] };
    patterns.forEach(({ source }, pattern) => {
      for (const { place, tree, exact, toBorder, matches } of alternativesOf(source)) {
        if (place !== 'border') this.unplaced.add(pattern);
        followed[place].push({ tree: place === 'anywhere' ? afterAnything(tree) : tree, toBorder });
        const flags = place === 'anywhere' ? '' : 'y';
        numbers[place].push(this.alternatives.push({ pattern, exact, matches: new RegExp(matches, flags) }) - 1);
      }
    });
    const build = (place: Place): Search => {
      const automaton = new Automaton(followed[place]);
      const begins = Uint8Array.from({ length: CODES }, (_, code) => (automaton.begins(code) ? 1 : 0));
      return { automaton, alternatives: numbers[place], begins };
    };
    this.searches = { beginning: build('beginning'), border: build('border'), anywhere: build('anywhere') };
  }

  search(text: string): Findings {
    return new Findings(text, this);
  }

  /** What is found in the text: a state per pattern, and the alternatives with the places where they begin. */
  states(text: string, alternatives: number[], starts: number[]): number[] {
    const states = this.nothing.slice();
    const found: number[] = [];
    let noted = 0;
    const codes = codesOf(text);
    const follow = (search: Search, at: number) => {
      search.automaton.follow(codes, at, found);
      for (; noted < found.length; noted++) {
        const number = search.alternatives[found[noted] as number] as number;
        const { pattern, exact } = this.alternatives[number] as Alternative;
        if (exact) states[pattern] = PRESENT;
        else if (states[pattern] === ABSENT) states[pattern] = POSSIBLE;
        alternatives.push(number);
        starts.push(at);
      }
    };
    const { beginning, border, anywhere } = this.searches;
    follow(beginning, 0);
    follow(anywhere, 0);
    let wasWord = 0;
    for (let at = 0; at < text.length; at++) {
      const code = codes[at] as number;
      const isWord = IS_WORD[code] as number;
      if (isWord !== wasWord && border.begins[code] === 1) follow(border, at);
      wasWord = isWord;
    }
    return states;
  }

  alternative(number: number): Alternative {
    return this.alternatives[number] as Alternative;
  }

  /** Is it unknown where it begins? */
  isUnplaced(pattern: number): boolean {
    return this.unplaced.has(pattern);
  }
}

/** What was found in one text. Patterns are known by their place in the finder's list. */
export class Findings {
  private readonly alternatives: number[] = [];
  private readonly starts: number[] = [];
  private readonly states: number[];
  /** One bit per pattern that matches or may match. */
  private readonly bits: Bits;

  constructor(
    private readonly text: string,
    private readonly finder: Finder,
  ) {
    this.states = finder.states(text, this.alternatives, this.starts);
    this.bits = finder.noBits.slice();
    for (const number of this.alternatives) setBit(this.bits, finder.alternative(number).pattern);
  }

  has(pattern: number): boolean {
    const state = this.states[pattern] as number;
    if (state !== POSSIBLE) return state === PRESENT;
    const found = this.asked(pattern);
    this.states[pattern] = found ? PRESENT : ABSENT;
    return found;
  }

  /** Does it match, or perhaps? */
  mentioned(pattern: number): boolean {
    return this.states[pattern] !== ABSENT;
  }

  /** The same of any of these. */
  mentionsAny(patterns: Bits): boolean {
    return haveCommonBit(this.bits, patterns);
  }

  /** May it match a part of the text that begins at `from`? */
  mayMatchFrom(pattern: number, from: number): boolean {
    if (this.finder.isUnplaced(pattern)) return true;
    return this.starts.some((start, i) => start >= from && this.patternOf(i) === pattern);
  }

  /** Where it matches or may match, from the left; at one place in the order in which the alternatives are written. */
  mentions(pattern: number): readonly Mention[] {
    if (this.states[pattern] === ABSENT) return [];
    const found: Mention[] = [];
    this.starts.forEach((start, i) => {
      if (this.patternOf(i) === pattern) found.push({ start, alternative: this.alternatives[i] as number });
    });
    return found.length < 2 ? found : found.sort((a, b) => a.start - b.start || a.alternative - b.alternative);
  }

  private asked(pattern: number): boolean {
    return this.starts.some((start, i) => {
      if (this.patternOf(i) !== pattern) return false;
      const { matches } = this.finder.alternative(this.alternatives[i] as number);
      matches.lastIndex = start;
      return matches.test(this.text);
    });
  }

  private patternOf(i: number): number {
    return this.finder.alternative(this.alternatives[i] as number).pattern;
  }
}

/** The text as the automata read it; good until the next text. */
let buffer = new Uint8Array(4096);
function codesOf(text: string): Uint8Array {
  if (text.length >= buffer.length) buffer = new Uint8Array(text.length * 2);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    buffer[at] = code < OTHER ? code : OTHER;
  }
  buffer[text.length] = END;
  return buffer;
}

interface Placed extends Choice {
  readonly place: Place;
  readonly toBorder: boolean;
  readonly matches: string;
}

function alternativesOf(source: string): Placed[] {
  const found: Placed[] = [];
  for (const choice of readPattern(source)) {
    const inside = betweenBorders(choice.source);
    if (inside !== undefined)
      for (const one of readPattern(inside))
        found.push({ ...one, place: 'border', toBorder: true, matches: `\\b(?:${one.source})\\b` });
    else found.push(...readPattern(unanchored(choice.source)).map((one) => placed(one, choice.source)));
  }
  return found;
}

const unanchored = (source: string) => source.replace(/^(?:\^|\\b)/, '');

function placed(choice: Choice, source: string): Placed {
  const place = source.startsWith('^') ? 'beginning' : source.startsWith('\\b') ? 'border' : 'anywhere';
  return { ...choice, place, toBorder: false, matches: source };
}

/** What stands between the borders of `\b(?:…)\b`. */
function betweenBorders(source: string): string | undefined {
  const inside = /^\\b\(\?:(.*)\)\\b$/s.exec(source)?.[1];
  if (inside === undefined) return undefined;
  let depth = 0;
  for (const bracket of inside
    .replace(/\\./g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/[^()]/g, '')) {
    depth += bracket === '(' ? 1 : -1;
    if (depth < 0) return undefined;
  }
  return inside;
}
