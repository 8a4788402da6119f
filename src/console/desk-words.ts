/** What the desk calls things, in Spanish; translated where they are shown. */
import type { CallResult } from '../store/desk-documents.js';
import type { Channel } from '../domain/channel.js';
import type { HandOffReason } from '../domain/effect.js';
import type { Criterion } from '../routing/criteria.js';
import type { MessageDoc } from '../store/documents.js';

export const RESULT_WORDS: Readonly<Record<CallResult, string>> = {
  answered: 'Contestan',
  noAnswer: 'No contesta',
  busy: 'Ocupado',
  callBack: 'Pide otra hora',
  wrongPerson: 'Número equivocado',
  deadNumber: 'Número fuera de servicio',
  deceased: 'Dicen que falleció',
};

/** Why a centre does not take a call. */
export const CRITERION_WORDS: Readonly<Record<Criterion, string>> = {
  closed: 'cerrado',
  language: 'otro idioma',
  skill: 'otro tema',
  full: 'sin líneas',
  slow: 'espera larga',
};

const REASONS: Partial<Record<HandOffReason, string>> = {
  askedForPerson: 'Pidió hablar con una persona',
  notUnderstood: 'No se le entendió',
  identityNotProved: 'No pudo confirmar quién es',
  relativeAnswered: 'Contestó un familiar: hay que hablar con el paciente',
  gotWorse: 'Dice que está peor',
  emergency: 'Habló de un peligro',
  deathReported: 'Informaron un fallecimiento',
  voiceNote: 'Mandó un audio',
  photo: 'Mandó una imagen',
  moreEntries: 'Tiene más atenciones por las que preguntar',
  noLongerNeeded: 'Escribió que ya no la necesita',
  alikeEntries: 'Tiene dos atenciones muy parecidas',
  unwillingToSay: 'No quiso decir por qué',
  unknownPerson: 'No contestó los mensajes, o no se sabe quién es',
  unreachable: 'Sus números no sirven',
  olderWords: 'Llegó tarde un mensaje suyo',
  stillNeedsAfterExport: 'Dice que aún la necesita, y ya se informó el egreso',
  callBack: 'Llamada de control',
  redFlag: 'Respondió una señal de alarma',
  otherLanguage: 'Escribe en otro idioma',
  representative: 'Habla en su nombre otra persona',
  request: 'Hizo una solicitud',
  checkInSilent: 'No contestó el control',
  bookingRefused: 'La agenda no aceptó la hora que reservó: hay que avisarle',
};
export const reasonWords = (reason: HandOffReason): string => REASONS[reason] ?? 'Preguntó algo';

export const CHANNEL_WORDS: Readonly<Record<Channel, string>> = {
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  portal: 'Portal',
  operator: 'Llamada',
};

/** How far a message came. */
export const MESSAGE_WORDS: Readonly<Record<MessageDoc['state'], string>> = {
  received: 'recibido', queued: 'por enviar', sent: 'enviado', delivered: 'entregado', read: 'leído', failed: 'no llegó', suppressed: 'no se envió: pidió no recibir',
  withdrawn: 'no se envió: contestó antes', unknown: 'sin saber si llegó',
}; // prettier-ignore

/** What can be heard at any moment of a call. `after`: only once it is proved who speaks. */
export const MOMENTS: readonly { readonly id: string; readonly label: string; readonly danger?: true; readonly before?: true; readonly after?: true }[] = [
  { id: 'phone.emergency', label: 'Hay un peligro', danger: true },
  { id: 'phone.relative', label: 'Habla un familiar' },
  { id: 'phone.wrong', label: 'No es su número', before: true },
  { id: 'phone.unproved', label: 'No sabe los números', before: true },
  { id: 'phone.keep', label: 'Se arrepiente: sí la necesita', after: true },
  { id: 'phone.appointment', label: 'Pregunta por su hora', after: true },
  { id: 'phone.who', label: 'Pregunta quién llama' },
  { id: 'phone.stop', label: 'No quiere más mensajes' },
  { id: 'phone.death', label: 'Dicen que falleció', danger: true },
]; // prettier-ignore

/** How a typed answer is asked for. */
export const EXPECTS: Readonly<Record<string, string>> = {
  place: 'El lugar, como lo dice',
  date: 'El mes y el año, como lo dice',
  phone: 'El número',
  field: 'Lo que responde',
  search: 'Lo que busca',
  document: 'El documento entero y el año',
};
