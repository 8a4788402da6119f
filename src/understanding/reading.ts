/** One message read with one language's ideas: what is mentioned, what is affirmed, what is denied. Evaluated on demand. */
import { Gate } from './gate.js';
import { IDEAS, POLAR_IDEAS, type Idea, type Language, type PolarIdea } from './language.js';
import { normalise, type Normalised } from './normalise.js';

export interface Polarity {
  readonly affirmed: boolean;
  readonly denied: boolean;
  /** Where the last affirmed mention ends in the text; -1 when there is none. */
  readonly end: number;
}

/** One gate per language: the ideas first, then the polar ones, in the order of their lists. */
const gates = new WeakMap<Language, Gate>();
const PLACE = new Map<Idea, number>(IDEAS.map((idea, i) => [idea, i]));
const POLAR_PLACE = new Map<PolarIdea, number>(POLAR_IDEAS.map((idea, i) => [idea, IDEAS.length + i]));
const UNMENTIONED: Polarity = { affirmed: false, denied: false, end: -1 };

function gateOf(language: Language): Gate {
  let gate = gates.get(language);
  if (gate === undefined) {
    gate = new Gate([...IDEAS.map((idea) => language.ideas[idea]), ...POLAR_IDEAS.map((idea) => language.polar[idea])]);
    gates.set(language, gate);
  }
  return gate;
}

export class Reading {
  readonly text: string;
  readonly asks: boolean;
  readonly words: readonly string[];
  private readonly open: Uint8Array;
  private clauseEnds: readonly number[] | undefined;
  private listed: readonly string[] | undefined;
  private named: readonly string[] | undefined;
  private readonly seen = new Map<Idea, boolean>();
  private readonly weighed = new Map<PolarIdea, Polarity>();

  constructor(
    raw: string,
    readonly language: Language,
    normalised: Normalised = normalise(raw, language.spelling),
  ) {
    this.text = normalised.text;
    this.asks = normalised.asks;
    this.words = normalised.words;
    this.open = gateOf(language).candidates(this.text);
  }

  /** The group of each word: what it stands for, e.g. `INSURER`. */
  get groups(): readonly string[] {
    return (this.named ??= this.words.map(this.language.groupOf));
  }

  get ideas(): readonly string[] {
    return (this.listed ??= listIdeas(this));
  }

  has(idea: Idea): boolean {
    let found = this.seen.get(idea);
    if (found === undefined) {
      found = this.open[PLACE.get(idea) as number] === 1 && this.language.ideas[idea].test(this.text);
      this.seen.set(idea, found);
    }
    return found;
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
    return end >= 0 && this.language.ideas[idea].test(this.text.slice(end));
  }

  polarity(idea: PolarIdea): Polarity {
    let known = this.weighed.get(idea);
    if (known === undefined) {
      known =
        this.open[POLAR_PLACE.get(idea) as number] === 1
          ? this.weigh(this.language.polar[idea], idea === 'need')
          : UNMENTIONED;
      this.weighed.set(idea, known);
    }
    return known;
  }

  /** An even number of negations before a mention, within its clause, affirms it; an odd number denies it. */
  private weigh(pattern: RegExp, rhetoricAffirms: boolean): Polarity {
    let affirmed = false;
    let denied = false;
    let end = -1;
    let from = 0;
    for (;;) {
      const match = pattern.exec(this.text.slice(from));
      if (match === null) break;
      const start = from + match.index;
      const clause = this.text.slice(this.clauseStart(start), start);
      const negations = clause.length < 2 ? 0 : (clause.match(this.language.negator)?.length ?? 0);
      const deniedAfter = negations === 0 && this.language.negatedAfter.test(this.text.slice(start + match[0].length));
      const even = negations % 2 === 0 && !deniedAfter;
      // "How would I not need it?" affirms the need; "when did I say to take me off?" denies the rest.
      if (clause.length > 1 && this.language.rhetorical.test(clause) ? rhetoricAffirms : even) {
        affirmed = true;
        end = start + match[0].length;
      } else denied = true;
      from = start + Math.max(match[0].length, 1);
    }
    return { affirmed, denied, end };
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

/** Names of the ideas in a message; polar ones carry + (affirmed) or - (denied). Also what the model is trained on. */
export function ideasOf(m: Reading): readonly string[] {
  return m.ideas;
}

function listIdeas(m: Reading): readonly string[] {
  const found: string[] = [];
  for (const idea of IDEAS) if (m.has(idea)) found.push(idea);
  for (const idea of POLAR_IDEAS) {
    if (m.affirms(idea)) found.push(`${idea}+`);
    if (m.denies(idea)) found.push(`${idea}-`);
  }
  return found;
}
