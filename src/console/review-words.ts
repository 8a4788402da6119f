/** What is said of a proposal to whoever decides. Tables are in Spanish, and said where they are shown; what a function returns is said already. */
import type { CaseOutcome } from '../discharge/policy/case.js';
import { REFUSALS, type Wait } from '../discharge/policy/decision.js';
import type { ProposalDoc } from '../store/documents.js';
import type { ProposalState, ServiceAnswer } from '../store/discharge-documents.js';
import { say } from './language.js';

export const STATES: Readonly<Record<ProposalState, string>> = {
  proposed: 'propuesto', verified: 'por aprobar', approved: 'aprobado', exported: 'enviado a SIGTE', accepted: 'aceptado por SIGTE',
  rejected: 'rechazado por SIGTE', refused: 'al servicio de salud', returned: 'devuelto por un incidente', withdrawn: 'retirado: sí la necesita',
  reinstated: 'repuesto',
}; // prettier-ignore

export const WAIT_WORDS: Readonly<Record<Wait, string>> = {
  registry: 'respuesta del Registro Civil', insurer: 'respuesta del seguro', network: 'informe de la atención', writing: 'escrito firmado en la ficha',
  call: 'llamada de un clínico', review: 'comparar la atención', date: 'fecha exacta de la atención', hold: 'que pase el plazo de espera',
}; // prettier-ignore

export const ANSWERS: Readonly<Record<string, string>> = {
  attendedPublic: 'ya le atendieron en la red', attendedElsewhere: 'ya le atendieron en otro lado', recovered: 'ya no tiene el problema',
  refuses: 'no quiere la atención', insurerChanged: 'cambió de seguro', deceasedReported: 'fallecimiento',
}; // prettier-ignore

export const BARRIER_WORDS: Readonly<Record<string, string>> = {
  travel: 'el viaje',
  alone: 'nadie le acompaña',
  fear: 'miedo',
  cost: 'el costo',
  none: 'nada',
};

export const SERVICE_WORDS: Readonly<Record<ServiceAnswer, string>> = {
  seen: 'vista', keep: 'sigue en la lista', transfer: 'traslado', clinicalDischarge: 'egreso clínico',
}; // prettier-ignore

/** Why a decision changed nothing. */
export const UNDONE: Readonly<Record<string, string>> = {
  'approved-by-you-already': 'Usted ya lo aprobó: falta otra persona.',
  'changed-meanwhile': 'Cambió mientras tanto: mírelo de nuevo.',
  'not-in-that-state': 'Ya no está en ese estado: mírelo de nuevo.',
  'out-of-scope': 'No es de sus servicios.',
  'compared-already': 'Ya estaba comparado.',
  'nothing-to-compare': 'No hay nada que comparar.',
};

export const SPEAKER_WORDS: Readonly<Record<CaseOutcome['by'], string>> = {
  self: 'la persona', relative: 'un familiar', responsible: 'la persona responsable', registry: 'el Registro Civil',
}; // prettier-ignore

export const NUMBER_WORDS: Readonly<Record<CaseOutcome['number'], string>> = {
  validated: 'confirmado como suyo', reachable: 'responde', unverified: 'sin confirmar',
}; // prettier-ignore

/** The decision in one line. */
export function decisionWords({
  state,
  decision,
  approvals = [],
  refusal,
}: Pick<ProposalDoc, 'state' | 'decision' | 'approvals' | 'refusal'>): string {
  if (state === 'refused' && refusal && decision?.is !== 'refused')
    return say('una revisión ({by}): {why}', { by: refusal.by, why: refusal.why });
  if (!decision) return say('sin revisar por la política');
  switch (decision.is) {
    case 'allowed':
      return say(
        'causal {cause}, salida {day}: {given} de {needed, plural, one {# aprobación} other {# aprobaciones}}',
        {
          cause: decision.cause,
          day: decision.exitOn.split('-').reverse().join('-'),
          given: approvals.length,
          needed: decision.reviewers,
        },
      );
    case 'waits':
      return say('causal {cause}, falta: {what}', {
        cause: decision.cause,
        what: decision.for.map((each) => say(WAIT_WORDS[each])).join(', '),
      });
    case 'refused':
      return decision.why.map((why) => say(REFUSALS[why].es)).join('; ');
    default:
      return decision satisfies never;
  }
}

/** What an alarm says: by the first part of its name; the last part is what it is about. */
export const ALARM_WORDS: Readonly<Record<string, string>> = {
  'no-contact': 'egresos sin contacto con la persona',
  'living-coded-dead': 'fallecimientos que el Registro Civil no informa',
  'dead-write': 'personas que escribieron después de la fecha de defunción',
  'not-in-registry': 'documentos que no están en el Registro Civil',
  'first-batch': 'primer lote, y grande: no hay con qué compararlo',
  'one-cause': 'la causal {about} es casi todo el lote',
  'one-reviewer': '{about} aprobó casi todo el lote',
  'wrong-contact': 'respuestas de números que eran de otra persona',
  'spike:cause': 'mucho más de lo habitual: causal {about}',
  'spike:service': 'mucho más de lo habitual: servicio {about}',
  'spike:establishment': 'mucho más de lo habitual: establecimiento {about}',
  'sample-open': 'faltan llamadas de control de los egresos',
  'false-removals': 'en las llamadas de control hubo personas que sí la necesitan, más de lo permitido',
};

export function alarmWords(id: string): string {
  const [what = '', ...rest] = id.split(':');
  const words = ALARM_WORDS[what] ?? ALARM_WORDS[`${what}:${rest[0] ?? ''}`];
  return words === undefined ? id : say(words, { about: rest.at(-1) ?? '' });
}
