import { DateTime } from 'luxon';

/** When a person may be disturbed. */
export interface AllowedHours {
  readonly zone: string;
  /** HH:mm, local. `to` itself is outside. */
  readonly hours: { readonly from: string; readonly to: string };
  /** Local days, yyyy-mm-dd, on which nobody is disturbed. */
  readonly holidays?: ReadonlySet<string>;
}

/** Longer than any row of holidays: a calendar that closes every day is a mistake, and people are better asked than forgotten. */
const DAYS_AHEAD = 30;

/**
 * The first allowed instant at or after `at` (epoch ms, UTC both ways). Opening messages and reminders wait for it;
 * replies go at any hour. Local hours, so that a change of summer time moves nobody's morning.
 */
export function nextAllowed(at: number, { zone, hours, holidays }: AllowedHours): number {
  const local = DateTime.fromMillis(at, { zone });
  for (let ahead = 0; ahead < DAYS_AHEAD; ahead += 1) {
    const day = ahead === 0 ? local : local.plus({ days: ahead }).startOf('day');
    if (holidays?.has(day.toISODate() as string)) continue;
    const from = atTime(day, hours.from);
    if (day <= from) return from.toMillis();
    if (day < atTime(day, hours.to)) return day.toMillis();
  }
  return at;
}

function atTime(day: DateTime, time: string): DateTime {
  const [hour, minute] = time.split(':').map(Number);
  return day.set({ hour: hour ?? 0, minute: minute ?? 0, second: 0, millisecond: 0 });
}
