/** What the campaign page calls things. Tables are in Spanish, and said where they are shown; what a function returns is said already. */
import type { Check } from '../campaigns/checklist.js';
import type { CampaignState, Command } from '../campaigns/campaign.js';
import { ageRange, type Dimension } from '../campaigns/groups.js';
import type { CadencePlace, OpenReason } from '../campaigns/standing.js';
import type { Watched } from '../campaigns/shares.js';
import type { Ended } from '../domain/ended.js';
import type { Exclusion } from '../domain/exclusion.js';
import type { Place } from '../domain/outcome.js';
import { say } from './language.js';

export const STATE_WORDS: Readonly<Record<CampaignState, string>> = {
  draft: 'Borrador',
  firstWave: 'Primera tanda',
  running: 'En marcha',
  paused: 'En pausa',
  stopped: 'Detenida',
  done: 'Terminada',
};

/** What each state means for the people in it. */
export const STATE_NOTES: Readonly<Record<CampaignState, string>> = {
  draft: 'Todavía no se le escribe a nadie.',
  firstWave: 'Se les escribe solo a las primeras personas. Alguien mira las respuestas y libera el resto.',
  running: 'Se les escribe a las personas al ritmo fijado.',
  paused: 'No salen primeros mensajes ni recordatorios. A quienes escriben se les sigue respondiendo.',
  stopped: 'No se le escribe a nadie más. Quienes ya respondieron siguen su conversación.',
  done: 'Ya no queda nadie por preguntar.',
};

/** The orders a person gives on the page. */
export const ORDERS = ['pause', 'resume', 'release', 'stop'] as const satisfies readonly Command[];
export type PageOrder = (typeof ORDERS)[number];
export const ORDER_WORDS: Readonly<Record<PageOrder, string>> = {
  pause: 'Pausar',
  resume: 'Seguir',
  release: 'Liberar el resto',
  stop: 'Detener para siempre',
};

export const LOG: Readonly<Record<string, string>> = {
  new: 'Creada',
  'confirm universe': 'Universo aprobado',
  'confirm informed': 'Línea y servicios informados',
  'confirm test': 'Mensaje de prueba leído',
  start: 'Empieza la primera tanda',
  release: 'Se libera el resto',
  pause: 'En pausa',
  resume: 'Sigue',
  stop: 'Detenida',
  finish: 'Terminada',
};
export const logWords = (what: string): string => say(LOG[what] ?? what);

/** Why the program paused by itself; also the names of the shares that are watched. */
export const ALARM_WORDS: Readonly<Record<Watched, string>> = {
  wrongPerson: 'Número de otra persona',
  optOut: 'No quiere mensajes',
  failed: 'Número fuera de servicio',
};
export const whyWords = (why: string): string =>
  say(({ ...ALARM_WORDS, budget: 'Se acabó el presupuesto' } as Readonly<Record<string, string>>)[why] ?? why);

export const PLACE_WORDS: Readonly<Record<Place, string>> = {
  needsCare: 'Necesita la atención',
  canBeDischarged: 'Puede egresar (propuesto)',
  notLocated: 'No ubicada',
  open: 'Abierta',
};

export const OPEN_WORDS: Readonly<Record<OpenReason, string>> = {
  queued: 'Espera su primer mensaje',
  silentSoFar: 'Tiene un mensaje y aún no responde',
  answering: 'Está respondiendo',
  handed: 'La atiende una persona',
  relative: 'Respondió un familiar: llamar al paciente',
  unfinished: 'Empezó a responder y no terminó',
  partly: 'Respondió por una parte de sus atenciones',
  calling: 'No respondió: falta llamarla',
  deceased: 'Fallecimiento por verificar',
  optedOut: 'No quiere mensajes',
  noMobile: 'Sin celular que sirva: falta llamarla',
  excluded: 'No se le debe escribir',
  nothingOpen: 'Ya no tiene atenciones abiertas',
  stopped: 'Devuelta a la lista sin preguntar',
};

