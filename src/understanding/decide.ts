/** Rules in their order, then the model for what they leave open. */
import { leadsToRemoval, type Label, type Meaning, type Question } from '../domain/meaning.js';
import type { LinearModel } from './model.js';
import { ideasOf, type Reading } from './reading.js';
import { RULES, type Rule } from './rules.js';
import { TALK_RULES } from './rules-talk.js';
import { weakEvidence } from './weak-evidence.js';

/** Below this probability the model's word is not taken. Chosen by cross-validation: docs/understanding.md. */
export const MODEL_THRESHOLD = 0.25;
/** What interrupts everything (an emergency, a stop) is not believed on a hunch. */
export const INTERRUPTION_THRESHOLD = 0.5;
/** A removal that only weak evidence supports: the model must be this sure as well. */
export const AGREEMENT_THRESHOLD = 0.6;
/** Nobody asked about the care, so the same words are more often the story behind something else. */
export const UNASKED_AGREEMENT_THRESHOLD = 0.8;

export const ALL_RULES: readonly Rule[] = [...TALK_RULES.slice(0, 3), ...RULES, ...TALK_RULES.slice(3)];

export function holds(rule: Rule, m: Reading, question: Question): boolean {
  return (rule.at === undefined || rule.at.includes(question)) && rule.when(m, question);
}

export function decide(m: Reading, question: Question, model: LinearModel): Meaning {
  const first = ALL_RULES.find((rule) => holds(rule, m, question));
  if (first !== undefined && first.needsModel !== true) return meaning(first.label, 'rule', first.name, m);
  const [best] = model.guess(m.words, ideasOf(m), question);
  const why = `${best.label} ${best.probability.toFixed(2)}`;
  if (leadsToRemoval(best.label, question)) {
    const supported = first?.label === best.label || weakEvidence(m, best.label, question);
    const unasked = question === 'open' || question === 'reminder';
    return supported && best.probability >= (unasked ? UNASKED_AGREEMENT_THRESHOLD : AGREEMENT_THRESHOLD)
      ? meaning(best.label, 'rule', `weak evidence and the model agree: ${why}`, m)
      : meaning('unclear', 'none', `a removal without enough evidence: ${why}`, m);
  }
  const interrupts = best.label === 'emergency' || best.label === 'stop';
  if (best.probability < (interrupts ? INTERRUPTION_THRESHOLD : MODEL_THRESHOLD))
    return meaning('unclear', 'none', `in doubt: ${why}`, m);
  return meaning(best.label, 'model', why, m);
}

/** Meanings that count whatever else was said. */
function meaning(label: Label, by: Meaning['by'], why: string, m: Reading): Meaning {
  const also: Label[] = [];
  if (label !== 'emergency' && m.has('danger') && !m.has('dangerPast') && !m.affirms('care')) also.push('emergency');
  if (label !== 'stop' && m.has('stopWriting') && !m.has('noCalls')) also.push('stop');
  if (label !== 'newPhone' && m.has('phoneNumber') && m.has('phoneTalk')) also.push('newPhone');
  return { label, also, by, why };
}
