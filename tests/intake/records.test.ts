import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RecordReader } from '../../src/intake/records.js';
import type { Separator } from '../../src/intake/separator.js';

interface Taken {
  line: number;
  cells: string[];
  stray: boolean;
}

function take(text: string, { width = 3, separator = ';' as Separator, chunk = text.length || 1 } = {}): Taken[] {
  const reader = new RecordReader(separator, width, 1);
  const taken: Taken[] = [];
  const drain = (): void => {
    for (let cells = reader.next(); cells !== null; cells = reader.next())
      taken.push({ line: reader.line, cells, stray: reader.strayQuote });
  };
  for (let at = 0; at < text.length; at += chunk) {
    reader.push(text.slice(at, at + chunk));
    drain();
  }
  reader.end();
  drain();
  return taken;
}

const cellsOf = (text: string, options = {}): string[][] => take(text, options).map((record) => record.cells);

describe('records', () => {
  it('cuts lines and cells, with any end of line and without the last one', () => {
    expect(cellsOf('a;b;c\r\nd;;f\n\ng;h;i')).toEqual([['a', 'b', 'c'], ['d', '', 'f'], [''], ['g', 'h', 'i']]);
    expect(take('a;b;c\n\nd;e;f\n').map((record) => record.line)).toEqual([2, 3, 4]);
  });
  it('keeps separators and line breaks inside quotes, and counts such a record once', () => {
    const taken = take('a;"b;1\r\nb2";c\nd;"e ""x""";f\n');
    expect(taken.map((record) => record.cells)).toEqual([
      ['a', 'b;1\r\nb2', 'c'],
      ['d', 'e "x"', 'f'],
    ]);
    expect(taken.map((record) => record.line)).toEqual([2, 3]);
  });
  it('takes quotes inside an unquoted cell, and text after a quoted part, as text', () => {
    expect(cellsOf('a;POBLACIÓN "EL SOL";c\n')).toEqual([['a', 'POBLACIÓN "EL SOL"', 'c']]);
    expect(cellsOf('a;"EL SOL" 123;c\nd;e;f\n')).toEqual([
      ['a', '"EL SOL" 123', 'c'],
      ['d', 'e', 'f'],
    ]);
  });
  it('does not let a stray quote swallow the rows after it', () => {
    const taken = take('a;"LOS AROMOS;c\nd;e;f\ng;"h";i\nj;k;l\n');
    expect(taken.map((record) => record.cells)).toEqual([
      ['a', '"LOS AROMOS', 'c'],
      ['d', 'e', 'f'],
      ['g', 'h', 'i'],
      ['j', 'k', 'l'],
    ]);
    expect(taken.map((record) => record.stray)).toEqual([true, false, false, false]);
    expect(cellsOf('a;"b;c\nd;e;f\n')).toEqual([
      ['a', '"b', 'c'],
      ['d', 'e', 'f'],
    ]);
  });
  it('gives up on a quoted cell longer than any spreadsheet allows', () => {
    const rows = 'd;e;f\n'.repeat(10_000);
    expect(cellsOf(`a;"b;c\n${rows}`, { chunk: 4096 })).toHaveLength(10_001);
  });
  it('does not care where the text is cut into chunks', () => {
    const cell = fc.constantFrom('', 'x', 'ñandú', '"q"', '"a;b"', '"a\nb"', '"a""b"', 'p "q" r', ' s ');
    const records = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        records,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (rows, chunk, eol, last) => {
          const text = rows.map((cells) => cells.join(';')).join(eol) + (last ? eol : '');
          expect(take(text, { chunk })).toEqual(take(text));
        },
      ),
      { numRuns: 500 },
    );
  });
  it('reads back what a careful program writes', () => {
    const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ maxLength: 8 }), { minLength: 3, maxLength: 3 }), { minLength: 1 }),
        (rows) => {
          expect(
            cellsOf(rows.map((cells) => cells.map(quote).join(',')).join('\n') + '\n', { separator: ',' }),
          ).toEqual(rows);
        },
      ),
    );
  });
});
