/** From what a message means to what the dialog hears, by the question that was open. Pure. */
import type { AnswerId, DialogEvent } from '../../dialogs/context.js';
import type { Label, Question } from '../domain/meaning.js';
import { isParent } from '../understanding/details.js';

const NO_LONGER_NEEDED = /\bya no (?:la|lo|me|le)?\s*(?:necesit|quier|requier|hace falta)/i;

export function eventOfLabel(label: Label, question: Question, text: string): DialogEvent {
  const answer = (id: AnswerId): DialogEvent => ({ type: 'ANSWER', answer: id, bare: isBare(text) });
  // "I cannot go" and "I no longer need it" are both a no to an appointment; only the first is about the day.
  const refuses = label === 'no' || label === 'cancelAppointment';
  if (question === 'reminder' && refuses && NO_LONGER_NEEDED.test(text)) return answer('notNeeded');
  switch (label) {
    case 'yes':
      return answer(
        question === 'identity'
          ? 'self'
          : question === 'confirmRemoval'
            ? 'remove'
            : question === 'reason'
              ? 'keep'
              : 'yes',
      );
    case 'no':
      return answer(question === 'confirmRemoval' ? 'keep' : 'no');
    case 'postpone':
    case 'worse':
    case 'attendedPublic':
    case 'attendedElsewhere':
    case 'recovered':
    case 'refuses':
    case 'insurerChanged':
      return answer(label);
    case 'stop':
      return { type: 'STOP' };
    case 'human':
      return { type: 'PERSON' };
    case 'emergency':
      return { type: 'EMERGENCY' };
    case 'deceased':
      return { type: 'DEATH' };
    case 'wrongPerson':
      return { type: 'WRONG_PERSON' };
    case 'relative':
      return isParent(text) ? { type: 'RELATIVE', parent: true } : { type: 'RELATIVE' };
    case 'later':
      return { type: 'LATER' };
    case 'thanks':
    case 'greeting':
      return { type: 'SMALLTALK' };
    case 'newPhone':
    case 'newAddress':
      return { type: 'CONTACT', what: label, said: text.slice(0, 200) };
    case 'unclear':
      return { type: 'UNCLEAR' };
    case 'askAppointment':
    case 'askPayment':
    case 'reschedule':
    case 'cancelAppointment':
    case 'findProfessional':
    case 'report':
    case 'complaint':
    case 'prescription':
    case 'whoAreYou':
      return { type: 'ASKED', about: label };
    default:
      label satisfies never;
      return { type: 'UNCLEAR' };
  }
}

/** "Sí", "ok gracias": an affirmation that says to nothing in particular. */
function isBare(text: string): boolean {
  const words =
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .match(/[a-z]+/g) ?? [];
  return words.every((word) =>
    /^(si+|sip|ok|oka?y|ya|bueno|dale|listo|claro|gracias|muchas|de|acuerdo|esta|bien|perfecto)$/.test(word),
  );
}
