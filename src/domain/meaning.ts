/** What a person's message means, given what was asked. Labels and their ties: docs/understanding.md. */

export const LABELS = [
  'yes', 'no', 'stop', 'human', 'wrongPerson', 'relative', 'deceased',
  'attendedPublic', 'attendedElsewhere', 'recovered', 'refuses', 'insurerChanged',
  'postpone', 'worse', 'emergency',
  'askAppointment', 'askPayment', 'reschedule', 'cancelAppointment', 'findProfessional',
  'report', 'complaint', 'prescription', 'whoAreYou', 'newPhone', 'newAddress',
  'later', 'thanks', 'greeting', 'unclear',
] as const; // prettier-ignore
export type Label = (typeof LABELS)[number];

/** Meanings that are acted on whatever was asked. */
export const URGENT_LABELS: readonly Label[] = ['emergency', 'stop', 'human', 'deceased', 'wrongPerson'];

/** What the bot had just asked; it changes the meaning of an answer. `open` = nothing was asked. */
export const QUESTIONS = ['identity', 'stillNeed', 'reason', 'confirmRemoval', 'phoneOk', 'reminder', 'open'] as const;
export type Question = (typeof QUESTIONS)[number];

export const LOCALES = ['es-CL', 'es-AR', 'es-ES', 'ca-ES', 'it-IT'] as const;
export type Locale = (typeof LOCALES)[number];

/**
 * The meaning of one message.
 * `also` — further meanings in the same message; `stop` and `emergency` in it are always acted on.
 * `by` — who decided: a rule, the statistical model (never alone for a removal), or nobody.
 * `why` — the rule's name, or the model's label with its probability; for people who ask why. Holds no patient words.
 */
export interface Meaning {
  readonly label: Label;
  readonly also: readonly Label[];
  readonly by: 'rule' | 'model' | 'none';
  readonly why: string;
}

/** Reasons that could take an entry off the list: only rules may decide them, and they are always read back. */
export const REMOVAL_REASONS = [
  'attendedPublic',
  'attendedElsewhere',
  'recovered',
  'refuses',
  'insurerChanged',
] as const;
export type RemovalReason = (typeof REMOVAL_REASONS)[number];

/** Would this label, at this question, move towards a removal if it were believed? */
export function leadsToRemoval(label: Label, question: Question): boolean {
  if (label === 'no') return question === 'stillNeed';
  if (label === 'yes') return question === 'confirmRemoval';
  return label === 'deceased' || (REMOVAL_REASONS as readonly Label[]).includes(label);
}
