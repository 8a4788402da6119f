/** "I do need it after all": a place given up earlier in the same conversation is wanted back. Pure. */
import type { DialogContext } from '../../dialogs/context.js';
import type { Question } from '../domain/meaning.js';
import { isRemoving } from '../domain/outcome.js';

/** Words that take something back, whatever is being asked. Spanish of all countries; other languages add theirs here. */
const TAKES_BACK =
  /\bme arrepent|\bcambie de (?:idea|opinion|parecer)|\bno me (?:saquen?|borren?|eliminen?|quiten?)\b|\blo pense mejor\b|\bquiero (?:mi lugar|volver a la (?:lista|espera))\b/;

/** The words that our own text names. Where the next request is asked about they answer that question instead. */
const NEEDS = /\b(?:si,? )?(?:la|lo) (?:necesito|sigo necesitando|quiero)\b|\btodavia (?:la|lo) necesito\b/;
const NEEDS_NOT = /\b(?:ya no|no) (?:la|lo) (?:necesito|quiero)\b/;

/** True only where something was given up: everywhere else these words are an ordinary answer. */
export function wantsBack(text: string, question: Question, { outcomes }: Pick<DialogContext, 'outcomes'>): boolean {
  if (!Object.values(outcomes).some(isRemoving)) return false;
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  if (NEEDS_NOT.test(plain)) return false;
  if (TAKES_BACK.test(plain)) return true;
  return (question === 'phoneOk' || question === 'open' || question === 'identity') && NEEDS.test(plain);
}
