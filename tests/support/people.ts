/** Invented patients for tests, each unlike the others. */
import { parseRun, runCheckDigit } from '../../src/domain/document-number.js';
import { identityOf } from '../../src/intake/identity.js';
import type { AcceptedRow } from '../../src/intake/list.js';

export interface Patient {
  /** Without dots and check digit. */
  readonly run: number;
  readonly names: string;
  readonly surname: string;
  readonly birthDate: string;
  /** E.164 */
  readonly phones: readonly string[];
  readonly entries: readonly {
    readonly enteredOn: string;
    readonly careCode: string;
    readonly healthService: number;
    readonly appointmentOn?: string;
    /** TIPO_PREST; 1 unless told. */
    readonly type?: 1 | 2 | 3 | 4 | 5;
    /** It has no folio: known by its establishment's number (this one), or, where a spreadsheet rounded that, by the row alone. */
    readonly localId?: string;
  }[];
}

let made = 0;

/** Somebody nobody else is: document, name and phone of their own. */
export function patient(change: Partial<Patient> = {}): Patient {
  made += 1;
  return {
    run: 12_345_000 + made,
    names: 'HORTENSIA DEL CARMEN',
    surname: 'QUILAQUEO',
    birthDate: '1950-03-04',
    phones: [`+5696${String(1_000_000 + made * 10 + 5)}`],
    entries: [{ enteredOn: '2023-03-10', careCode: '07-101', healthService: 23 }],
    ...change,
  };
}

/** "5567 1943": what proves the person. */
export const proofOf = ({ run, birthDate }: Patient): string => `${String(run).slice(-4)} ${birthDate.slice(0, 4)}`;

/** As a list gives them: a folio, or what stands for it (DESIGN §11). */
function idsOf({ localId, careCode, enteredOn }: Patient['entries'][number], folio: number, run: string) {
  const ids = localId === undefined ? { sigteId: String(folio), localId: `L${folio}` } : { sigteId: '', localId };
  return { ...ids, identity: identityOf({ ...ids, destination: '123100', run, careCode, limb: '', enteredOn }) };
}

let line = 1;
let folios = 43_000_000;

/** The rows of each patient, as the reader of a list would hand them on. */
export function asAcceptedRows(patients: readonly Patient[]): AcceptedRow[][] {
  return patients.map((each) => {
    const parsed = parseRun(`${each.run}-${runCheckDigit(each.run)}`);
    if (!parsed.ok) throw new RangeError(`${each.run} is no RUN`);
    const folio = (folios += 100);
    return each.entries.map((entry, index): AcceptedRow => ({
      line: (line += 1),
      person: {
        document: { country: 'CL', type: 'RUN', number: parsed.value }, names: each.names, surname: each.surname, secondSurname: 'ÑANCUPIL',
        birthDate: each.birthDate, sex: 2, insurer: 1, prais: false, region: 13, commune: '13101', city: 'PUCATRIHUE', rurality: 1,
        street: 'PASAJE LOS COPIHUES', streetNumber: '7741', addressRest: 'CASA VERDE',
      },
      contacts: each.phones.map((value) => ({ kind: 'mobile', value, raw: value, rule: 'plain', shared: false, column: 'FONO_MOVIL' })),
      entry: {
        ...idsOf(entry, folio + index, parsed.value), type: entry.type ?? 1, careCode: entry.careCode, plane: '', limb: '',
        careLabel: 'POLI ESPECIALISIMO', enteredOn: entry.enteredOn, healthService: entry.healthService, origin: '123300', destination: '123100',
        exitedOn: null, exitCause: null, appointmentOn: entry.appointmentOn ?? null, suspicion: 'COXARTROSIS', diagnosis: 'GONARTROSIS', result: '',
        requestedBy: '10413208-1',
      },
    })); // prettier-ignore
  });
}
