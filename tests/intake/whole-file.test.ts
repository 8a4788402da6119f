import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../src/domain/failure.js';
import { COLUMN_NAMES } from '../../src/intake/column-names.js';
import { csv, header, readFile, readRows, readText, row, runOf, writeList } from '../support/list-file.js';

const codesOf = (list: { findings: { line: number; code: string }[] }): string[] =>
  list.findings.map((finding) => `${finding.line} ${finding.code}`);
const people = (count: number): string[][] =>
  Array.from({ length: count }, (_, n) => row({ ...runOf(n), FONO_MOVIL: `9${30_000_000 + n * 13}` }, n + 1));

describe('a file that cannot be read ends with exit 2 and says what to do', () => {
  const refusal = async (work: Promise<unknown>): Promise<UserError> => {
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(2);
    expect((error as UserError).hint).not.toBe('');
    return error as UserError;
  };
  it('when it is missing, a folder, or forbidden', async () => {
    expect((await refusal(readFile('/no/such/list.csv'))).code).toBe('file-missing');
    expect((await refusal(readFile(mkdtempSync(join(tmpdir(), 'vigente-'))))).code).toBe('file-is-folder');
    if (process.getuid?.() !== 0) {
      const file = writeList('x');
      chmodSync(file, 0o000);
      expect((await refusal(readFile(file))).code).toBe('file-unreadable');
    }
  });
  it('when it is empty, has no header, or is no text', async () => {
    expect((await refusal(readText(''))).code).toBe('list-empty');
    expect((await refusal(readText('\ufeff\n\n'))).code).toBe('list-empty');
    expect((await refusal(readText('hola;mundo\n1;2\n'))).code).toBe('header-missing');
    expect((await refusal(readText(row().join(';') + '\n'))).code).toBe('header-missing');
    expect((await refusal(readText(Buffer.from('PK\u0003\u0004xl/workbook')))).code).toBe('not-text');
  });
  it('when mandatory columns are missing, with their names', async () => {
    const error = await refusal(readText(header().replace('DV;', '').replace(';FONO_FIJO;FONO_MOVIL;EMAIL', '')));
    expect(error.code).toBe('columns-missing');
    expect(error.message).toContain('DV');
    expect(error.message).toContain('FONO_MOVIL o FONO_FIJO o EMAIL');
    expect((await refusal(readText(`${header()};run`))).code).toBe('column-repeated');
  });
});

describe('headers', () => {
  it('may be alone', async () => {
    const { summary, batches } = await readText(header());
    expect(summary).toMatchObject({ rows: 0, imported: 0, people: 0 });
    expect(batches).toEqual([]);
  });
  it.each([
    ['lower case', header().toLowerCase()],
    ['spaces', header().replaceAll('_', ' ')],
    ['points', header().replaceAll('_', '.')],
    [
      'accents and quotes',
      `"${COLUMN_NAMES.join('";"').replace('REGION', 'Región').replace('PREVISION', 'Previsión')}"`,
    ],
    ['a byte order mark', `\ufeff${header()}`],
  ])('may be written with %s', async (_, line) => {
    const list = await readText(`${line}\n${row().join(';')}\n`);
    expect(codesOf(list)).toEqual([]);
    expect(list.rows).toHaveLength(1);
  });
  it('may stand in any order, with columns that are not of the format, told once', async () => {
    const names = ['_id', ...[...COLUMN_NAMES].reverse(), 'EDAD'];
    const cells = (n: number): string => ['7', ...[...row(runOf(n), n)].reverse(), '60'].join(';');
    const list = await readText([names.join(';'), cells(1), cells(2)].join('\n'));
    expect(codesOf(list)).toEqual(['1 extra-columns']);
    expect(list.findings[0]?.to).toEqual(['_id', 'EDAD']);
    expect(list.rows.map((one) => one.person.city)).toEqual(['CONCHALÍ', 'CONCHALÍ']);
  });
  it('may lack optional columns, told once', async () => {
    const keep = COLUMN_NAMES.map((name) => name !== 'PLANO' && name !== 'RESULTADO');
    const only = (cells: readonly string[]): string => cells.filter((_, at) => keep[at]).join(';');
    const list = await readText([only(COLUMN_NAMES), only(row())].join('\n'));
    expect(codesOf(list)).toEqual(['1 columns-absent']);
    expect(list.rows).toHaveLength(1);
  });
  it('may come after a preamble; lines are counted from the top of the file', async () => {
    const list = await readText(
      `sep=;\nLista de espera; al 21/11/2026\n\n${header()}\n${row().join(';')}\n${row({ DV: '1' }, 1).join(';')}\n`,
    );
    expect(codesOf(list)).toEqual(['1 preamble-skipped', '6 run-check-digit']);
    expect(list.summary).toMatchObject({ headerLine: 4, rows: 2, imported: 1 });
  });
  it.each([',', '|', '\t', ';'])('decide the separator: %j', async (separator) => {
    const list = await readText(csv([row()], separator));
    expect(codesOf(list)).toEqual([]);
    expect(list.rows[0]?.person.names).toBe('SANDRA PAOLA');
  });
});

