import type { RejectionCode, RepairCode } from './codes.js';

/**
 * A date cell as lists write it. Normal: dd/mm/yyyy. A slashed date is day/month; month/day only where the second number is
 * over 12. A whole number counts days since 30 December 1899, as spreadsheets do (lists/README).
 */

/** `iso` — yyyy-mm-dd; `day` — days since 30 Dec 1899; `code` — how it was repaired, null when written normally. */
export interface DateRead {
  readonly kind: 'date';
  readonly iso: string;
  readonly day: number;
  readonly code: RepairCode | null;
}
export type DateReading =
  | DateRead
  /** "0", "00/00/0000", "S/F": somebody says that there is no date. */
  | { readonly kind: 'none' }
  /** A year of two digits that fits two centuries; only a birth date can be so. */
  | { readonly kind: 'twoCenturies'; readonly earlier: DateRead; readonly later: DateRead }
  | { readonly kind: 'bad'; readonly code: Extract<RejectionCode, 'date-impossible' | 'date-unreadable'> };

/** `birth`: years of two digits may lie a century back. `event`: the latest year not after `latestYear`. */
export type DateUse = 'birth' | 'event';

const FIRST_YEAR = 1880;
const LAST_YEAR = 2150;
const NONE =
  /^(?:0+(?:[.,]0+)?|0{1,4}([/.-])0{1,2}\1?0{0,4}(?: 0{1,2}:00(?::00)?)?|[-–.]+|null|n\/?a|s\/?[fd]|sin (?:fecha|dato|informaci[oó]n)|no (?:tiene|aplica))$/i;
