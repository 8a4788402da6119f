/** Numbers, money and times as the reader's language writes them. */
import type { Services } from '../turn/services.js';
import { region, say } from './language.js';

const WHOLE = { useGrouping: 'always' } as Intl.NumberFormatOptions;
const made = new Map<string, Intl.NumberFormat>();

/** Formats are slow to make, and a page needs one for each figure. */
function formatOf(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${region()} ${name}`;
  let format = made.get(key);
  if (!format) made.set(key, (format = new Intl.NumberFormat(region(), options)));
  return format;
}

export const count = (value: number): string => formatOf('whole', WHOLE).format(value);

/** 0…1 → "62,5 %". */
export const percent = (share: number): string =>
  say('{value} %', { value: formatOf('tenth', { maximumFractionDigits: 1 }).format(share * 100) });

/** A 95 % interval: "55 a 69 %". Outwards to whole numbers: it never looks narrower than it is. */
export const range = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  say('{low} a {high} %', { low: Math.floor(low * 100 + 1e-9), high: Math.ceil(high * 100 - 1e-9) });

/** `amount` — in the smallest unit of the currency. An unknown currency is shown as it is stored. */
export function money(amount: number, currency: string): string {
  try {
    const format = new Intl.NumberFormat(region(), { style: 'currency', currency });
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0));
  } catch {
    return `${count(amount)} ${currency}`.trim();
  }
}

/** "23-11-2026 10:05" where the programme is. */
/** The clock on the wall of those who look at what is of no programme alone. */
export const houseZone = ({ programmes }: Pick<Services, 'programmes'>): string =>
  [...programmes.values()][0]?.zone ?? 'UTC';

export function dayAndTime(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat(region(), {
    timeZone: zone, day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }); // prettier-ignore
  return parts.format(at).replace(',', '');
}

export function timeOfDay(at: Date, zone: string): string {
  const parts = { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(region(), parts).format(at);
}
