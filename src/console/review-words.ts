/** What is said of a proposal to whoever decides, in Spanish. */
import { REFUSALS, type Wait } from '../discharge/policy/decision.js';
import type { ProposalDoc } from '../store/documents.js';
import type { ProposalState } from '../store/discharge-documents.js';

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

/** The decision in one line. */
export function decisionWords({
  state,
  decision,
  approvals = [],
  refusal,
}: Pick<ProposalDoc, 'state' | 'decision' | 'approvals' | 'refusal'>): string {
  if (state === 'refused' && refusal && decision?.is !== 'refused')
    return `una revisión (${refusal.by}): ${refusal.why}`;
  if (!decision) return 'sin revisar por la política';
  switch (decision.is) {
    case 'allowed':
      return `causal ${decision.cause}, salida ${decision.exitOn.split('-').reverse().join('-')}: ${approvals.length} de ${decision.reviewers} aprobaciones`;
    case 'waits':
      return `causal ${decision.cause}, falta: ${decision.for.map((each) => WAIT_WORDS[each]).join(', ')}`;
    case 'refused':
      return decision.why.map((why) => REFUSALS[why].es).join('; ');
    default:
      return decision satisfies never;
  }
}

/** What an alarm says: by the first part of its name, with the rest. */
export function alarmWords(id: string): string {
  const [what = '', ...rest] = id.split(':');
  const about = rest.at(-1) ?? '';
  switch (what) {
    case 'no-contact':
      return 'egresos sin contacto con la persona';
    case 'living-coded-dead':
      return 'fallecimientos que el Registro Civil no informa';
    case 'dead-write':
      return 'personas que escribieron después de la fecha de defunción';
    case 'not-in-registry':
      return 'documentos que no están en el Registro Civil';
    case 'first-batch':
      return 'primer lote, y grande: no hay con qué compararlo';
    case 'one-cause':
      return `la causal ${about} es casi todo el lote`;
    case 'one-reviewer':
      return `${about} aprobó casi todo el lote`;
    case 'wrong-contact':
      return 'respuestas de números que eran de otra persona';
    case 'spike':
      return `mucho más de lo habitual: ${{ cause: 'causal', service: 'servicio', establishment: 'establecimiento' }[rest[0] ?? ''] ?? ''} ${about}`;
    case 'sample-open':
      return 'faltan llamadas de control de los egresos';
    case 'false-removals':
      return 'en las llamadas de control hubo personas que sí la necesitan, más de lo permitido';
    default:
      return id;
  }
}
