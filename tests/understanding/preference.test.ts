import { describe, expect, it } from '@jest/globals';
import { preferenceOf } from '../../src/understanding/preference.js';

/** A Friday. */
const TODAY = '2026-11-27';

describe('what day would suit', () => {
  it.each([
    ['mejor un martes por la tarde', { weekdays: [2], part: 'afternoon' }],
    ['un divendres al matí', { weekdays: [5], part: 'morning' }],
    ['di mattina', { part: 'morning' }],
    ['los lunes no puedo', { weekdays: [2, 3, 4, 5, 6, 7] }],
    ['después del 10 de diciembre', { from: '2026-12-10' }],
    ['a partir del 3', { from: '2026-12-03' }],
    ['a gennaio', { from: '2027-01-01' }],
    ['la semana que viene', { from: '2026-11-30' }],
    ['más adelante', { from: '2026-12-11' }],
    ['por la mañana no puedo', { part: 'afternoon' }],
  ])('"%s"', (text, expected) => {
    expect(preferenceOf(text, TODAY)).toEqual(expected);
  });

  it.each(['ninguno', 'no sé', '1', 'gracias'])('"%s" says nothing of it', (text) => {
    expect(preferenceOf(text, TODAY)).toBeNull();
  });
});
