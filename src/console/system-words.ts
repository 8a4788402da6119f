/** What the pages of the system call things. */
import type { Role } from '../domain/role.js';
import type { Cadence } from '../programmes/cadence.js';

export const SOURCE_WORDS: Readonly<Record<string, string>> = {
  appointments: 'Citas',
  payments: 'Pagos',
  professionals: 'Profesionales',
  waits: 'Tiempos de espera al teléfono',
  slots: 'Horas libres',
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
  service: 'Servicio de salud: sus propios casos',
};