export const EXCLUSION_WORDS: Readonly<Record<Exclusion, string>> = {
  deceased: 'Fallecida, o por verificar',
  optedOut: 'No quiere mensajes',
  openConversation: 'Ya está en una conversación',
  contactedLately: 'Se le preguntó hace poco',
  validatedUntil: 'Confirmó hace poco que la necesita',
  neverMessage: 'Marcada para no escribirle',
  protectedNumber: 'Número de una institución',
  noMobile: 'Sin celular propio',
  appointmentKnown: 'Ya contestó por su citación, o es hoy',
  staleCheck: 'Falta revisar el registro civil o la previsión',
  nothingToAsk: 'Nada que preguntar',
  erased: 'Datos borrados',
};

export const ENDS: Readonly<Record<Ended, string>> = {
  answered: 'Terminó de responder',
  handed: 'La atiende una persona',
  stopped: 'No quiere mensajes',
  wrongPerson: 'Número de otra persona',
  deceased: 'Fallecimiento por verificar',
  relative: 'Respondió un familiar',
  silent: 'Empezó a responder y no terminó',
  nextNumber: 'Se prueba otro número',
  unreachable: 'Número fuera de servicio',
  withdrawn: 'Salió de la lista',
  elsewhere: 'Responde en otro número',
};

export const CHANNELS: Readonly<Record<string, string>> = {
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  portal: 'Portal',
  operator: 'Llamada',
};
export const channelWords = (channel: string | null): string =>
  say(channel === null ? 'Sin respuesta' : (CHANNELS[channel] ?? channel));

export const SIMPLE: Readonly<Record<string, string>> = {
  queued: 'Espera su primer mensaje',
  nextNumber: 'Espera el intento en otro número',
  elsewhere: 'Conversa fuera de la campaña',
  calling: 'No respondió: falta llamarla',
  exhausted: 'No ubicada: intentos agotados',
  closed: 'Salió de la lista',
  listed: 'Devuelta a la lista sin preguntar',
};

/** In the order in which people come through. */
const COURSE = ['queued', 'step', 'nextNumber', 'answering', 'elsewhere', 'ended', 'calling', 'exhausted', 'excluded', 'closed', 'listed']; // prettier-ignore
export const inCourse = (a: CadencePlace, b: CadencePlace): number =>
  COURSE.indexOf(a.split(' ')[0] ?? '') - COURSE.indexOf(b.split(' ')[0] ?? '') ||
  a.localeCompare(b, 'en', { numeric: true });

export function cadenceWords(place: CadencePlace): string {
  const [kind = '', first = '', second = ''] = place.split(' ');
  if (kind === 'step')
    return say('Paso {step}, {channel}: aún no responde', { step: first, channel: channelWords(second) });
  if (kind === 'answering') return say('Está respondiendo por {channel}', { channel: channelWords(first) });
  if (kind === 'ended') return say(ENDS[first as Ended]);
  if (kind === 'excluded') {
    const known: string | undefined = EXCLUSION_WORDS[first as Exclusion];
    return say('Sin más mensajes: {why}', { why: known ? say(known).toLowerCase() : say('otro motivo') });
  }
  return say(SIMPLE[kind] ?? kind);
}

export const MESSAGE_WORDS: Readonly<Record<string, string>> = {
  in: 'De las personas',
  queued: 'Por salir',
  sent: 'Enviados',
  delivered: 'Entregados',
  read: 'Leídos',
  failed: 'Fallidos',
  suppressed: 'No enviados por regla',
  withdrawn: 'Retirados',
  unknown: 'Sin noticia del proveedor',
};

export const DIMENSION_WORDS: Readonly<Record<Dimension, string>> = {
  age: 'Edad',
  sex: 'Sexo',
  insurer: 'Previsión',
  commune: 'Comuna',
};

