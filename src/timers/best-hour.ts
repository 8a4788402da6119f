/** When to begin with somebody of whom it is known at what hour they answer. */
import { nextAllowed, type AllowedHours } from './hours.js';

/**
 * The first allowed instant at or after `at` (epoch ms, UTC both ways) within the local hour of day (0–23) at which the person answered
 * before. Where that is not known (null) or lies outside the allowed hours, the first allowed instant at all. At most some days away:
 * the hour comes every day but on holidays, and on the one day on which the clocks skip it.
 */
export function bestStart(at: number, allowed: AllowedHours, answeredHour: number | null): number {
  if (answeredHour === null) return nextAllowed(at, allowed);
  const { from, to } = allowed.hours;
  const hours = { from: later(from, timeOf(answeredHour)), to: earlier(to, timeOf(answeredHour + 1)) };
  return nextAllowed(at, hours.from < hours.to ? { ...allowed, hours } : allowed);
}

/** 24 → "24:00", the end of the day; times of day compare as text. */
const timeOf = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
const later = (a: string, b: string): string => (a > b ? a : b);
const earlier = (a: string, b: string): string => (a < b ? a : b);
