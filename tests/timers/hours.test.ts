import { describe, expect, it } from '@jest/globals';
import { nextAllowed } from '../../src/timers/hours.js';
import { taskDueAt } from '../../src/desk/due.js';

const chile = { zone: 'America/Santiago', hours: { from: '09:00', to: '20:00' } };
const at = (iso: string) => Date.parse(iso);
const next = (iso: string, hours = chile) => new Date(nextAllowed(at(iso), hours)).toISOString();

describe('the allowed hours', () => {
  it('let a message go at once within them, and wait for the morning outside', () => {
    expect(next('2026-11-23T15:30:00Z')).toBe('2026-11-23T15:30:00.000Z'); // 12:30 in Santiago
    expect(next('2026-11-23T10:00:00Z')).toBe('2026-11-23T12:00:00.000Z'); // 7:00 → 9:00
    expect(next('2026-11-23T23:00:00Z')).toBe('2026-11-24T12:00:00.000Z'); // 20:00 is outside
    expect(next('2026-11-24T02:00:00Z')).toBe('2026-11-24T12:00:00.000Z'); // 23:00 the day before
  });
  it('follow the change of summer time', () => {
    expect(next('2026-04-04T02:00:00Z')).toBe('2026-04-04T12:00:00.000Z'); // still -3
    expect(next('2026-04-05T02:00:00Z')).toBe('2026-04-05T13:00:00.000Z'); // -4 from that night on
  });
  it('are those of the place: Easter Island, Coyhaique', () => {
    expect(next('2026-11-23T13:00:00Z', { ...chile, zone: 'Pacific/Easter' })).toBe('2026-11-23T14:00:00.000Z');
    expect(next('2026-07-01T11:30:00Z', { ...chile, zone: 'America/Coyhaique' })).toBe('2026-07-01T12:00:00.000Z');
  });
});

describe('a task', () => {
  it('is due at once in danger, the same day when somebody got worse', () => {
    expect(taskDueAt('emergency', at('2026-11-23T03:00:00Z'), chile)).toBe(at('2026-11-23T03:00:00Z'));
    expect(new Date(taskDueAt('sameDay', at('2026-11-23T15:00:00Z'), chile)).toISOString()).toBe(
      '2026-11-24T02:59:59.999Z',
    );
  });
});
