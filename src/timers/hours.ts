import { DateTime } from 'luxon';

/** The local hours within which a person may be disturbed. */
export interface AllowedHours {
  readonly zone: string;
  /** HH:mm, local. `to` itself is outside. */
  readonly hours: { readonly from: string; readonly to: string };
}

/**
 * The first allowed instant at or after `at` (epoch ms, UTC both ways). Opening messages and reminders wait for it;
 * replies go at any hour. Local hours, so that a change of summer time moves nobody's morning.
 */
export function nextAllowed(at: number, { zone, hours }: AllowedHours): number {
  const local = DateTime.fromMillis(at, { zone });
  const from = atTime(local, hours.from);
  if (local < from) return from.toMillis();
  if (local < atTime(local, hours.to)) return at;
  return atTime(local.plus({ days: 1 }), hours.from).toMillis();
}

function atTime(day: DateTime, time: string): DateTime {
  const [hour, minute] = time.split(':').map(Number);
  return day.set({ hour: hour ?? 0, minute: minute ?? 0, second: 0, millisecond: 0 });
}
