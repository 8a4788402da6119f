/** What the pages of the system call things, in Spanish: said where it is shown. */
import type { Role } from '../domain/role.js';
import type { Cadence } from '../programmes/cadence.js';

export const SOURCE_WORDS: Readonly<Record<string, string>> = {
  appointments: 'Citas',
  payments: 'Pagos',
  professionals: 'Profesionales',
  waits: 'Tiempos de espera al teléfono',
  slots: 'Horas libres',
};

/** How far a list came. */
export const LIST_WORDS: Readonly<Record<'reading' | 'done' | 'refused', string>> = {
  reading: 'cargando, o interrumpida',
  done: 'cargada',
  refused: 'rechazada',
};

/** Why a file that was sent went no further. */
export const UPLOAD_WORDS: Readonly<Record<string, string>> = {
  'stale-page': 'La página estaba abierta desde antes. Vuelva a abrirla.',
  'no-programme': 'Elija un programa.',
  'upload-form': 'Elija un archivo.',
  'upload-large': 'El archivo es demasiado grande.',
  'upload-full': 'No queda espacio en el disco. Avise a TIC.',
  'upload-broken': 'El archivo no llegó entero. Envíelo otra vez.',
};

/** Known chains of the audit that belong to no document of their own. */
export const STREAM_WORDS: Readonly<Record<string, string>> = {
  users: 'Cuentas',
  looks: 'Quién miró qué',
  console: 'Trabajos y archivos de la consola',
  batch: 'Lotes de egresos',
};

/** What was done, as the audit's chains have it; what has no words is shown as it was written. */
export const ACT_WORDS: Readonly<Record<string, string>> = {
  added: 'cuenta añadida',
  password: 'clave nueva',
  code: 'código de un solo uso nuevo',
  disabled: 'cuenta cerrada',
  locked: 'bloqueada tras demasiados intentos',
  unlocked: 'desbloqueada',
  'signed in': 'entró',
  'signed in by provider': 'entró por su proveedor de identidad',
  'provider refused': 'el proveedor de identidad no lo dejó entrar',
  'token added': 'ficha para un sistema añadida',
  'token revoked': 'ficha retirada',
  'webhook added': 'aviso a otro sistema añadido',
  'webhook removed': 'aviso a otro sistema quitado',
  'webhook resumed': 'aviso a otro sistema reanudado',
  'webhook secret': 'secreto de un aviso cambiado',
  conversation: 'miró una conversación',
  proposal: 'miró un caso',
  entry: 'miró una atención',
  search: 'buscó a alguien',
  file: 'abrió un archivo de la persona',
  desk: 'tuvo a la persona en la central',
  line: 'respondió si escribimos',
  question: 'miró una pregunta',
  differences: 'miró las diferencias',
  'for service': 'miró lo que pasó la central',
  'read their own': 'la persona leyó sus datos',
  began: 'empezó un trabajo',
  fetched: 'bajó un archivo',
  corrected: 'corrigió celdas de una lista',
  exported: 'hizo el archivo de egresos',
  signed: 'firmó una alarma',
};

/** "standard: sms, whatsapp, operator". */
export const describeCadence = ({ id, steps }: Cadence): string =>
  `${id}: ${steps.map(({ channel }) => channel).join(', ')}`;

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  DIGERA: 'DIGERA: define el universo, supervisa y firma',
  DARS: 'DARS: contacta, revisa y egresa',
  TIC: 'TIC: carga datos, conexiones y cuentas',
  HospitalDigital: 'Hospital Digital: portal',
  ENTEL: 'ENTEL: envíos y llamadas',
  operator: 'Operación: la mesa de llamadas',
  informationLine: 'Línea de información: si escribimos, y cuándo',
  service: 'Servicio de salud: sus propios casos',
};
