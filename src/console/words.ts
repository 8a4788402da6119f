/** What the console calls things, in Spanish. */
import type { Rating } from '../store/portal-documents.js';
import type { OutcomeKind } from '../domain/outcome.js';
import type { Queue } from '../domain/effect.js';
import type { Ended } from '../domain/ended.js';

export const OUTCOME_WORDS: Readonly<Record<OutcomeKind, string>> = {
  stillNeeds: 'La necesita',
  worse: 'La necesita y está peor',
  postpones: 'Más adelante',
  attendedPublic: 'Atendida en la red',
  attendedElsewhere: 'Atendida en otro lado',
  recovered: 'Ya no tiene el problema',
  refuses: 'No la quiere',
  insurerChanged: 'Cambió de seguro',
  deceasedReported: 'Fallecimiento informado',
  undecided: 'Por aclarar',
  notLocated: 'No ubicada',
};

export const ENDED: Readonly<Record<Ended, string>> = {
  answered: 'Terminada',
  handed: 'La toma una persona',
  stopped: 'No quiere mensajes',
  wrongPerson: 'Número equivocado',
  deceased: 'Por verificar en el registro civil',
  relative: 'Llamar al paciente',
  silent: 'Sin respuesta',
  nextNumber: 'Probamos con otro número',
  unreachable: 'Número fuera de servicio',
  withdrawn: 'Retirada por la lista',
  elsewhere: 'Contesta en otro número',
};

const STATES: Readonly<Record<string, string>> = {
  who: 'Preguntamos quién lee',
  need: 'Preguntamos si la necesita',
  reason: 'Preguntamos por qué no',
  identity: 'Confirmamos quién es',
  identityToName: 'Confirmamos quién es',
  place: 'Preguntamos dónde',
  date: 'Preguntamos cuándo',
  readBack: 'Explicamos qué pierde',
  confirmed: 'Pedimos confirmar',
  phone: 'Preguntamos por el número',
  whichPhone: 'Preguntamos por el número',
  relative: 'Habla un familiar',
  relativeNumber: 'Habla un familiar',
  stopOrNot: 'Preguntamos si no quiere mensajes',
  leave: 'Pedimos permiso para WhatsApp',
  told: 'Avisamos que llamaremos',
};

export const describeState = (state: string): string => STATES[state] ?? 'En curso';

export const QUEUE_WORDS: Readonly<Record<Queue, string>> = {
  call: 'Llamar',
  sameDay: 'Llamar hoy',
  emergency: 'Urgencia',
  registry: 'Verificar en el registro civil',
  listen: 'Escuchar un audio',
  questions: 'Responder una pregunta',
  identify: 'Confirmar quién es',
  review: 'Revisar',
  coordinator: 'Coordinación',
  requests: 'Solicitudes',
  doctor: 'Médico',
  service: 'Servicio de salud',
};

export const RATING_WORDS: Readonly<Record<Rating, string>> = {
  easy: 'Fácil',
  fair: 'Más o menos',
  hard: 'Difícil',
};
