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
