/** What is known of a case, as the lines somebody reads before they decide. */
import type { CaseOutcome, CasePerson, DischargeCase } from '../discharge/policy/case.js';
import { say } from './language.js';
import { dayAndTime } from './numbers.js';
import { BARRIER_WORDS, NUMBER_WORDS, SPEAKER_WORDS } from './review-words.js';

export type CaseFact = readonly [name: string, value: string];

/** `at` — when they answered. */
export function factsOfCase({ outcome, person, entry, evidence }: DischargeCase, at: Date, zone: string): CaseFact[] {
  const { insurer, network, writing, call, sameCare } = evidence;
  return [
    [say('Respondió'), dayAndTime(at, zone)],
    [say('Identidad'), say('nivel {level}, {who}', { level: outcome.assurance, who: say(SPEAKER_WORDS[outcome.by]) })],
    [say('Número'), say(NUMBER_WORDS[outcome.number])],
    [say('Confirmó'), confirmed(outcome)],
    ...factIf('Qué se lo impide', outcome.barrier && say(BARRIER_WORDS[outcome.barrier] ?? outcome.barrier)),
    ...factIf('Dónde', outcome.place),
    ...factIf('Cuándo', outcome.date),
    [say('Registro Civil'), registered(person)],
    ...factIf('Seguro', insurer && `${say('código {code}', { code: insurer.insurer })} (${insurer.reference})`),
    ...factIf('Informe', network && `${dayOf(network.on)}, ${network.establishment} (${network.reference})`),
    ...factIf('Escrito', writing && `${dayOf(writing.receivedOn)} (${writing.reference})`),
    ...factIf('Llamada', call && `${call.confirmed ? say('confirma') : say('no confirma')}, ${call.by} (${call.reference})`),
    ...factIf('Misma atención', sameCare && `${sameCare.is ? say('sí') : say('no')}, ${sameCare.by}`),
    [say('Vista abierta en la lista'), entry.seenOpenOn ? dayOf(entry.seenOpenOn) : say('no')],
  ]; // prettier-ignore
}

/** yyyy-mm-dd → dd-mm-yyyy */
export const dayOf = (iso: string): string => iso.split('-').reverse().join('-');

const factIf = (name: string, value: string | null | undefined): CaseFact[] => (value ? [[say(name), value]] : []);

function confirmed({ confirmations, toldLoss }: CaseOutcome): string {
  const times = say('{count, plural, one {# vez} other {# veces}}', { count: confirmations });
  return toldLoss ? say('{times}, se le dijo qué pierde', { times }) : times;
}

function registered({ registry }: CasePerson): string {
  if (!registry) return say('sin consultar');
  const { is, diedOn, reference } = registry;
  const found =
    is === 'alive'
      ? say('vive')
      : is === 'dead'
        ? say('falleció {day}', { day: diedOn ?? '' }).trim()
        : say('no existe');
  return `${found} (${reference})`;
}
