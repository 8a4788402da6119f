/** When the people of a programme answer. */
import { DateTime } from 'luxon';
import type { Programme } from '../programmes/programme.js';
import { hoursFor, type Whereabouts } from '../programmes/zones.js';
import { nextAllowed, type AllowedHours } from '../timers/hours.js';
import { ZoneClock } from '../timers/offset.js';

const DAY = 86_400_000;
/** No programme is closed for longer: a calendar that says so is wrong. */
const FARTHEST = 60;

/** Hours in which somebody answers: those of the desk, on its days of the week, without holidays. */
function deskHours(programme: Programme, where: Whereabouts): AllowedHours {
  return { ...hoursFor(programme, where), hours: programme.desk.hours };
}

const weekdayOf = (day: string): number => ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

/** The first instant at or after `at` in which people answer; both epoch ms. */
export function nextStaffed(programme: Programme, where: Whereabouts, at: number): number {
  const hours = deskHours(programme, where);
  const clock = ZoneClock.of(hours.zone);
  let open = nextAllowed(at, hours);
  for (let days = 0; days < FARTHEST; days += 1) {
    const day = clock.day(open);
    if (programme.desk.weekdays.includes(weekdayOf(day))) return open;
    open = nextAllowed(startOfNext(open, clock), hours);
  }
  return open;
}

/** The day (yyyy-mm-dd, theirs) until when something of today is done in so many working days; 0 = the next day with people. */
export function dayWithin(programme: Programme, where: Whereabouts, at: number, workingDays: number): string {
  const clock = ZoneClock.of(where.zone ?? programme.zone);
  let open = nextStaffed(programme, where, at);
  for (let left = workingDays; left > 0; left -= 1) open = nextStaffed(programme, where, startOfNext(open, clock));
  return clock.day(open);
}

/** The last instant of that day there, epoch ms. */
export function endOfWorkingDay(programme: Programme, where: Whereabouts, at: number, workingDays: number): number {
  const zone = where.zone ?? programme.zone;
  return DateTime.fromISO(dayWithin(programme, where, at, workingDays), { zone })
    .endOf('day')
    .toMillis();
}

/** Just after the midnight that ends the day of `at`. */
function startOfNext(at: number, clock: ZoneClock): number {
  const wall = at + clock.offset(at);
  return at + (Math.floor(wall / DAY) + 1) * DAY - wall;
}
