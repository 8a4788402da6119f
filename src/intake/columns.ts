import type { ColumnName } from './column-names.js';
import { asIs, code, commune, date, identifier, shaped, text, type CellReader } from './repair.js';

/** How each of the 43 columns is read. RUN and DV, phones and e-mail are read together, see run-columns.ts and contacts.ts. */

const upTo = (last: number, ...more: number[]): string[] =>
  [...Array.from({ length: last }, (_, i) => i + 1), ...more].map(String);

const INSURERS = { FONASA: '1', FONASAA: '1', FONASAB: '1', FONASAC: '1', FONASAD: '1', ISAPRE: '2', CAPREDENA: '3', DIPRECA: '4', SISA: '5' }; // prettier-ignore
/** No "M": it is masculino for some and mujer for others. */
const SEXES = { H: '1', HOMBRE: '1', MASCULINO: '1', VARON: '1', F: '2', MUJER: '2', FEMENINO: '2' };
/** DOMAIN §1.5: not consecutive. */
const SERVICES = upTo(26, 28, 29, 33, 95);
const CAUSES = ['0', ...upTo(20, 99)];
const ESTABLISHMENT = shaped(/^\d{6}$/, 'establishment-format');
const CARE_CODE = shaped(/^\d\d-\d{3}$|^\d\d-\d\d-\d{3}$/, 'care-code-format');

export const COLUMN_READERS: Readonly<Record<ColumnName, CellReader>> = {
  SERV_SALUD: code({ codes: SERVICES, unknown: 'service-unknown', otherwise: '0' }),
  RUN: asIs,
  DV: asIs,
  NOMBRES: text,
  PRIMER_APELLIDO: text,
  SEGUNDO_APELLIDO: text,
  FECHA_NAC: date('birth'),
  SEXO: code({ codes: ['1', '2', '3', '9', '99'], words: SEXES, unknown: 'sex-unknown', otherwise: '99' }),
  PREVISION: code({ codes: upTo(5, 96, 99), words: INSURERS, unknown: 'insurer-unknown', otherwise: '99' }),
  TIPO_PREST: code({ codes: upTo(5), unknown: 'type-unknown', refuses: true }),
  PRESTA_MIN: CARE_CODE,
  PLANO: code({ codes: upTo(5), unknown: 'code-unknown' }),
  EXTREMIDAD: code({ codes: upTo(25), unknown: 'code-unknown' }),
  PRESTA_EST: text,
  F_ENTRADA: date('event'),
  ESTAB_ORIG: ESTABLISHMENT,
  ESTAB_DEST: ESTABLISHMENT,
  F_SALIDA: date('event'),
  C_SALIDA: code({ codes: CAUSES, unknown: 'cause-unknown', refuses: true }),
  E_OTOR_AT: asIs,
  PRESTA_MIN_SALIDA: asIs,
  PRAIS: code({ codes: ['1', '2'], words: { SI: '1', NO: '2' }, unknown: 'prais-unknown', otherwise: '2' }),
  REGION: code({ codes: upTo(16), unknown: 'region-unknown', otherwise: '0' }),
  COMUNA: commune,
  SOSPECHA_DIAG: text,
  CONFIR_DIAG: text,
  CIUDAD: text,
  COND_RURALIDAD: code({
    codes: ['1', '2'],
    words: { URBANO: '1', URBANA: '1', RURAL: '2' },
    unknown: 'rurality-unknown',
    otherwise: '0',
  }),
  VIA_DIRECCION: asIs,
  NOM_CALLE: text,
  NUM_DIRECCION: asIs,
  RESTO_DIRECCION: text,
  FONO_FIJO: asIs,
  FONO_MOVIL: asIs,
  EMAIL: asIs,
  F_CITACION: date('event'),
  RUN_PROF_SOL: asIs,
  DV_PROF_SOL: asIs,
  RUN_PROF_RESOL: asIs,
  DV_PROF_RESOL: asIs,
  ID_LOCAL: identifier,
  RESULTADO: text,
  SIGTE_ID: identifier,
};
