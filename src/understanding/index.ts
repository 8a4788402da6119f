/**
 * What does this message mean, given what was asked? Rules first; the model where they are silent, never for a removal.
 * Pure and deterministic; nothing leaves the machine. How a decision is made: docs/understanding.md.
 */
import type { Label, Locale, Meaning, Question } from '../domain/meaning.js';
import catalanModel from './data/model-ca.json' with { type: 'json' };
import spanishModel from './data/model-es.json' with { type: 'json' };
import italianModel from './data/model-it.json' with { type: 'json' };
import { ALL_RULES, decide, holds } from './decide.js';
import { LANGUAGES } from './languages.js';
import { LinearModel, type Guess } from './model.js';
import { ideasOf, Reading } from './reading.js';

/** One model a language, shared by its countries. */
const spanish = new LinearModel(spanishModel);
const MODELS: Readonly<Record<Locale, LinearModel>> = {
  'es-CL': spanish,
  'es-AR': spanish,
  'es-ES': spanish,
  'ca-ES': new LinearModel(catalanModel),
  'it-IT': new LinearModel(italianModel),
};

export interface Explanation {
  readonly meaning: Meaning;
  /** What the words became before the rules read them. Holds patient words: for the command line, never for the log. */
  readonly read: string;
  readonly ideas: readonly string[];
  /** The rules that held, in order of precedence; the first decided. */
  readonly rules: readonly { readonly name: string; readonly label: Label }[];
  readonly guesses: readonly Guess[];
}

export function understand(text: string, question: Question, locale: Locale): Meaning {
  return decide(new Reading(text, LANGUAGES[locale]), question, MODELS[locale]);
}

export function explain(text: string, question: Question, locale: Locale): Explanation {
  const meaning = understand(text, question, locale);
  const m = new Reading(text, LANGUAGES[locale]);
  return {
    meaning,
    read: m.text.trim(),
    ideas: ideasOf(m),
    rules: ALL_RULES.filter((rule) => holds(rule, m, question)).map(({ name, label }) => ({ name, label })),
    guesses: MODELS[locale].guess(m, question),
  };
}
