import { describe, expect, it } from '@jest/globals';
import {
  birthYear,
  dateOf,
  documentTail,
  identity,
  maskDocument,
  monthAndYear,
  phoneNumber,
} from '../../src/understanding/details.js';

const TODAY = '2026-11-22';

describe('the end of the document', () => {
  it.each([
    ['12.345.678-5', '5678'],
    ['mi rut es 12345678-5', '5678'],
    ['12345678 5', '5678'],
    ['7.654.321-k', '4321'],
    ['termina en 5678', '5678'],
    ['los últimos son 5678', '5678'],
    ['5678', '5678'],
  ])('reads %s', (text, tail) => expect(documentTail(text)).toBe(tail));

  it.each(['912345678', '+56 9 8765 4321', '9 8765 4321', '22 345 6789', 'tengo 83 años', 'sí soy yo', '12/03/1943'])(
    'takes nothing from %s',
    (text) => expect(documentTail(text)).toBeNull(),
  );
});

describe('the year of birth', () => {
  it.each([
    ['1943', 1943],
    ['del 43', 1943],
    ['el 43', 1943],
    ['nací en el 43', 1943],
    ['12/03/1943', 1943],
    ['12 de marzo del 43', 1943],
    ['3-5-62', 1962],
    ['soy del 2004', 2004],
  ])('reads %s', (text, year) => expect(birthYear(text, TODAY)).toBe(year));

  it.each(['tengo 83 años', '83 años', 'sí', '987654321', '2050'])('takes nothing from %s', (text) =>
    expect(birthYear(text, TODAY)).toBeNull(),
  );
});

describe('both proofs in one message', () => {
  it.each([
    ['5678 1943'],
    ['5678 del 43'],
    ['5678, 1943'],
    ['12.345.678-5 12/03/1943'],
    ['12345678-5 nací el 12 de marzo de 1943'],
    ['rut termina en 5678 y nací el 43'],
  ])('reads %s', (text) => expect(identity(text, TODAY)).toEqual({ documentTail: '5678', birthYear: 1943 }));

  it('does not take one number for both', () => {
    expect(identity('1943', TODAY)).toEqual({ documentTail: null, birthYear: 1943 });
    expect(identity('5678', TODAY)).toEqual({ documentTail: '5678', birthYear: null });
  });

  it('does not take an age for a year', () => {
    expect(identity('5678 y tengo 83 años', TODAY).birthYear).toBeNull();
  });
});

describe('when it happened', () => {
  it.each([
    ['en marzo del año pasado', '2025-03'],
    ['el 2024', '2024'],
    ['hace dos meses', '2026-09'],
    ['la semana pasada', '2026-11'],
    ['ayer', '2026-11-21'],
    ['el 15 de marzo', '2026-03-15'],
    ['15/03/2025', '2025-03-15'],
    ['en diciembre', '2025-12'],
    ['hace 3 años', '2023'],
    ['el año pasado', '2025'],
    ['en enero de 2025', '2025-01'],
  ])('reads %s', (text, iso) => expect(dateOf(text, TODAY)).toEqual({ iso }));

  it('takes nothing from what has no date, and never the future', () => {
    expect(dateOf('no me acuerdo', TODAY)).toBeNull();
    expect(dateOf('el 2031', TODAY)).toBeNull();
  });

  it('rounds to the month on request', () => {
    expect(monthAndYear('ayer', TODAY)).toEqual({ iso: '2026-11' });
  });
});

describe('telephones', () => {
  it.each([
    ['al 9 8123 4567', '981234567'],
    ['+56 9 7744 1020', '+56977441020'],
    ['987650012', '987650012'],
    ['67 2 431 120', '672431120'],
    ['nueve cuatro cuatro cinco seis siete ocho nueve cero', '944567890'],
  ])('reads %s', (text, digits) => expect(phoneNumber(text)).toBe(digits));

  it.each(['12.345.678-5', '12345678-5', '12/03/1943', '5678', 'sí'])('takes no telephone from %s', (text) =>
    expect(phoneNumber(text)).toBeNull(),
  );
});

describe('hiding documents', () => {
  it('keeps only the last four digits of a whole RUN', () => {
    expect(maskDocument('soy Ana, 12.345.678-5, gracias')).toBe('soy Ana, ••••5678, gracias');
    expect(maskDocument('12345678-k')).toBe('••••5678');
  });
  it('leaves telephones alone', () => {
    expect(maskDocument('llámeme al 9 8765 4321 o al +56987654321')).toBe('llámeme al 9 8765 4321 o al +56987654321');
  });
});
