/**
 * The stacked decision: the first rule that holds is a vote, the model gives probabilities, and both together choose a label.
 * A removal needs evidence in the message as well, and nothing against it; otherwise it stays `unclear`, and the dialog asks again.
 */
import { leadsToRemoval, type Label, type Meaning, type Question } from '../domain/meaning.js';
import { evidenceFor, type Evidence } from './evidence.js';
import type { Reading } from './reading.js';
import type { Rule } from './rule.js';
import { CARE_RULES } from './rules-care.js';
import { FIRST_RULES } from './rules-first.js';
import { TALK_RULES } from './rules-talk.js';
import { triggered } from './triggers.js';

/** What a rule's vote adds to the logarithm of its label's probability. Chosen out of sample: docs/understanding.md. */
const VOTE = { sure: 8, ordinary: 2, removal: 1.5, needsModel: 0.5 };
/** A rule's vote is not lost on a label that the model has never seen in such words. */
const LEAST = 1e-6;
/** Below this probability the model's word alone is not taken. */
const MODEL_THRESHOLD = 0.15;
/** What interrupts everything (an emergency, a stop) is not believed on a hunch. */
const INTERRUPTION_THRESHOLD = 0.4;
/** How probable removals must be, all together and the label by itself, by what else supports them. */
const REMOVAL: Readonly<
  Record<Exclude<Evidence, 'none'> | 'sureRule', { readonly all: number; readonly label: number }>
> = {
  sureRule: { all: 0.15, label: 0.05 },
  // A rule with a model that half believes it: those below were right in forty of forty, and wrong in two of the messages held back.
  rule: { all: 0.55, label: 0.05 },
  sign: { all: 0.7, label: 0.5 },
  hint: { all: 0.82, label: 0.6 },
  answer: { all: 0.85, label: 0.6 },
  contested: { all: 0.97, label: 0.9 },
};
/** With a smaller share of known words a message is gibberish. */
const LEAST_KNOWN = 0.3;
/** Nobody asked about the care, so the same words are more often the story behind something else. */
const UNASKED = 0.15;

export const ALL_RULES: readonly Rule[] = [
  ...TALK_RULES.slice(0, 4),
  ...FIRST_RULES,
  ...CARE_RULES,
  ...TALK_RULES.slice(4),
];

/** What the decision needs of the model. */
export interface Probabilities {
  readonly labels: readonly Label[];
  probabilities(m: Reading, question: Question): Float64Array;
  /** Is this a word, or nearly one? */
  knows?(word: string): boolean;
}

export function holds(rule: Rule, m: Reading, question: Question): boolean {
  return (rule.at === undefined || rule.at.includes(question)) && rule.when(m, question);
}

const RULES = triggered(ALL_RULES);
function firstThatHolds(m: Reading, question: Question): Rule | undefined {
  for (const { rule, triggers } of RULES[question])
    if ((triggers === null || m.mentionsAny(triggers)) && rule.when(m, question)) return rule;
  return undefined;
}

export function decide(m: Reading, question: Question, model: Probabilities): Meaning {
  const rule = firstThatHolds(m, question);
  if (rule?.alone === true) return meaning(rule.label, 'rule', rule.name, m);

  if (rule === undefined && isGibberish(m, model)) return meaning('unclear', 'none', 'no known words', m);

  const probabilities = model.probabilities(m, question);
  const removing = removalsAmong(model.labels, question);
  const vote = rule === undefined ? 1 : Math.exp(weightOf(rule, question));
  let best = 0;
  let score = -1;
  let removals = 0;
  // A way of speaking that the model takes at its word.
  const manner = rule?.label !== 'emergency' && m.has('dangerLike');
  for (let l = 0; l < probabilities.length; l++) {
    const p = probabilities[l] as number;
    if (removing[l] === 1) removals += p;
    if (manner && model.labels[l] === 'emergency') continue;
    const voted = rule?.label === model.labels[l] ? Math.max(p, LEAST) * vote : p;
    if (voted > score) [best, score] = [l, voted];
  }
  const label = model.labels[best] as Label;
  const probability = probabilities[best] as number;
  const why = () => `${label} ${probability.toFixed(2)}`;

  if (leadsToRemoval(label, question)) {
    const evidence = evidenceFor(m, label, question, rule);
    if (evidence === 'none') return meaning('unclear', 'none', `a removal without evidence: ${why()}`, m);
    const unasked = (question === 'open' || question === 'reminder') && label !== 'deceased';
    const extra = unasked ? UNASKED : 0;
    const needed = evidence === 'rule' && rule?.sure === true ? REMOVAL.sureRule : REMOVAL[evidence];
    if (removals < needed.all + extra || probability < needed.label)
      return meaning('unclear', 'none', `a removal in doubt: ${why()}`, m);
    return meaning(
      label,
      'rule',
      evidence === 'rule' ? (rule as Rule).name : `${evidence} and model agree: ${why()}`,
      m,
    );
  }
  if (rule?.label === label) return meaning(label, 'rule', rule.name, m);
  if (question === 'open' && (label === 'yes' || label === 'no'))
    return meaning('unclear', 'none', `an answer to nothing: ${why()}`, m);
  const interrupts = label === 'emergency' || label === 'stop';
  if (probability < (interrupts ? INTERRUPTION_THRESHOLD : MODEL_THRESHOLD))
    return meaning('unclear', 'none', `in doubt: ${why()}`, m);
  return meaning(label, 'model', why(), m);
}

/** Keys struck at random: hardly a word that anybody ever wrote, no idea, no group. The model's guess about them is worth nothing. */
function isGibberish(m: Reading, model: Probabilities): boolean {
  if (model.knows === undefined || m.ideas.length > 0) return false;
  const words = m.words.filter((word) => /[a-zñ]/.test(word));
  const inGroup = m.groups.some((group) => group.length > 1 && group !== group.toLowerCase());
  if (words.length === 0 || inGroup) return false;
  const known = words.filter((word) => word.length > 1 && model.knows?.(word) === true).length;
  return known < words.length * LEAST_KNOWN;
}

/** Which labels would lead to a removal at this question; worked out once per list of labels. */
const known = new WeakMap<readonly Label[], Map<Question, Uint8Array>>();
function removalsAmong(labels: readonly Label[], question: Question): Uint8Array {
  let byQuestion = known.get(labels);
  if (byQuestion === undefined) known.set(labels, (byQuestion = new Map()));
  let found = byQuestion.get(question);
  if (found === undefined)
    byQuestion.set(question, (found = Uint8Array.from(labels, (label) => (leadsToRemoval(label, question) ? 1 : 0))));
  return found;
}

function weightOf(rule: Rule, question: Question): number {
  if (rule.needsModel === true) return VOTE.needsModel;
  if (rule.sure === true) return VOTE.sure;
  return leadsToRemoval(rule.label, question) ? VOTE.removal : VOTE.ordinary;
}

/** Meanings that count whatever else was said. */
function meaning(label: Label, by: Meaning['by'], why: string, m: Reading): Meaning {
  const also: Label[] = [];
  if (label !== 'emergency' && m.has('danger') && !m.has('dangerPast') && !m.affirms('care')) also.push('emergency');
  if (label !== 'stop' && m.has('stopWriting') && !m.has('noCalls')) also.push('stop');
  if (label !== 'newPhone' && m.has('phoneNumber') && m.has('phoneTalk')) also.push('newPhone');
  return { label, also, by, why };
}
