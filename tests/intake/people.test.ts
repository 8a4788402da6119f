import { describe, expect, it } from '@jest/globals';
import { readRows, row, runOf, type Cells } from '../support/list-file.js';

/** Rules between rows. */

const mobile = (n: number): string => `9${30_000_000 + n * 13}`;
const person = (n: number, cells: Cells = {}, entry = n): string[] =>
  row({ ...runOf(n), FONO_MOVIL: mobile(n), ...cells }, entry + 1);

describe('duplicates', () => {
  const told = async (first: Cells, second: Cells): Promise<string[]> => {
    const { findings } = await readRows([person(1, first, 1), person(1, second, 2)]);
    return findings.map((finding) => `${finding.line} ${finding.code}`);
  };
  it('refuses the later of two open entries for the same care, and names the earlier line', async () => {
    const { findings, summary } = await readRows([
      person(0),
      person(1, {}, 1),
      person(1, { F_ENTRADA: '01/01/2024' }, 2),
    ]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'rejected', line: 4, column: 'RUN', code: 'duplicate-open' });
    expect(findings[0]?.message).toContain('línea 3');
    expect(summary).toMatchObject({ rows: 3, imported: 2, rejected: 1, duplicates: 1, people: 2, entries: 2 });
  });
  it('knows periods that overlap though both are closed', async () => {
    const closed = { F_ENTRADA: '01/01/2022', F_SALIDA: '01/06/2022', C_SALIDA: '1' };
    expect(await told(closed, { F_ENTRADA: '01/05/2022', F_SALIDA: '01/08/2022', C_SALIDA: '1' })).toEqual([
      '3 duplicate-open',
    ]);
    expect(await told(closed, closed)).toEqual(['3 duplicate-open']);
  });
  it.each<[string, Cells, Cells]>([
    ['another limb', { EXTREMIDAD: '2' }, { EXTREMIDAD: '5' }],
    ['another care', {}, { PRESTA_MIN: '07-101' }],
    ['a closed entry, then a new one', { F_SALIDA: '01/06/2022', C_SALIDA: '1' }, { F_ENTRADA: '02/06/2022' }],
    ['a new one on the day of discharge', { F_SALIDA: '01/06/2022', C_SALIDA: '1' }, { F_ENTRADA: '01/06/2022' }],
    ['an earlier one that was refused', { TIPO_PREST: '9' }, {}],
  ])('keeps %s', async (_, first, second) => {
    expect((await told(first, second)).filter((code) => code.includes('duplicate'))).toEqual([]);
  });
  it('knows the same limb and RUN in other writing', async () => {
    const { RUN } = runOf(1);
    expect(await told({ EXTREMIDAD: '9' }, { EXTREMIDAD: '09', RUN: `0${RUN}` })).toContain('3 duplicate-open');
  });
  it('never compares nor merges placeholder RUNs', async () => {
    const nobody = { RUN: '11111111', DV: '1' };
    const { summary } = await readRows([person(1, nobody, 1), person(2, nobody, 2)]);
    expect(summary).toMatchObject({ imported: 2, people: 2, reachable: 2, duplicates: 0 });
  });
  it('refuses a folio that an earlier line has used for another entry: one would overwrite the other', async () => {
    const { findings, summary } = await readRows([person(1, {}, 5), person(2, {}, 5)]);
    expect(findings.map((finding) => `${finding.line} ${finding.code}`)).toEqual(['3 folio-repeated']);
    expect(summary.duplicates).toBe(0);
  });
});

describe('shared numbers', () => {
  it('flags a number of six persons on every row, and reaches nobody by it', async () => {
    const rows = Array.from({ length: 6 }, (_, n) => person(n, { FONO_MOVIL: '961234567' }));
    const list = await readRows([...rows, person(7)]);
    expect(list.findings.map((finding) => `${finding.line} ${finding.column} ${finding.code}`)).toEqual(
      [2, 3, 4, 5, 6, 7].map((line) => `${line} FONO_MOVIL phone-shared`),
    );
    expect(list.rows[0]?.contacts[0]).toMatchObject({ value: '+56961234567', shared: true });
    expect(list.summary).toMatchObject({ imported: 7, people: 7, reachable: 1 });
  });
  it('knows the number in other writing and in the landline column', async () => {
    const forms: Cells[] = [
      {},
      { FONO_MOVIL: '+56 9 6123 4567' },
      { FONO_MOVIL: '', FONO_FIJO: '961234567' },
      {},
      {},
      {},
    ];
    const { findings } = await readRows(forms.map((cells, n) => person(n, { FONO_MOVIL: '961234567', ...cells })));
    expect(findings.filter((finding) => finding.code === 'phone-shared')).toHaveLength(6);
  });
  it('leaves families of up to five in peace, however many entries they have', async () => {
    const rows = Array.from({ length: 10 }, (_, n) =>
      person(n % 5, { FONO_MOVIL: '961234567', PRESTA_MIN: `07-10${Math.floor(n / 5)}` }, n),
    );
    const { findings, summary } = await readRows(rows);
    expect(findings).toEqual([]);
    expect(summary).toMatchObject({ people: 5, reachable: 5, entries: 10 });
  });
});

describe('batches', () => {
  const rows = Array.from({ length: 25 }, (_, n) => person(n, n === 7 ? { DV: 'X' } : {}));
  it('come in the order of the file, each row in one', async () => {
    const { batches, rows: kept, summary } = await readRows(rows, { batchSize: 10 });
    expect(batches.map((batch) => batch.rows.length)).toEqual([10, 10, 4]);
    expect(batches.map((batch) => batch.lastLine)).toEqual([12, 22, 26]);
    expect(kept.map((one) => one.line)).toEqual([...Array(25).keys()].map((n) => n + 2).filter((line) => line !== 9));
    expect(summary).toMatchObject({ rows: 25, imported: 24, rejected: 1, lastLine: 26 });
  });
  it('can be resumed after any of them, with the same totals', async () => {
    const whole = await readRows(rows, { batchSize: 10 });
    const rest = await readRows(rows, { batchSize: 10, afterLine: 12 });
    expect(rest.rows).toEqual(whole.rows.filter((one) => one.line > 12));
    expect(rest.findings).toEqual([]);
    expect(rest.summary).toEqual(whole.summary);
  });
  it('name the entries that refused rows are, for they have not vanished from the list', async () => {
    const { batches } = await readRows([person(0), person(1, { DV: 'X' }), person(0, {}, 5)]);
    expect(batches[0]?.refusedIdentities).toEqual(['sigte:41000002', 'local:109103:2000002', 'sigte:41000006']);
  });
  it('tell how far the reading is, over both passes', async () => {
    const seen: [number, number][] = [];
    await readRows(rows, { onProgress: (read, total) => seen.push([read, total]) });
    expect(seen.at(-1)?.[0]).toBe(seen.at(-1)?.[1]);
  });
});