export const SEX: Readonly<Record<string, string>> = { 1: 'Hombre', 2: 'Mujer', 3: 'Otro' };
export const INSURER: Readonly<Record<string, string>> = {
  1: 'FONASA',
  2: 'ISAPRE',
  3: 'CAPREDENA',
  4: 'DIPRECA',
  5: 'SISA',
  96: 'Ninguna',
};

const codeWords = (names: Readonly<Record<string, string>>, value: string): string =>
  names[value] === undefined ? say('Código {code}', { code: value }) : say(names[value]);

function valueWords(dimension: Dimension, value: string): string {
  switch (dimension) {
    case 'sex':
      return value === '' ? say('Sin dato') : codeWords(SEX, value);
    case 'insurer':
      return value === '' ? say('Sin dato') : codeWords(INSURER, value);
    case 'commune':
      return value === '' ? say('Sin dato') : say('Comuna {code}', { code: value });
    case 'age':
      return value;
    default:
      return dimension satisfies never;
  }
}

/** A row of a table of groups. Several values were joined: each by name while they are few. */
export function groupWords(dimension: Dimension, values: readonly string[]): string {
  if (dimension === 'age') {
    const { from, to, unknown } = ageRange(values);
    if (from === null) return unknown ? say('sin dato') : '';
    const range = to === null ? say('{from} años y más', { from }) : say('{from} a {to} años', { from, to });
    return unknown ? say('{range} y sin dato', { range }) : range;
  }
  const names = [...new Set(values.map((value) => valueWords(dimension, value)))];
  if (names.length <= 3) return names.join(' + ');
  return dimension === 'commune'
    ? say('Otras {count} comunas', { count: values.length })
    : say('Otros {count} grupos', { count: names.length });
}

/** Channels in the order of the tables; what no channel brought comes last. */
export const channelOrder = (channel: string | null): number =>
  channel === null ? Infinity : Object.keys(CHANNELS).indexOf(channel);

/** What must be in order before a start: what it is, and what to do about it. */
export const CHECK_WORDS: Readonly<Record<Check['what'], readonly [string, string]>> = {
  legal: ['Base legal', 'Falta en la tabla legal del programa (legal.json): responde por ella quien la firma.'],
  texts: ['Textos', 'Falta escribir un texto de una de las versiones.'],
  templates: ['Plantillas de WhatsApp', 'Una plantilla está rechazada: corríjala en WhatsApp.'],
  list: ['Lista al día', 'La lista es demasiado antigua, o no hay: cárguela en Listas.'],
  numbers: ['Números de envío', 'Un canal de la cadencia no tiene un número en uso.'],
  budget: ['Presupuesto', 'No tiene presupuesto: haga otro borrador con uno.'],
  universe: ['Universo aprobado', 'Lo aprueba el rol que lo define.'],
  informed: ['Línea de información y servicios avisados', 'Avíseles, y confírmelo aquí.'],
  test: ['Mensaje de prueba leído', 'Envíelo a un teléfono propio, léalo, y confírmelo aquí.'],
};

/** Fields of a universe, as a coordinator reads them. */
export const FIELD_WORDS: Readonly<Record<string, string>> = {
  type: 'TIPO_PREST: 1 consulta nueva … 4 cirugía, 5 cirugía compleja',
  care: 'PRESTA_MIN, o cómo empieza: 07*',
  service: 'SERV_SALUD',
  origin: 'ESTAB_ORIG',
  destination: 'ESTAB_DEST',
  region: 'REGION',
  commune: 'COMUNA, cinco cifras',
  wait: 'días desde F_ENTRADA',
  age: 'años, por el año de nacimiento',
  sex: 'SEXO',
  insurer: 'PREVISION: 1 FONASA, 2 ISAPRE …',
  prais: 'PRAIS: yes o no',
  outcome: 'el último resultado: none, stillNeeds …',
  asked: 'días desde que se preguntó por última vez a la persona',
};