describe('encodings', () => {
  const text = csv(people(40));
  const expected = 'BARRÍA';
  it.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['Windows-1252', Buffer.from(text, 'latin1'), 'windows-1252'],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 BE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'utf-16be'],
    ['UTF-16 LE without one', Buffer.from(text, 'utf16le'), 'utf-16le'],
    ['old Macintosh lines', Buffer.from(text.replaceAll('\n', '\r')), 'utf-8'],
  ])('reads %s', async (_, bytes, encoding) => {
    const list = await readText(bytes);
    expect(codesOf(list)).toEqual([]);
    expect(list.summary.encoding).toBe(encoding);
    expect(list.rows).toHaveLength(40);
    expect(list.rows.every((one) => one.person.secondSurname === expected)).toBe(true);
  });
  it('falls back to Windows-1252 when the first bytes beyond ASCII come late', async () => {
    const plain = people(2000).map((cells) => cells.map((cell) => cell.normalize('NFD').replace(/[^ -~]/g, '')));
    const late = people(2001).slice(2000);
    const list = await readText(Buffer.from(csv([...plain, ...late]), 'latin1'));
    expect(list.rows.at(-1)?.person.secondSurname).toBe(expected);
    expect(list.summary.encoding).toBe('windows-1252');
  });
  it('reads two joined files of different encodings line by line, and says so', async () => {
    const rows = people(3000).map((cells) => Buffer.from(cells.join(';') + '\n'));
    const last = Buffer.from(people(3001)[3000]?.join(';') + '\n', 'latin1');
    const list = await readText(Buffer.concat([Buffer.from(`${header()}\n`), ...rows, last]));
    expect(codesOf(list)).toEqual(['1 encoding-mixed']);
    expect(list.rows.every((one) => one.person.secondSurname === expected)).toBe(true);
  });
  it('reads € and typographic quotes of Windows-1252', async () => {
    const bytes = Buffer.from(csv([row({ NOM_CALLE: 'CALLE XY' })]), 'latin1');
    bytes[bytes.indexOf('XY')] = 0x80;
    bytes[bytes.indexOf('Y;')] = 0x92;
    expect((await readText(bytes)).rows[0]?.person.street).toBe('CALLE €’');
  });
});

describe('records that are no rows', () => {
  it('skips blank records inside the file, counts them, and ignores those at the end', async () => {
    const [a, b] = people(2).map((cells) => cells.join(';'));
    const list = await readText(`${header()}\n${a}\n\n${';'.repeat(42)}\n${b}\n\n${';'.repeat(42)}\n\n`);
    expect(codesOf(list)).toEqual(['3 blank-record', '4 blank-record']);
    expect(list.summary).toMatchObject({ rows: 4, imported: 2, skipped: 2, rejected: 0, lastLine: 5 });
  });
  it.each([
    'TOTAL;1000',
    `TOTAL;1000${';'.repeat(41)}`,
    'Total registros: 2',
    `Totales${';'.repeat(42)}`,
    '(2 rows affected)',
    'Fuente: SIGTE',
  ])('refuses the footer %j by its own code', async (footer) => {
    const list = await readText(`${csv(people(2))}${footer}\n`);
    expect(codesOf(list)).toEqual(['4 totals-line']);
  });
  it('refuses a repeated header, rows of another width, and a person called Total is a person', async () => {
    const [a, b] = people(2);
    const list = await readText(
      `${csv([row({ ...runOf(9), NOMBRES: 'TOTAL' }, 9)])}${header()}\n${a?.slice(0, 40).join(';')}\n${b?.join(';')};X\n`,
    );
    expect(codesOf(list)).toEqual(['3 header-repeated', '4 too-few-cells', '5 too-many-cells']);
    expect(list.rows).toHaveLength(1);
  });
  it('knows a file cut in the middle', async () => {
    const whole = csv(people(3));
    const inside = await readText(whole.slice(0, -60));
    expect(codesOf(inside)).toEqual(['4 file-cut']);
    const insideFolio = await readText(whole.slice(0, -4)); // half a folio would be another entry
    expect(codesOf(insideFolio)).toEqual(['4 file-cut']);
    expect(codesOf(await readText(whole.slice(0, -1)))).toEqual([]);
    const insideQuotes = await readText(`${csv(people(2))}9;12345678;5;"SAN`);
    expect(codesOf(insideQuotes)).toEqual(['4 file-cut']);
  });
  it('reads a row with a stray quote, and the rows after it', async () => {
    const [a, b, c] = people(3);
    a![29] = '"LOS AROMOS';
    const list = await readRows([a!, b!, c!]);
    expect(codesOf(list)).toEqual(['2 stray-quote']);
    expect(list.rows).toHaveLength(3);
  });
});

it('survives any damage to a file: rows, findings or one clear error, never a crash', async () => {
  const whole = Buffer.from(csv(people(12)));
  const wound = fc.record({ at: fc.nat(whole.length - 1), bytes: fc.uint8Array({ maxLength: 4 }), cut: fc.nat(40) });
  await fc.assert(
    fc.asyncProperty(fc.array(wound, { minLength: 1, maxLength: 5 }), async (wounds) => {
      let bytes = whole;
      for (const { at, bytes: more, cut } of wounds)
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(more), bytes.subarray(at + cut)]);
      const list = await readText(bytes).catch((error: unknown) => {
        if (error instanceof UserError) return null;
        throw error;
      });
      if (list === null) return;
      const { rows, imported, rejected, skipped } = list.summary;
      expect(rows).toBe(imported + rejected + skipped);
      expect(list.rows).toHaveLength(imported);
      const refused = new Set(list.findings.filter((one) => one.kind === 'rejected').map((one) => one.line));
      expect(refused.size).toBe(rejected);
    }),
    { numRuns: 150 },
  );
});
