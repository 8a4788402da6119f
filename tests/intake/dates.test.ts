import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageOn, DateReader, readDate, type DateUse } from '../../src/intake/dates.js';

const told = (cell: string, use: DateUse = 'event'): string => {
  const reading = readDate(cell, use, 2026);
  switch (reading.kind) {
    case 'date':
      return `${reading.iso} ${reading.code ?? 'normal'}`;
    case 'twoCenturies':
      return `${reading.earlier.iso} or ${reading.later.iso}`;
    case 'bad':
      return reading.code;
    default:
      return reading.kind;
  }
};

describe('a date cell', () => {
  it.each([
    ['04/03/2021', '2021-03-04 normal'],
    ['04-03-2021', '2021-03-04 date-format'],
    ['04.03.2021', '2021-03-04 date-format'],
    ['4/3/2021', '2021-03-04 date-format'],
    ['2021-03-04', '2021-03-04 date-format'],
    ['2021/03/04', '2021-03-04 date-format'],
    ['2021-03-04 00:00:00', '2021-03-04 date-format'],
    ['2021-03-04T00:00:00.000Z', '2021-03-04 date-format'],
    ['04/03/2021 0:00', '2021-03-04 date-format'],
    ['04/03/2021 12:00:00 a. m.', '2021-03-04 date-format'],
    ['03/25/2021', '2021-03-25 date-us'],
    ['3/25/2021', '2021-03-25 date-us'],
    ['44259', '2021-03-04 date-serial'],
    ['44259.0', '2021-03-04 date-serial'],
    ['4.4259E4', '2021-03-04 date-serial'],
    ['4,4259E+04', '2021-03-04 date-serial'],
    ['20210304', '2021-03-04 date-format'],
    ['04032021', '2021-03-04 date-format'],
    ["'04/03/2021", '2021-03-04 date-format'],
    ['04/03/21', '2021-03-04 date-two-digit-year'],
    ['04/03/98', '1998-03-04 date-two-digit-year'],
    ['04-mar-2021', '2021-03-04 date-format'],
    ['4 de marzo de 2021', '2021-03-04 date-format'],
    ['04-ene-21', '2021-01-04 date-two-digit-year'],
    ['29/02/2024', '2024-02-29 normal'],
    ['', 'date-unreadable'],
    ['0', 'none'],
    ['00/00/0000', 'none'],
    ['0000-00-00', 'none'],
    ['S/F', 'none'],
    ['-', 'none'],
    ['31/02/2024', 'date-impossible'],
    ['29/02/2023', 'date-impossible'],
    ['15/13/2023', 'date-impossible'],
    ['31/06/1961', 'date-impossible'],
    ['04/00/2021', 'date-impossible'],
    ['04/03/0202', 'date-impossible'],
    ['4.43E4', 'date-unreadable'],
    ['45', 'date-unreadable'],
    ['marzo', 'date-unreadable'],
    ['04/03', 'date-unreadable'],
  ])('%j is %s', (cell, expected) => expect(told(cell)).toBe(expected));

  it('leaves a birth year of two digits open when both centuries are within a life', () => {
    expect(told('15/08/47', 'birth')).toBe('1947-08-15 date-two-digit-year');
    expect(told('15/08/21', 'birth')).toBe('1921-08-15 or 2021-08-15');
    expect(told('15/08/03', 'birth')).toBe('2003-08-15 date-two-digit-year'); // 123 years is nobody
    expect(told('29/02/20', 'birth')).toBe('1920-02-29 or 2020-02-29');
  });

  it('reads every day alike in every form, and the reader with a memory like the one without', () => {
    const reader = new DateReader('2026-11-21');
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1910-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          const [y, m, d] = iso.split('-') as [string, string, string];
          const forms = [
            `${d}/${m}/${y}`,
            `${d}-${m}-${y}`,
            iso,
            `${iso} 00:00:00`,
            `${Number(d)}/${Number(m)}/${y}`,
            `${y}${m}${d}`,
          ];
          return forms.every((form) => {
            const [a, b] = [readDate(form, 'event', 2026), reader.read(form, 'event')];
            return a.kind === 'date' && b.kind === 'date' && a.iso === iso && b.iso === iso && a.day === b.day;
          });
        },
      ),
    );
  });
  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (cell) => typeof readDate(cell, 'birth', 2026).kind === 'string'));
  });
});

it('counts whole years', () => {
  expect(ageOn('2008-11-21', '2026-11-21')).toBe(18);
  expect(ageOn('2008-11-22', '2026-11-21')).toBe(17);
});
