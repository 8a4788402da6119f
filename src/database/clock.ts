import { performance } from 'node:perf_hooks';
import type { Db } from 'mongodb';
import { systemClock, type Clock } from '../domain/clock.js';
import { UserError } from '../domain/failure.js';

/** Work stops beyond this (DESIGN §3.10): leases of 60 s would no longer mean the same to two machines. */
export const MOST_SKEW_MS = 2_000;
/** The quickest of a few answers tells best: its way took the least of the time. */
const ROUNDS = 5;

/** A clock that shows the database's time. */
export interface DatabaseClock extends Clock {
  /** Asks the database again and sets the clock right; milliseconds by which it was off (positive: it was slow). */
  follow(): Promise<number>;
}

export async function databaseClock(db: Db): Promise<DatabaseClock> {
  const machine = systemClock();
  let offset = await skewOf(db, machine);
  const now = (): number => machine.now() + offset;
  return {
    now,
    follow: async () => {
      const off = await skewOf(db, { now });
      offset += off;
      return off;
    },
  };
}

/** Database time minus the clock's time, in milliseconds. */
export async function skewOf(db: Db, clock: Clock = systemClock()): Promise<number> {
  let best = { roundTrip: Number.POSITIVE_INFINITY, skew: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = performance.now();
    const { localTime } = (await db.command({ hello: 1 })) as { localTime?: unknown };
    const roundTrip = performance.now() - before;
    if (!(localTime instanceof Date))
      throw new UserError(
        'no-database-time',
        'The database server does not tell its time (hello.localTime).',
        'Use a MongoDB 4.4 or newer.',
      );
    // The server looked at its clock about half-way, and cuts off what is below a millisecond: half of one on average.
    if (roundTrip < best.roundTrip) best = { roundTrip, skew: localTime.getTime() + 0.5 + roundTrip / 2 - clock.now() };
  }
  return Math.round(best.skew);
}

/** Throws when the machine's clock and the database's are too far apart to work. */
export function checkSkew(skew: number): void {
  if (Math.abs(skew) <= MOST_SKEW_MS) return;
  const direction = skew > 0 ? 'behind' : 'ahead of';
  throw new UserError(
    'clock-skew',
    `This machine's clock is ${(Math.abs(skew) / 1000).toFixed(1)} s ${direction} the database's; more than ${MOST_SKEW_MS / 1000} s is not safe.`,
    'Set the clock right (NTP) and start again.',
  );
}
