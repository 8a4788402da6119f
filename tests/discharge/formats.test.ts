/** One discharge, two national outputs, read back to the same. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cell, line, uncell } from '../../src/files/csv.js';
import { readTerminar, terminarBundle } from '../../src/discharge/fhir.js';
import type { DischargeRow } from '../../src/discharge/row.js';
import { missingIn, SIGTE_HEADER, sigteCells, sigteLine } from '../../src/discharge/sigte.js';
import { readList } from '../../src/intake/read-list.js';
import { PATHS } from '../../src/paths.js';
import { loadProgramme, type Programme } from '../../src/programmes/programme.js';

let minsal: Programme;
beforeAll(async () => {
  minsal = await loadProgramme(join(PATHS.programmes, 'minsal'));
});

const row = (cause: number, change: Partial<DischargeRow> = {}): DischargeRow => ({
  proposal: 'c000000001:7:0', sigteId: '43000001', localId: 'L-1', run: '12345678', dv: '5', names: 'ANA', surname: 'SOTO', secondSurname: '',
  birthDate: '1950-03-04', sex: 2, insurer: 1, prais: false, healthService: 23, type: 1, careCode: '07-101', plane: '', limb: '',
  careLabel: 'POLI', enteredOn: '2023-03-10', origin: '123300', destination: '123100', exitedOn: '2026-11-20', cause, givenAt: '113999',
  careGiven: '07-101', region: 10, commune: '10301', suspicion: 'COXARTROSIS', diagnosis: '', city: 'OSORNO', rurality: 1, street: 'CALLE',
  streetNumber: '1', addressRest: '', landline: '', mobile: '+56961000001', email: '', appointmentOn: '', requestedBy: '10413208-1',
  resolvedBy: '12345678-5', result: '', ...change,
}); // prettier-ignore
const sent = { at: '2026-11-30T12:00:00Z', software: 'vigente', endpoint: 'urn:x' };

describe('SIGTE', () => {
  it('is read back by our own reader with every cause, and nothing is repaired or refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vigente-sigte-'));
    try {
      const causes = [...minsal.causes.keys()];
      const file = join(folder, 'out.csv');
      const rows = causes.map((cause, at) =>
        row(cause, { sigteId: String(43_000_000 + at), run: String(12_345_678 + at), dv: dvOf(12_345_678 + at) }),
      );
      await writeFile(
        file,
        `\ufeff${[SIGTE_HEADER, ...rows.map((each) => sigteLine(sigteCells(each)))].join('\r\n')}\r\n`,
      );
      const read: [string, number | null, string | null, string][] = [];
      const lists = readList(file, { today: '2026-11-30', batchSize: 100 });
      for (;;) {
        const step = await lists.next();
        if (step.done) {
          expect(step.value.rejected).toBe(0);
          break;
        }
        for (const { entry, person } of step.value.rows)
          read.push([entry.sigteId, entry.exitCause, entry.exitedOn, person.document?.number ?? '']);
      }
      expect(read).toEqual(rows.map(({ sigteId, cause, exitedOn, run }) => [sigteId, cause, exitedOn, run]));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says what is missing', () => {
    expect(missingIn(sigteCells(row(4)))).toEqual([]);
    const poor = row(4, { resolvedBy: '', givenAt: '', suspicion: '', mobile: '', localId: '' });
    expect(missingIn(sigteCells(poor))).toEqual([
      'ID_LOCAL', 'E_OTOR_AT', 'RUN_PROF_RESOL', 'DV_PROF_RESOL', 'SOSPECHA_DIAG|CONFIR_DIAG', 'FONO_MOVIL|FONO_FIJO|EMAIL',
    ]); // prettier-ignore
  });

  it.each(['=1+1', '+HYPERLINK("x")', '-2', '@SUM(A1)', '\tx', 'a;b', 'say "no"', 'two\nlines'])(
    'writes %j so that no spreadsheet runs it',
    (text) => {
      const written = cell(text);
      const opened = written.startsWith('"') ? written.slice(1, -1).replace(/""/g, '"') : written;
      expect(/^[=+\-@\t\r]/.test(opened)).toBe(false);
      expect(uncell(opened)).toBe(text);
      expect(line([text, 1, null]).endsWith(';1;')).toBe(true);
    },
  );
});

describe('FHIR', () => {
  it('goes there and back over all causes; what TEI has no code for is not written', () => {
    const lost: number[] = [];
    for (const cause of minsal.causes.values()) {
      const one = row(cause.sigte);
      const bundle = terminarBundle(one, cause, sent);
      if (bundle === null) {
        lost.push(cause.sigte);
        continue;
      }
      expect(readTerminar(JSON.parse(JSON.stringify(bundle)), minsal.causes)).toEqual({
        sigteId: one.sigteId, localId: one.localId, run: '12345678-5', careCode: one.careCode, enteredOn: one.enteredOn, exitedOn: one.exitedOn,
        cause: cause.sigte, givenAt: one.givenAt, resolvedBy: one.resolvedBy,
      }); // prettier-ignore
    }
    expect(lost).toEqual([3, 12, 20, 99]);
  });

  it('never writes the number of SIGTE as the code of TEI', () => {
    const cause = minsal.causes.get(16);
    const bundle = terminarBundle(row(16), cause as never, sent);
    expect(JSON.stringify(bundle)).toContain('"code":"15"');
    expect(JSON.stringify(bundle)).not.toContain('"code":"16"');
  });

  it('refuses what is no such message', () => {
    const bundle = terminarBundle(row(4), minsal.causes.get(4) as never, sent);
    const other = JSON.parse(JSON.stringify(bundle).replace('"terminar"', '"iniciar"')) as unknown;
    expect(() => readTerminar(other, minsal.causes)).toThrow('no event "terminar"');
    const unknown = JSON.parse(JSON.stringify(bundle).replace('"code":"4"', '"code":"77"')) as unknown;
    expect(() => readTerminar(unknown, minsal.causes)).toThrow('77');
  });
});

function dvOf(run: number): string {
  let [sum, weight] = [0, 2];
  for (let rest = run; rest > 0; rest = Math.floor(rest / 10)) {
    sum += (rest % 10) * weight;
    weight = weight === 7 ? 2 : weight + 1;
  }
  return '0K987654321'.charAt(sum % 11);
}
