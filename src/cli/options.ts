import { InvalidArgumentError } from 'commander';
import { DateTime } from 'luxon';

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number');
  return value;
}

/** yyyy-mm-dd */
export function dateOption(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || !DateTime.fromISO(text).isValid)
    throw new InvalidArgumentError('must be a date like 2026-11-21');
  return text;
}

/** A moment, ISO 8601. */
export function moment(text: string): Date {
  const at = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('must be like 2026-11-27T09:00:00-03:00');
  return at;
}
