/** Numbers, money and times as a coordinator in Chile reads them. */

const whole = new Intl.NumberFormat('es-CL', { useGrouping: 'always' } as Intl.NumberFormatOptions);
const tenth = new Intl.NumberFormat('es-CL', { maximumFractionDigits: 1 });

export const count = (value: number): string => whole.format(value);

/** 0…1 → "62,5 %". */
export const percent = (share: number): string => `${tenth.format(share * 100)} %`;

/** A 95 % interval: "55 a 69 %". Outwards to whole numbers: it never looks narrower than it is. */
export const range = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `${Math.floor(low * 100 + 1e-9)} a ${Math.ceil(high * 100 - 1e-9)} %`;

/** `amount` — in the smallest unit of the currency. An unknown currency is shown as it is stored. */
export function money(amount: number, currency: string): string {
  try {
    const format = new Intl.NumberFormat('es-CL', { style: 'currency', currency });
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0));
  } catch {
    return `${count(amount)} ${currency}`.trim();
  }
}

/** "23-11-2026 10:05" where the programme is. */
export function dayAndTime(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('es-CL', {
    timeZone: zone, day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }); // prettier-ignore
  return parts.format(at).replace(',', '');
}

export function timeOfDay(at: Date, zone: string): string {
  const parts = { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('es-CL', parts).format(at);
}
