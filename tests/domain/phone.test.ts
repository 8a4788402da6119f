import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import parsePhoneNumber from 'libphonenumber-js/max';
import {
  comparisonForm,
  isPlaceholderPhone,
  parseE164,
  readPhones,
  type E164,
  type PhoneContext,
} from '../../src/domain/phone.js';

const CL_MOBILE: PhoneContext = { country: 'CL', field: 'mobile' };
const CL_LANDLINE: PhoneContext = { country: 'CL', field: 'landline' };

const told = (cell: string, context: PhoneContext): string => {
  const reading = readPhones(cell, context);
  const numbers = reading.numbers.map((number) => `${number.e164} ${number.kind} ${number.rule}`);
  if (reading.placeholder) numbers.push('placeholder');
  if (reading.unusable.length > 0) numbers.push(`unusable ${reading.unusable.length}`);
  return numbers.length === 0 ? (reading.none ? 'none' : '?') : numbers.join(', ');
};

describe('Chilean cells', () => {
  it.each([
    ['961234567', '+56961234567 mobile plain'],
    ['222345678', '+56222345678 landline plain'],
    ['+56 9 6123 4567', '+56961234567 mobile international'],
    ['+569 61234567', '+56961234567 mobile international'],
    ['56961234567', '+56961234567 mobile international'],
    ['(+56) 9 6123 4567', '+56961234567 mobile international'],
    ['0056961234567', '+56961234567 mobile international'],
    ['0961234567', '+56961234567 mobile trunkZero'],
    ['9.6123.4567', '+56961234567 mobile separators'],
    ['9-6123-4567', '+56961234567 mobile separators'],
    ['9 6123 4567', '+56961234567 mobile separators'],
    ['961234567.0', '+56961234567 mobile float'],
    ['961,234,567', '+56961234567 mobile plain'],
    ['9.61234567E8', '+56961234567 mobile plain'],
    ["'961234567", '+56961234567 mobile plain'],
    ['61234567', '+56961234567 mobile nineAdded'],
    ['+56 61234567', '+56961234567 mobile nineAdded'],
    ['961234567 (hija)', '+56961234567 mobile words'],
    ['961234567 sobrina Rosa', '+56961234567 mobile words'],
    ['Fono: 961234567', '+56961234567 mobile words'],
    ['961234567 casa 4', '+56961234567 mobile words'],
    ['961234567/928515043', '+56961234567 mobile plain, +56928515043 mobile plain'],
    ['961234567 / 61234567', '+56961234567 mobile plain'],
    ['961234567 Y 928515043', '+56961234567 mobile plain, +56928515043 mobile plain'],
    ['961234567, 222345678', '+56961234567 mobile plain, +56222345678 landline plain'],
    ['961234567;928515043', '+56961234567 mobile plain, +56928515043 mobile plain'],
    ['961234567-928515043', '+56961234567 mobile plain, +56928515043 mobile plain'],
    ['961234567 928515043', '+56961234567 mobile plain, +56928515043 mobile plain'],
    ['961234567 (hija) 928515043 hijo', '+56961234567 mobile words, +56928515043 mobile words'],
    ['961234567/8', '+56961234567 mobile plain, unusable 1'],
    ['+54 9 388 412 3456', '+5493884123456 mobile international'],
    ['', 'none'],
    ['0', 'none'],
    ['-', 'none'],
    ['no tiene', 'none'],
    ['S/N', 'none'],
    ['999999999', 'placeholder'],
    ['12345678', 'placeholder'],
    ['111111111', 'placeholder'],
    ['000000000', 'placeholder'],
    ['99999999', 'placeholder'],
    ['912345678', 'placeholder'],
    ['+56 9 99999999', 'placeholder'],
    ['41234567', 'unusable 1'],
    ['2345678', 'unusable 1'],
    ['9.61E8', 'unusable 1'],
    ['061234567', 'unusable 1'],
    ['9612345678', 'unusable 1'],
  ])('reads %j as %s', (cell, expected) => expect(told(cell, CL_MOBILE)).toBe(expected));

  it('does not complete eight digits in a landline column: they could be two things', () => {
    expect(told('61234567', CL_LANDLINE)).toBe('unusable 1');
    expect(told('22345678', CL_LANDLINE)).toBe('unusable 1');
    expect(told('961234567', CL_LANDLINE)).toBe('+56961234567 mobile plain');
  });

  it('keeps the piece each number came from', () => {
    const [first, second] = readPhones('961234567 (hija) / +56928515043', CL_MOBILE).numbers;
    expect(first?.raw).toBe('961234567 (hija)');
    expect(second?.raw).toBe('+56928515043');
  });

  it('never throws, whatever the cell', () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (cell) => Array.isArray(readPhones(cell, CL_MOBILE).numbers)));
    const pieces = fc.array(
      fc.constantFrom('9', '61234567', '961234567', ' ', '/', '-', '+56', '(', ')', 'hija', '.', ',', 'y'),
    );
    fc.assert(
      fc.property(pieces, (parts) =>
        readPhones(parts.join(''), CL_MOBILE).numbers.every((number) => /^\+[1-9]\d{6,14}$/.test(number.e164)),
      ),
    );
  });

  it('agrees with libphonenumber on plain numbers, though it does not ask it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[2-9]\d{8}$/), (cell) => {
        const reading = readPhones(cell, CL_MOBILE);
        if (isPlaceholderPhone(cell)) return reading.placeholder && reading.numbers.length === 0;
        const parsed = parsePhoneNumber(cell, 'CL');
        return parsed?.isPossible() === true && parsed.number === reading.numbers[0]?.e164;
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.stringMatching(/^\+56[2-9]\d{8}$/), (text) => {
        const parsed = parsePhoneNumber(text);
        return parsed?.isPossible() === true && (parsed.number as string) === parseE164(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads a plain number and the same number with spaces alike', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[2-9]\d{8}$/), (cell) => {
        const spaced = `${cell.slice(0, 1)} ${cell.slice(1, 5)} ${cell.slice(5)}`;
        const [a, b] = [readPhones(cell, CL_MOBILE), readPhones(spaced, CL_MOBILE)];
        return (
          a.numbers[0]?.e164 === b.numbers[0]?.e164 &&
          a.numbers[0]?.kind === b.numbers[0]?.kind &&
          a.placeholder === b.placeholder
        );
      }),
    );
  });
});

