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
