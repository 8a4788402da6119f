/** What a rule is. The first rule that holds has a vote; how much it weighs: decide.ts. */
import type { Label, Question } from '../domain/meaning.js';
import type { Reading } from './reading.js';

export interface Rule {
  readonly name: string;
  readonly label: Label;
  readonly at?: readonly Question[];
  readonly when: (m: Reading, question: Question) => boolean;
  /** A removal for which the rule alone is not enough: the model must agree. */
  readonly needsModel?: true;
  /** Hardly ever wrong: the model can hardly overrule it. */
  readonly sure?: true;
  /** The whole message is these words: nothing else is asked. */
  readonly alone?: true;
}
