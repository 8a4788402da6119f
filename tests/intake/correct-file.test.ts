/** Cells corrected in a copy of a list: what was asked changes, and not a letter else. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { cellsAt, correctFile } from '../../src/intake/correct-file.js';
import { csv, header, readFile, row, runOf, writeList } from '../support/list-file.js';

const HEAD = `Reporte;de;la;lista\r\n${header()}`;
const rows = [1, 2, 3, 4, 5].map((n) => row({ ...runOf(n), ...(n === 3 ? { DV: 'X' } : {}) }, n));
const text = `${HEAD}\r\n${rows.map((cells) => cells.join(';')).join('\r\n')}\r\n`;

describe('a list that is corrected', () => {
  it('changes in the cell that was named, with the lines of before', async () => {
    const file = writeList(text);
    const to = `${file}.next`;
    expect(await cellsAt(file, [{ line: 5, column: 'DV' }])).toEqual([{ line: 5, column: 'DV', value: 'X' }]);
    const good = runOf(3).DV ?? '';
    const changed = await correctFile(file, to, [{ line: 5, column: 'DV', value: good }]);
    expect(changed).toEqual([{ line: 5, column: 'DV', before: 'X', value: good }]);
    const was = text.replaceAll('\r\n', '\n').split('\n');
    const is = readFileSync(to, 'utf8').replaceAll('\r\n', '\n').split('\n');
    expect(is.filter((each, at) => each !== was[at])).toHaveLength(1);
    expect(is).toHaveLength(was.length);
    expect((await readFile(to)).summary).toMatchObject({ rows: 5, imported: 5 });
    // Again, of what is corrected already: nothing.
    writeFileSync(file, readFileSync(to));
    expect(await correctFile(file, to, [{ line: 5, column: 'DV', value: good }])).toEqual([]);
  });

  it('keeps what is quoted, broken over lines or in another encoding, and quotes what needs it', async () => {
    const wide = row({ ...runOf(1), NOM_CALLE: 'A' }, 1);
    const odd = row({ ...runOf(2), NOMBRES: '"MARÍA\nPAZ"', NOM_CALLE: '"LOS; ""ÑIRES"""' }, 2);
    const latin = Buffer.from(`${header()}\n${[odd, wide].map((cells) => cells.join(';')).join('\n')}`, 'latin1');
    const file = writeList(latin);
    const to = `${file}.next`;
    // A record that takes two lines is one, as in reports.
    await correctFile(file, to, [{ line: 3, column: 'NOM_CALLE', value: 'UNO; "DOS"' }]);
    const written = readFileSync(to, 'utf8');
    expect(written).toContain(odd.join(';'));
    expect(written).toContain('"UNO; ""DOS"""');
    expect(written.endsWith('\n')).toBe(false);
    expect(await cellsAt(to, [{ line: 2, column: 'NOM_CALLE' }, { line: 3, column: 'NOM_CALLE' }])).toEqual([
      { line: 2, column: 'NOM_CALLE', value: 'LOS; "ÑIRES"' },
      { line: 3, column: 'NOM_CALLE', value: 'UNO; "DOS"' },
    ]); // prettier-ignore
  });

  it('leaves out what is not there', async () => {
    const file = writeList(csv([row({}, 1)]));
    const places = [{ line: 99, column: 'DV' }, { line: 2, column: 'NO_SUCH' }, { line: 2, column: '__proto__' }]; // prettier-ignore
    expect(await cellsAt(file, places)).toEqual([]);
    expect(await correctFile(file, `${file}.next`, places.map((place) => ({ ...place, value: 'x' })))).toEqual([]); // prettier-ignore
  });
});
