import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  codiceFiscaleCheck, dniCheckLetter, isPlaceholderRun, parseCip, parseCodiceFiscale, parseDniArgentina, parseDniSpain, parseDocument,
  parseNie, parseRun, runCheckDigit, runOf, writeRun,
} from '../../src/domain/document-number.js'; // prettier-ignore

const value = (parsed: { ok: boolean; value?: string; problem?: string }): string | undefined =>
  parsed.ok ? parsed.value : `!${parsed.problem}`;

describe('RUN', () => {
  it.each(['12345678-5', '30686957-4', '5126663-3', '10000013-K', '10000004-0', '90000000-6', '19949350-7'])(
    'takes the known number %s',
    (text) => {
      const parsed = parseRun(text);
      expect(value(parsed)).toBe(text.slice(0, -2));
      expect(parsed.ok && writeRun(parsed.value)).toBe(text);
    },
  );
  it('reads points, spaces, lower-case k and leading zeros', () => {
    expect(value(parseRun('12.345.678-5'))).toBe('12345678');
    expect(value(parseRun(' 10 000 013 - k '))).toBe('10000013');
    expect(value(parseRun('05126663-3'))).toBe('5126663');
  });
  it('says why it refuses, and never throws', () => {
    expect(value(parseRun(''))).toBe('!empty');
    expect(value(parseRun('pasaporte AB123'))).toBe('!format');
    expect(value(parseRun('12345678-6'))).toBe('!checkDigit');
    expect(value(parseRun('11111111-1'))).toBe('!placeholder');
    expect(value(parseRun('1-9'))).toBe('!placeholder');
    fc.assert(fc.property(fc.string(), (text) => typeof parseRun(text).ok === 'boolean'));
  });
  it('knows eight equal digits as placeholders, seven not', () => {
    for (const digit of '0123456789') expect(isPlaceholderRun(digit.repeat(8))).toBe(true);
    expect(isPlaceholderRun('7777777')).toBe(false);
    expect(isPlaceholderRun('')).toBe(false);
  });
  it('refuses any single digit typed wrong', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000_000, max: 30_000_000 }),
        fc.nat(6),
        fc.integer({ min: 1, max: 9 }),
        (run, at, by) => {
          const digits = [...String(run)];
          digits[at] = String((Number(digits[at]) + by) % 10);
          fc.pre(digits[0] !== '0' && !isPlaceholderRun(digits.join('')));
          return !runOf(digits.join(''), runCheckDigit(run)).ok;
        },
      ),
    );
  });
});

describe('other countries', () => {
  it('checks the shape of an Argentine DNI', () => {
    expect(value(parseDniArgentina('28.456.123'))).toBe('28456123');
    expect(value(parseDniArgentina('DNI 8456123'))).toBe('8456123');
    expect(value(parseDniArgentina('99999999'))).toBe('!placeholder');
    expect(value(parseDniArgentina('284561234'))).toBe('!format');
  });
  it('checks the letter of a Spanish DNI and NIE', () => {
    expect(value(parseDniSpain('12345678-z'))).toBe('12345678Z');
    expect(value(parseDniSpain('1234567L'))).toBe('01234567L');
    expect(value(parseDniSpain('12345678A'))).toBe('!checkDigit');
    expect(value(parseNie('X1234567L'))).toBe('X1234567L');
    expect(value(parseNie('Y1234567A'))).toBe('!checkDigit');
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000, max: 99_999_998 }), (n) => {
        const digits = String(n).padStart(8, '0');
        return /^(\d)\1*$/.test(digits) || parseDniSpain(`${digits}${dniCheckLetter(n)}`).ok;
      }),
    );
  });
  it('checks the shape and day of a CIP', () => {
    expect(value(parseCip('PUGA 1 620304 00 5'))).toBe('PUGA1620304005');
    expect(value(parseCip('PUGA1621304005'))).toBe('!format');
  });
  it('checks a codice fiscale, also with omocodia', () => {
    expect(value(parseCodiceFiscale('rssmra85t10a562s'))).toBe('RSSMRA85T10A562S');
    expect(value(parseCodiceFiscale('RSSMRA85T10A562T'))).toBe('!checkDigit');
    const omocodia = 'RSSMRA85T10A56N'; // the 2 written as N
    expect(value(parseCodiceFiscale(`${omocodia}${codiceFiscaleCheck(omocodia)}`))).toBe(`${omocodia}H`);
    expect(value(parseCodiceFiscale('RSSMRA85T35A562S'))).toBe('!format');
  });
  it('chooses the type by how the number looks', () => {
    const typed = (country: 'CL' | 'AR' | 'ES' | 'IT', text: string): string => {
      const parsed = parseDocument(country, text);
      return parsed.ok ? `${parsed.value.country} ${parsed.value.type}` : parsed.problem;
    };
    expect(typed('CL', '12.345.678-5')).toBe('CL RUN');
    expect(typed('AR', '28456123')).toBe('AR DNI');
    expect(typed('ES', '12345678Z')).toBe('ES DNI');
    expect(typed('ES', 'X1234567L')).toBe('ES NIE');
    expect(typed('ES', 'PUGA1620304005')).toBe('ES CIP');
    expect(typed('IT', 'RSSMRA85T10A562S')).toBe('IT CF');
    expect(typed('ES', '')).toBe('empty');
  });
});
