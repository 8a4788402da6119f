/**
 * Which rules could hold for a message at all? Each is tried once on a message in which nothing is found. What it asked for then is all
 * that could make it hold: while the answers are the same, it goes the same way. So a rule need not be read where none of it is mentioned.
 */
import { QUESTIONS, type Question } from '../domain/meaning.js';
import { noBits, setBit, type Bits } from './bits.js';
import { placeOf } from './language.js';
import { ASKS, PLACES, type Reading } from './reading.js';
import type { Rule } from './rule.js';

export interface Triggered {
  readonly rule: Rule;
  /** Places of ideas (`placeOf`), and `ASKS`; null when the rule must always be read. */
  readonly triggers: Bits | null;
}

/** The rules for each question, in their order. */
export function triggered(rules: readonly Rule[]): Readonly<Record<Question, readonly Triggered[]>> {
  const of = (question: Question) =>
    rules
      .filter((rule) => rule.at?.includes(question) ?? true)
      .map((rule) => ({ rule, triggers: triggersOf(rule, question) }));
  return Object.fromEntries(QUESTIONS.map((question) => [question, of(question)])) as Record<Question, Triggered[]>;
}

function triggersOf(rule: Rule, question: Question): Bits | null {
  const triggers = noBits(PLACES);
  const asked = (place: number) => {
    setBit(triggers, place);
    return false;
  };
  const nothing: Partial<Reading> = {
    has: (idea) => asked(placeOf(idea)),
    any: (...ideas) => ideas.map((idea) => asked(placeOf(idea))).includes(true),
    affirms: (idea) => asked(placeOf(idea)),
    denies: (idea) => asked(placeOf(idea)),
    hasAfter: (_idea, polar) => asked(placeOf(polar)),
    get asks() {
      return asked(ASKS);
    },
  };
  const unforeseen = new Proxy(nothing, {
    get: (target, name) => {
      if (!(name in target)) throw new Unforeseen();
      return target[name as keyof Reading];
    },
  });
  try {
    return rule.when(unforeseen as Reading, question) ? null : triggers;
  } catch (error) {
    if (error instanceof Unforeseen) return null;
    throw error;
  }
}

/** A rule asks for something that this file does not follow. */
class Unforeseen extends Error {}
