/** Invented people as accepted rows of a list, one entry each; written as if they were real, into a database that is thrown away. */
import { parseRun, runCheckDigit } from '../../dist/src/domain/document-number.js';

export const phoneOf = (n) => `+5698${String(1_000_000 + n).padStart(7, '0')}`;

export function rowsOf(from, to) {
  return Array.from({ length: to - from }, (_, index) => {
    const n = from + index;
    const run = 9_000_000 + n;
    const parsed = parseRun(`${run}-${runCheckDigit(run)}`);
    return {
      line: n + 2,
      person: {
        document: { country: 'CL', type: 'RUN', number: parsed.value }, names: 'PERSONA', surname: 'DE PRUEBA', secondSurname: '',
        birthDate: '1950-03-04', sex: 2, insurer: 1, prais: false, region: 13, commune: '13101', city: 'CIUDAD', rurality: 1,
        street: 'CALLE', streetNumber: '1', addressRest: '',
      },
      contacts: [{ kind: 'mobile', value: phoneOf(n), raw: phoneOf(n), rule: 'plain', shared: false, column: 'FONO_MOVIL' }],
      entry: {
        identity: `sigte:${run}`, sigteId: String(run), localId: '', type: 1, careCode: '07-101', plane: '', limb: '', careLabel: 'POLI',
        enteredOn: '2023-03-10', healthService: 23, origin: '', destination: '', exitedOn: null, exitCause: null, appointmentOn: null,
        suspicion: 'X', diagnosis: '', result: '', requestedBy: '1-9',
      },
    };
  }); // prettier-ignore
}
