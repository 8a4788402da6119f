import { beforeAll, describe, expect, it } from '@jest/globals';
import { dayWithin, nextStaffed } from '../../src/desk/working-days.js';
import { PATHS } from '../../src/paths.js';
import { loadProgramme, type Programme } from '../../src/programmes/programme.js';

let jujuy: Programme;
beforeAll(async () => {
  jujuy = await loadProgramme(`${PATHS.programmes}/jujuy`);
});

const within = (at: string, days: number) => dayWithin(jujuy, {}, Date.parse(at), days);

describe('until when somebody answers', () => {
  it('counts days with people: no weekends, no holidays', () => {
    expect(within('2026-11-27T10:00:00-03:00', 0)).toBe('2026-11-27'); // a Friday
    expect(within('2026-11-27T10:00:00-03:00', 1)).toBe('2026-11-30');
    expect(within('2026-11-27T19:30:00-03:00', 0)).toBe('2026-11-30');
    expect(within('2026-11-29T23:10:00-03:00', 2)).toBe('2026-12-02');
    expect(within('2026-12-04T10:00:00-03:00', 2)).toBe('2026-12-09'); // 8 December is a holiday
  });

  it('opens with the desk', () => {
    const at = Date.parse('2026-11-28T10:00:00-03:00'); // a Saturday
    expect(new Date(nextStaffed(jujuy, {}, at)).toISOString()).toBe('2026-11-30T10:00:00.000Z');
  });
});
