import { describe, expect, it } from '@jest/globals';
import type { WaitRow } from '../../src/domain/call-waits.js';
import { waitTable, type WaitRule } from '../../src/domain/wait-table.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAY = 86_400_000;
const rule: WaitRule = {
  maxAgeDays: 35,
  faces: { green: 5, yellow: 12 },
  hours: { from: '08:00', to: '10:00' },
  now: NOW,
};
const row = (from: string, to: string, average: number, daysOld = 1, source = 'Centralino'): WaitRow => ({
  from, to, average, least: 1, most: null, source, asOf: NOW - daysOld * DAY, day: new Date(NOW - daysOld * DAY).toISOString().slice(0, 10),
}); // prettier-ignore

describe('the table of waits', () => {
  it('gives each half hour its face, and names the best', () => {
    const table = waitTable([row('08:00', '08:30', 14), row('08:30', '09:00', 12), row('09:00', '10:00', 5)], rule);
    expect(table.lines.map(({ from, known }) => [from, known?.face])).toEqual([
      ['08:00', 'red'],
      ['08:30', 'yellow'],
      ['09:00', 'green'],
    ]);
    expect(table).toMatchObject({
      is: 'fresh',
      source: 'Centralino',
      best: { from: '09:00', to: '10:00', average: 5 },
    });
  });

  it('says where nobody has measured, as one stretch', () => {
    expect(waitTable([row('08:30', '09:00', 3)], rule).lines).toEqual([
      { from: '08:00', to: '08:30', known: null },
      { from: '08:30', to: '09:00', known: { average: 3, least: 1, most: null, face: 'green' } },
      { from: '09:00', to: '10:00', known: null },
    ]);
  });

  it('tells nothing that is too old, and is as old as its oldest line', () => {
    expect(waitTable([row('08:00', '08:30', 3, 36)], rule)).toEqual({
      is: 'stale',
      source: 'Centralino',
      asOf: '2026-10-18',
      lines: [],
      best: null,
    });
    const mixed = waitTable(
      [row('08:00', '08:30', 3, 36), row('08:30', '09:00', 9, 20), row('09:00', '09:30', 8)],
      rule,
    );
    expect(mixed).toMatchObject({ is: 'fresh', asOf: '2026-11-03', best: { from: '09:00' } });
    expect(mixed.lines[0]).toEqual({ from: '08:00', to: '08:30', known: null });
    expect(waitTable([], rule)).toMatchObject({ is: 'missing', source: null, best: null });
  });

  it('tells the newer of two sources', () => {
    const table = waitTable([row('08:00', '08:30', 3, 9, 'old'), row('08:00', '08:30', 20, 2, 'new')], rule);
    expect(table.lines[0]?.known).toMatchObject({ average: 20, face: 'red' });
    expect(table.source).toBe('new');
  });
});
