/** One message read with one language's ideas: what is mentioned, what is affirmed, what is denied. Evaluated on demand. */
import { haveCommonBit, noBits, setBit, type Bits } from './bits.js';
import { Finder, type Findings } from './finder.js';
import {
  IDEA_NAMES,
  IDEA_PLACES,
  IDEAS,
  placeOf,
  POLAR_IDEAS,
  type Idea,
  type Language,
  type PolarIdea,
} from './language.js';
import { Lexicon } from './lexicon.js';
import { normalise, type Normalised } from './normalise.js';

export interface Polarity {
  readonly affirmed: boolean;
  readonly denied: boolean;
  /** Where the last affirmed mention ends in the text; -1 when there is none. */
  readonly end: number;
}

/** The places of patterns in a language's finder: after the ideas, what weighs the polar ones. */
const NEGATOR = IDEA_PLACES;
const RHETORICAL = NEGATOR + 1;
const CLAUSE_END = NEGATOR + 2;
/** A place for the question mark, which is no pattern, beside theirs. */
export const ASKS = NEGATOR + 3;
export const PLACES = ASKS + 1;
const ASKS_BIT = noBits(PLACES);
setBit(ASKS_BIT, ASKS);
const UNMENTIONED: Polarity = { affirmed: false, denied: false, end: -1 };

/** What is worked out once for a language. */
interface Known {
  readonly finder: Finder;
  readonly lexicon: Lexicon;
}
const known = new WeakMap<Language, Known>();

function knownOf(language: Language): Known {
  let found = known.get(language);
  if (found === undefined) {
    const finder = new Finder([
      ...IDEAS.map((idea) => language.ideas[idea]),
      ...POLAR_IDEAS.map((idea) => language.polar[idea]),
      language.negator,
      language.rhetorical,
      language.clauseEnd,
    ]);
    found = { finder, lexicon: new Lexicon(language.groupOf) };
    known.set(language, found);
  }
  return found;
}

export class Reading {
  readonly text: string;
  readonly asks: boolean;
  readonly words: readonly string[];
  private readonly known: Known;
  private readonly found: Findings;
  private clauseEnds: readonly number[] | undefined;
  private listed: readonly number[] | undefined;
  private readonly weighed: (Polarity | undefined)[] = [];

  constructor(
    raw: string,
    readonly language: Language,
    normalised: Normalised = normalise(raw, language.spelling),
  ) {
    this.text = normalised.text;
    this.asks = normalised.asks;
    this.words = normalised.words;
    this.known = knownOf(language);
    this.found = this.known.finder.search(this.text);
  }

  /** The group of each word: what it stands for, e.g. `INSURER`. */
  get groups(): readonly string[] {
    return this.words.map(this.language.groupOf);
  }

  get lexicon(): Lexicon {
    return this.known.lexicon;
  }

  /** What is found, as places in `IDEA_NAMES`. */
  get ideas(): readonly number[] {
    return (this.listed ??= this.list());
  }

  has(idea: Idea): boolean {
    return this.found.has(placeOf(idea));
  }

  any(...ideas: readonly Idea[]): boolean {
    return ideas.some((idea) => this.has(idea));
  }

  affirms(idea: PolarIdea): boolean {
    return this.polarity(idea).affirmed;
  }

  denies(idea: PolarIdea): boolean {
    return this.polarity(idea).denied;
  }

  /** Is the idea mentioned after the last affirmed mention of the other? "Me operaron, pero…". */
  hasAfter(idea: Idea, polar: PolarIdea): boolean {
    const { end } = this.polarity(polar);
    return (
      end >= 0 && this.found.mayMatchFrom(placeOf(idea), end) && this.language.ideas[idea].test(this.text.slice(end))
    );
  }

  polarity(idea: PolarIdea): Polarity {
    const place = placeOf(idea);
    return (this.weighed[place - IDEAS.length] ??= this.weigh(place, idea === 'need'));
  }

  /** Is any of these places mentioned, or perhaps? `ASKS` among them: is anything asked? */
  mentionsAny(places: Bits): boolean {
    return this.found.mentionsAny(places) || (this.asks && haveCommonBit(ASKS_BIT, places));
  }

  /** An even number of negations before a mention, within its clause, affirms it; an odd number denies it. */
  private weigh(pattern: number, rhetoricAffirms: boolean): Polarity {
    const mentions = this.found.mentions(pattern);
    if (mentions.length === 0) return UNMENTIONED;
    let affirmed = false;
    let denied = false;
    let lastEnd = -1;
    // Each mention is looked for in what follows the one before.
    let from = 0;
    let rest = this.text;
    for (const { start, alternative } of mentions) {
      if (start < from) continue;
      const { matches } = this.known.finder.alternative(alternative);
      matches.lastIndex = start - from;
      if (!matches.test(rest)) continue;
      const end = from + matches.lastIndex;
      const negations = this.negationsBefore(start);
      const deniedAfter = negations === 0 && this.isDeniedAfter(end);
      const even = negations % 2 === 0 && !deniedAfter;
      // "How would I not need it?" affirms the need; "when did I say to take me off?" denies the rest.
      if (this.isRhetorical(start) ? rhetoricAffirms : even) {
        affirmed = true;
        lastEnd = end;
      } else denied = true;
      from = Math.max(end, start + 1);
      rest = this.text.slice(from);
    }
    return { affirmed, denied, end: lastEnd };
  }

  private negationsBefore(mention: number): number {
    if (!this.found.mentioned(NEGATOR)) return 0;
    return this.clauseBefore(mention).match(this.language.negator)?.length ?? 0;
  }

  private isRhetorical(mention: number): boolean {
    return this.found.mentioned(RHETORICAL) && this.language.rhetorical.test(this.clauseBefore(mention));
  }

  private isDeniedAfter(mention: number): boolean {
    const pattern = this.language.negatedAfter;
    pattern.lastIndex = mention;
    return this.found.mentioned(NEGATOR) && pattern.test(this.text);
  }

  /** What was said in the same clause before the mention. */
  private clauseBefore(mention: number): string {
    const clause = this.text.slice(this.clauseStart(mention), mention);
    return clause.length < 2 ? '' : clause;
  }

  private list(): number[] {
    const found: number[] = [];
    for (let place = 0; place < IDEAS.length; place++) if (this.found.has(place)) found.push(place);
    POLAR_IDEAS.forEach((idea, i) => {
      const { affirmed, denied } = this.polarity(idea);
      if (affirmed) found.push(IDEAS.length + 2 * i);
      if (denied) found.push(IDEAS.length + 2 * i + 1);
    });
    return found;
  }

  private clauseStart(before: number): number {
    let start = 0;
    for (const end of (this.clauseEnds ??= this.endsOfClauses())) {
      if (end > before) break;
      start = end;
    }
    return start;
  }

  private endsOfClauses(): number[] {
    const found: number[] = [];
    if (!this.found.mentioned(CLAUSE_END)) return found;
    const pattern = this.language.clauseEnd;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(this.text); match !== null; match = pattern.exec(this.text)) {
      const end = match.index + match[0].length;
      found.push(end);
      pattern.lastIndex = Math.max(end - 1, match.index + 1);
    }
    return found;
  }
}

/** Names of the ideas in a message; polar ones carry + (affirmed) or - (denied). */
export function ideasOf(m: Reading): readonly string[] {
  return m.ideas.map((idea) => IDEA_NAMES[idea] as string);
}
