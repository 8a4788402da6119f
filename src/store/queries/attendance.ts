/** Who comes: of the appointments ahead by day, how many were reminded of, what became of them, and how what was given up was given on. */
import { ZoneClock } from '../../timers/offset.js';
import type { Programme } from '../../programmes/programme.js';
import type { Store } from '../store.js';

export interface DayOfAttendance {
  /** yyyy-mm-dd */
  readonly on: string;
  readonly booked: number;
  /** Of those, said that they come. */
  readonly come: number;
  /** People who were reminded. */
  readonly reminded: number;
  /** Given up or moved here. */
  readonly givenUp: number;
  /** Reminders that did not go, by reason. */
  readonly notReminded: Readonly<Record<string, number>>;
}

export interface Attendance {
  readonly programme: string;
  readonly days: readonly DayOfAttendance[];
  /** Places that were given up: still being offered, given to the next, free for anybody. */
  readonly freed: Readonly<Record<'open' | 'placed' | 'free', number>>;
  /** Offers, by what became of them. */
  readonly offers: Readonly<Record<string, number>>;
  /** People who wait, by agenda. */
  readonly waiting: Readonly<Record<string, number>>;
}

const DAY = 86_400_000;

/** `days` from today on. `now` — epoch ms. */
export async function attendanceOf(store: Store, programme: Programme, now: number, days: number): Promise<Attendance> {
  const clock = ZoneClock.of(programme.zone);
  const [from, to] = [clock.day(now), clock.day(now + (days - 1) * DAY)];
  const range = { programme: programme.id, on: { $gte: from, $lte: to } };
  const appointments = await store.appointments.find(range).project<Pick<Row, 'on' | 'state' | 'booking' | 'comesAt'>>({ on: 1, state: 1, booking: 1, comesAt: 1 }).toArray(); // prettier-ignore
  const reminders = await store.reminders.find(range).toArray();
  const on = [...new Set([...appointments, ...reminders].map((each) => each.on))].sort();
  const freed = { open: 0, placed: 0, free: 0 };
  for (const { state } of await store.freedPlaces.find({ programme: programme.id }).toArray()) freed[state] += 1;
  const offers = await store.placeOffers.find({ programme: programme.id }).toArray();
  const waiting = await store.waiting.find({ programme: programme.id, state: 'waiting' }).toArray();
  return {
    programme: programme.id,
    days: on.map((day) => {
      const that = appointments.filter((each) => each.on === day);
      const booked = that.filter(({ state }) => state === 'booked');
      const asked = reminders.filter((each) => each.on === day);
      return {
        on: day,
        booked: booked.length,
        come: booked.filter(({ comesAt }) => comesAt !== undefined).length,
        reminded: new Set(asked.filter(({ state }) => state === 'begun').map(({ person }) => person)).size,
        givenUp: that.filter(({ state, booking }) => state === 'leaving' || (state === 'cancelled' && booking)).length,
        notReminded: counted(asked.flatMap(({ state, why }) => (state === 'begun' ? [] : [why ?? 'waits']))),
      };
    }),
    freed,
    offers: counted(offers.map(({ state }) => state)),
    waiting: counted(waiting.map(({ agenda }) => agenda)),
  };
}

interface Row {
  readonly on: string;
  readonly state: string;
  readonly booking?: string;
  readonly comesAt?: Date;
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ') || 'none'; // prettier-ignore

/** For people. */
export function describeAttendance({ programme, days, freed, offers, waiting }: Attendance): string {
  return [
    `Appointments ahead of ${programme}:`,
    ...days.map(
      ({ on, booked, come, reminded, givenUp, notReminded }) =>
        `${on}  ${booked} booked, ${reminded} reminded, ${come} come, ${givenUp} given up or moved here; not reminded: ${listed(notReminded)}`,
    ),
    ...(days.length === 0 ? ['none'] : []),
    `What was given up: ${freed.open} being offered, ${freed.placed} given to the next, ${freed.free} free. Offers: ${listed(offers)}.`,
    `Waiting: ${listed(waiting)}.`,
  ].join('\n');
}
