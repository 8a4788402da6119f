import { ZoneClock } from './offset.js';

/** When a person may be disturbed. */
export interface AllowedHours {
  readonly zone: string;
  /** HH:mm, local. `to` itself is outside; 24:00 is the end of the day. */
  readonly hours: { readonly from: string; readonly to: string };
  /** Local days, yyyy-mm-dd, on which nobody is disturbed. */
  readonly holidays?: ReadonlySet<string>;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Longer than any row of holidays: a calendar that closes every day is a mistake, and people are better asked than forgotten. */
const DAYS_AHEAD = 30;

/**
 * The first allowed instant at or after `at` (epoch ms, UTC both ways). Opening messages and reminders wait for it; replies go at any
 * hour. An instant is allowed when the clock on the person's wall is within the hours and the wall's date is no holiday. So a change of
 * summer time moves nobody's morning, hours that a day does not have are skipped, and those that it has twice count twice.
 * Throws `RangeError` for a zone this Node does not know.
 */
export function nextAllowed(at: number, { zone, hours, holidays }: AllowedHours): number {
  const clock = ZoneClock.of(zone);
  const [from, to] = [minutesOf(hours.from) * MINUTE, minutesOf(hours.to) * MINUTE];
  const found = search(at, clock, from, to, holidays);
  return found ?? (holidays ? (search(at, clock, from, to) ?? at) : at);
}

/** Null when no day of the next ones has such hours. */
function search(
  start: number,
  clock: ZoneClock,
  from: number,
  to: number,
  holidays?: ReadonlySet<string>,
): number | null {
  let at = start;
  while (at < start + DAYS_AHEAD * DAY) {
    const wall = at + clock.offset(at);
    const midnight = Math.floor(wall / DAY) * DAY;
    const time = wall - midnight;
    const isOver = time >= to || holidays?.has(new Date(midnight).toISOString().slice(0, 10)) === true;
    if (!isOver && time >= from) return at;
    const wanted = (isOver ? midnight + DAY : midnight) + from;
    at = whenWallIs(wanted, at, wall, clock);
  }
  return null;
}

/** When the wall, which shows `wall` at `at`, shows `wanted`; or, where it is put on or back before, when that happens: look again then. */
function whenWallIs(wanted: number, at: number, wall: number, clock: ZoneClock): number {
  const reached = at + (wanted - wall);
  const offset = clock.offset(at);
  if (clock.offset(reached) === offset) return reached;
  let [before, after] = [at, reached];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (clock.offset(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

const minutesOf = (time: string): number => {
  const [hour, minute] = time.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
};
