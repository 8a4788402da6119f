/** A discharge as a row of SIGTE: 43 columns, `;`, dates as dd-mm-yyyy; and read back. */
import {
  COLUMN_NAMES,
  CONTACT_COLUMNS,
  DIAGNOSIS_COLUMNS,
  MANDATORY_COLUMNS,
  type ColumnName,
} from '../intake/column-names.js';
import { line } from '../files/csv.js';
import type { DischargeRow } from './row.js';

export const SIGTE_HEADER = COLUMN_NAMES.join(';');

/** What SIGTE wants in a discharge besides what it wants of every entry (DOMAIN §1.2). */
const ON_DISCHARGE = [
  'F_SALIDA',
  'C_SALIDA',
  'E_OTOR_AT',
  'PRESTA_MIN_SALIDA',
  'RUN_PROF_RESOL',
  'DV_PROF_RESOL',
] as const;

/** yyyy-mm-dd → dd-mm-yyyy */
const day = (iso: string): string => iso.split('-').reverse().join('-');
const split = (run: string): [string, string] => {
  const [number = '', dv = ''] = run.split('-');
  return [number, dv];
};
/** SIGTE keeps national digits. */
const national = (phone: string): string => phone.replace(/^\+56/, '');
const known = (code: number): string => (code === 0 ? '' : String(code));

export function sigteCells(row: DischargeRow): Readonly<Record<ColumnName, string>> {
  const [requested, requestedDv] = split(row.requestedBy);
  const [resolved, resolvedDv] = split(row.resolvedBy);
  return {
    SERV_SALUD: known(row.healthService), RUN: row.run, DV: row.dv, NOMBRES: row.names, PRIMER_APELLIDO: row.surname,
    SEGUNDO_APELLIDO: row.secondSurname, FECHA_NAC: day(row.birthDate), SEXO: String(row.sex), PREVISION: String(row.insurer),
    TIPO_PREST: String(row.type), PRESTA_MIN: row.careCode, PLANO: row.plane, EXTREMIDAD: row.limb, PRESTA_EST: row.careLabel,
    F_ENTRADA: day(row.enteredOn), ESTAB_ORIG: row.origin, ESTAB_DEST: row.destination, F_SALIDA: day(row.exitedOn), C_SALIDA: String(row.cause),
    E_OTOR_AT: row.givenAt, PRESTA_MIN_SALIDA: row.careGiven, PRAIS: row.prais ? '1' : '2', REGION: known(row.region), COMUNA: row.commune,
    SOSPECHA_DIAG: row.suspicion, CONFIR_DIAG: row.diagnosis, CIUDAD: row.city, COND_RURALIDAD: known(row.rurality), VIA_DIRECCION: '',
    NOM_CALLE: row.street, NUM_DIRECCION: row.streetNumber, RESTO_DIRECCION: row.addressRest, FONO_FIJO: national(row.landline),
    FONO_MOVIL: national(row.mobile), EMAIL: row.email, F_CITACION: row.appointmentOn ? day(row.appointmentOn) : '', RUN_PROF_SOL: requested,
    DV_PROF_SOL: requestedDv, RUN_PROF_RESOL: resolved, DV_PROF_RESOL: resolvedDv, ID_LOCAL: row.localId, RESULTADO: row.result,
    SIGTE_ID: row.sigteId,
  }; // prettier-ignore
}

export const sigteLine = (cells: Readonly<Record<ColumnName, string>>): string =>
  line(COLUMN_NAMES.map((name) => cells[name]));

/** Columns that SIGTE would refuse the discharge for; none = it is complete. */
export function missingIn(cells: Readonly<Record<ColumnName, string>>): readonly string[] {
  const missing: string[] = [...MANDATORY_COLUMNS, ...ON_DISCHARGE].filter((name) => cells[name] === '');
  if (DIAGNOSIS_COLUMNS.every((name) => cells[name] === '')) missing.push(DIAGNOSIS_COLUMNS.join('|'));
  if (CONTACT_COLUMNS.every((name) => cells[name] === '')) missing.push(CONTACT_COLUMNS.join('|'));
  return missing;
}
