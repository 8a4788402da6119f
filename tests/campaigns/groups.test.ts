import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageGroup, ageRange, GroupTable, SMALLEST } from '../../src/campaigns/groups.js';

const one = { people: 1, begun: 1, answered: 1, needsCare: 1, canBeDischarged: 0 };
const tableOf = (sizes: Readonly<Record<string, number>>): GroupTable => {
  const table = new GroupTable();
  for (const [value, people] of Object.entries(sizes)) for (let n = 0; n < people; n += 1) table.add(value, one);
  return table;
};

describe('groups of people', () => {
  it('never have a row of fewer people than the smallest, and always add up', () => {
    const sizes = fc.dictionary(fc.constantFrom('', '0', '18', '30', '40', '50', '60', '70', '80'), fc.nat(25));
    fc.assert(
      fc.property(sizes, fc.constantFrom('age' as const, 'sex' as const, 'commune' as const), (given, dimension) => {
        const rows = tableOf(given).groups(dimension);
        const people = Object.values(given).reduce((all, each) => all + each, 0);
        expect(rows.reduce((all, row) => all + row.people, 0)).toBe(people);
        for (const row of rows) expect(row.people >= SMALLEST || rows.length === 1).toBe(true);
        for (const row of rows) expect(row.shares === null).toBe(row.people < SMALLEST);
      }),
    );
  });

  it('of a small size join the smallest large one, so that no row can be had by subtraction', () => {
    const rows = tableOf({ 1: 40, 2: 60, 3: 2 }).groups('sex');
    expect(rows.map(({ values, people }) => [values.join(' '), people])).toEqual([['2', 60], ['1 3', 42]]); // prettier-ignore
  });

  it('of age join their neighbours', () => {
    const rows = tableOf({ 0: 3, 18: 30, 70: 20, 80: 4 }).groups('age');
    expect(rows.map(({ values }) => ageRange(values))).toEqual([
      { from: 0, to: 29, unknown: false },
      { from: 70, to: null, unknown: false },
    ]);
    expect(ageGroup(1950, 2026)).toBe('70');
    expect(ageGroup(0, 2026)).toBe('');
  });

  it('are at most fifteen communes, and the rest', () => {
    const sizes = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [String(10_101 + n), 20 + n]));
    const rows = tableOf(sizes).groups('commune');
    expect(rows).toHaveLength(16);
    expect(rows.at(-1)?.values).toHaveLength(15);
  });
});