describe('other countries', () => {
  const read = (country: PhoneContext['country'], cell: string, field: PhoneContext['field'] = 'mobile'): string =>
    told(cell, { country, field }).replace(/ (plain|separators|trunkZero|international)$/, '');
  it('reads Argentine mobiles with 15 and 549, and leaves the rest landlines', () => {
    for (const cell of ['388 15 412 3456', '0388 15 412 3456', '+54 9 388 412 3456', '+54 388 15 412 3456'])
      expect(read('AR', cell)).toBe('+5493884123456 mobile');
    expect(read('AR', '3884123456')).toBe('+543884123456 landline');
    expect(read('AR', '15 412 3456')).toBe('unusable 1');
  });
  it('reads Spanish and Italian numbers', () => {
    expect(read('ES', '612 34 56 79')).toBe('+34612345679 mobile');
    expect(read('ES', '932607500')).toBe('+34932607500 landline');
    expect(read('IT', '347 123 4567')).toBe('+393471234567 mobile');
    expect(read('IT', '055 545454')).toBe('+39055545454 landline');
  });
  it('reads Mexican numbers with and without the old 1', () => {
    expect(read('MX', '+521 55 1234 5678')).toBe('+525512345678 mobile');
    expect(read('MX', '55 1234 5678')).toBe('+525512345678 mobile');
  });
});

describe('E.164', () => {
  it('is made of numbers that could be dialled only', () => {
    expect(parseE164('+56961234567')).toBe('+56961234567');
    expect(parseE164('961234567')).toBe('+56961234567');
    expect(parseE164('388 15 412 3456', 'AR')).toBe('+5493884123456');
    expect(parseE164('12345')).toBeNull();
    expect(parseE164('hola')).toBeNull();
  });
  it('compares WhatsApp numbers of Argentina and Mexico without their extra digit', () => {
    expect(comparisonForm('+5493884123456' as E164)).toBe(comparisonForm('+543884123456' as E164));
    expect(comparisonForm('+5215512345678' as E164)).toBe(comparisonForm('+525512345678' as E164));
    expect(comparisonForm('+56961234567' as E164)).toBe('+56961234567');
  });
});
