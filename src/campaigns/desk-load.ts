/** When the desk has done what a campaign brings it: tasks of each day against what its people get through. Pure. */
import { nextAllowed, type AllowedHours } from '../timers/hours.js';
import { DateTime } from 'luxon';

export interface DeskLoad {
  readonly operators: number;
  readonly perDay: number;
  /** The day on which the last promised call is made, yyyy-mm-dd; null = within the days looked at the desk never gets there. */
  readonly lastCallAt: string | null;
  readonly mostWaiting: number;
}

const DAY = 86_400_000;
/** A desk that is not through after so long is too small: no date is promised. */
const MOST_DAYS = 1500;

/** `tasks` — by local day, yyyy-mm-dd, in order. The desk works on the days and within the hours on which people may be written to. */
export function deskLoad(
  tasks: ReadonlyMap<string, number>,
  { operators, minutesPerTask }: { readonly operators: number; readonly minutesPerTask: number },
  hours: AllowedHours,
): DeskLoad {
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  const perDay = Math.floor((operators * (minutes(hours.hours.to) - minutes(hours.hours.from))) / minutesPerTask);
  const [first] = tasks.keys();
  const last = [...tasks.keys()].at(-1) ?? '';
  let waiting = 0;
  let mostWaiting = 0;
  let lastCallAt: string | null = null;
  if (first !== undefined)
    for (let n = 0; n < MOST_DAYS; n += 1) {
      const day = DateTime.fromISO(first, { zone: hours.zone }).plus({ days: n });
      const date = day.toISODate() as string;
      waiting += tasks.get(date) ?? 0;
      mostWaiting = Math.max(mostWaiting, waiting);
      const noon = day.toMillis() + DAY / 2;
      const works = nextAllowed(noon, hours) === noon;
      if (works && waiting > 0) {
        waiting = Math.max(0, waiting - perDay);
        lastCallAt = date;
      }
      if (date >= last && waiting < 0.5) break;
    }
  return { operators, perDay, lastCallAt: waiting < 0.5 ? lastCallAt : null, mostWaiting: Math.round(mostWaiting) };
}