const TIME = String.raw`(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]\.? ?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?`;
const NUMERIC = new RegExp(String.raw`^(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})${TIME}$`, 'i');
const ISO = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${TIME}$`, 'i');
const NAMED = new RegExp(
  String.raw`^(\d{1,2})(?: de |[ /.-])([a-zé]{3,10})\.?(?: de | del |[ /.-])(\d{4}|\d{2})${TIME}$`,
  'i',
);
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const SERIAL = /^(\d{1,6})(?:[.,]0+)?$/;
const SCIENTIFIC = /^(\d)(?:[.,](\d+))?E\+?(\d{1,2})$/i;
const MONTHS = ['ene jan', 'feb', 'mar', 'abr apr', 'may', 'jun', 'jul', 'ago aug', 'sep set', 'oct', 'nov', 'dic dec'];

const IMPOSSIBLE: DateReading = { kind: 'bad', code: 'date-impossible' };
const UNREADABLE: DateReading = { kind: 'bad', code: 'date-unreadable' };

/** `latestYear` — of the reference date; a two-digit year is never read as later. */
export function readDate(cell: string, use: DateUse, latestYear: number): DateReading {
  if (isNormal(cell)) {
    const month = two(cell, 3);
    if (month >= 1 && month <= 12) return made(two(cell, 6) * 100 + two(cell, 8), month, two(cell, 0), null);
  }
  const text = cell.replace(/^'/, '').trim();
  if (NONE.test(text)) return { kind: 'none' };

  const numeric = NUMERIC.exec(text);
  if (numeric !== null)
    return fromNumbers(Number(numeric[1]), Number(numeric[3]), numeric[4] as string, use, latestYear);
  const iso = ISO.exec(text);
  if (iso !== null) return made(Number(iso[1]), Number(iso[3]), Number(iso[4]), 'date-format');
  const named = NAMED.exec(text);
  if (named !== null) {
    const short = (named[2] as string).slice(0, 3).toLowerCase();
    const month = MONTHS.findIndex((names) => names.split(' ').includes(short)) + 1;
    if (month === 0) return UNREADABLE;
    return withYear(named[3] as string, use, latestYear, (year, code) =>
      made(year, month, Number(named[1]), code ?? 'date-format'),
    );
  }
  const compact = COMPACT.exec(text);
  if (compact !== null) return fromEightDigits(text);
  const scientific = SCIENTIFIC.exec(text);
  if (scientific !== null) {
    const decimals = scientific[2] ?? '';
    if (decimals.length !== Number(scientific[3])) return UNREADABLE; // digits were lost: any of ten, a hundred days
    return fromSerial(Number(`${scientific[1]}${decimals}`));
  }
  const serial = SERIAL.exec(text);
  if (serial !== null) return fromSerial(Number(serial[1]));
  return UNREADABLE;
}

function isNormal(cell: string): boolean {
  if (cell.length !== 10 || cell.charCodeAt(2) !== 47 || cell.charCodeAt(5) !== 47) return false;
  for (let i = 0; i < 10; i++) {
    const code = cell.charCodeAt(i);
    if (i !== 2 && i !== 5 && (code < 48 || code > 57)) return false;
  }
  return true;
}

const two = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;

function fromNumbers(first: number, second: number, yearText: string, use: DateUse, latestYear: number): DateReading {
  if (first === 0 && second === 0) return IMPOSSIBLE;
  const monthFirst = second > 12 && first <= 12;
  const day = monthFirst ? second : first;
  const month = monthFirst ? first : second;
  const own: RepairCode = monthFirst ? 'date-us' : 'date-format';
  return withYear(yearText, use, latestYear, (year, code) => made(year, month, day, code ?? own));
}

/** Years of two digits: the only century that is not in the future; for births either, when both are within a life. */
function withYear(
  text: string,
  use: DateUse,
  latestYear: number,
  make: (year: number, code: RepairCode | null) => DateReading,
): DateReading {
  if (text.length === 4) return make(Number(text), null);
  const century = Math.floor(latestYear / 100) * 100;
  const recent = century + Number(text);
  const later = recent > latestYear ? recent - 100 : recent;
  const last = make(later, 'date-two-digit-year');
  if (use === 'event' || latestYear - (later - 100) > 120) return last;
  const first = make(later - 100, 'date-two-digit-year');
  if (first.kind !== 'date') return last; // 29 February of a year that is no leap year
  return last.kind === 'date' ? { kind: 'twoCenturies', earlier: first, later: last } : first;
}

/** 20210304, or 04032021: the year shows which, for years never begin with a month. */
function fromEightDigits(text: string): DateReading {
  const yearFirst = Number(text.slice(0, 4));
  if (yearFirst >= FIRST_YEAR && yearFirst <= LAST_YEAR && Number(text.slice(4, 6)) <= 12)
    return made(yearFirst, Number(text.slice(4, 6)), Number(text.slice(6)), 'date-format');
  return made(Number(text.slice(4)), Number(text.slice(2, 4)), Number(text.slice(0, 2)), 'date-format');
}

/** Serials below 1,000 are ages or typing errors, not days of 1902. */
function fromSerial(serial: number): DateReading {
  if (serial < 1000) return UNREADABLE;
  const date = new Date((serial - 25569) * 86_400_000);
  return made(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), 'date-serial');
}

const DAYS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function made(year: number, month: number, day: number, code: RepairCode | null): DateReading {
  if (month < 1 || month > 12 || day < 1 || day > (DAYS[month] as number)) return IMPOSSIBLE;
  if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0))) return IMPOSSIBLE;
  if (year < FIRST_YEAR || year > LAST_YEAR) return IMPOSSIBLE;
  const iso = `${year}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
  return { kind: 'date', iso, day: Math.round(Date.UTC(year, month - 1, day) / 86_400_000) + 25569, code };
}

/** Dates repeat: a list of 3,000,000 rows holds some 35,000 different ones. Each normal one is made once and found by its numbers. */
export class DateReader {
  readonly #normal: (DateReading | undefined)[] = [];
  readonly #latestYear: number;

  constructor(today: string) {
    this.#latestYear = Number(today.slice(0, 4));
  }

  read(cell: string, use: DateUse): DateReading {
    if (!isNormal(cell)) return readDate(cell, use, this.#latestYear);
    const year = two(cell, 6) * 100 + two(cell, 8);
    const month = two(cell, 3);
    const day = two(cell, 0);
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day > 31)
      return readDate(cell, use, this.#latestYear);
    const place = ((year - FIRST_YEAR) * 12 + month - 1) * 32 + day;
    return (this.#normal[place] ??= made(year, month, day, null));
  }
}

/** Whole years from `birth` to `today`, both yyyy-mm-dd. */
export function ageOn(birth: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}
