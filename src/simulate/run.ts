/** Virtual patients through the real code, on a virtual clock, against the real database (DESIGN §9 `simulate`). */
import type { VirtualClock } from '../domain/clock.js';
import { workOnce } from '../turn/work.js';
import type { Services } from '../turn/services.js';
import type { World } from './world.js';

/** Answers and work are gathered over this much virtual time: one pass costs the same for one answer as for fifty. */
const TICK = 15 * 60_000;
const FAR = 366 * 86_400_000;

export interface Ran {
  readonly passes: number;
  /** Wall clock. */
  readonly seconds: number;
}

/** Runs until `days` of virtual time are over, or nothing more can happen. */
export async function run(
  services: Services,
  clock: VirtualClock,
  world: World,
  days: number,
  onDay?: (day: number) => void,
): Promise<Ran> {
  const started = process.hrtime.bigint();
  const begin = clock.now();
  const end = begin + days * 86_400_000;
  let passes = 0;
  let day = -1;
  for (;;) {
    await world.answerUntil(services, clock.now());
    while ((await workOnce(services, { start: true })).done > 0) passes += 1;
    const next = await nextWork(services, world, clock.now());
    if (next === null || next > end) break;
    clock.advanceTo(Math.max(clock.now() + TICK, Math.ceil(next / TICK) * TICK));
    const today = Math.floor((clock.now() - begin) / 86_400_000);
    if (today !== day) onDay?.((day = today));
  }
  clock.advanceTo(end);
  return { passes, seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}

/** The next instant at which anything is due: an answer, a message, a timer, a person to begin with. */
async function nextWork({ store }: Services, world: World, now: number): Promise<number | null> {
  const horizon = { $gt: new Date(now), $lte: new Date(now + FAR) };
  const conversation = await store.conversations
    .find({ nextDueAt: horizon })
    .project<{ nextDueAt: Date }>({ nextDueAt: 1 })
    .sort({ nextDueAt: 1 })
    .limit(1)
    .next();
  const person = await store.persons
    .find({ 'asking.state': 'queued', 'asking.dueAt': horizon })
    .project<{ asking: { dueAt: Date } }>({ asking: 1 })
    .sort({ 'asking.dueAt': 1 })
    .limit(1)
    .next();
  const times = [world.nextAt, conversation?.nextDueAt.getTime(), person?.asking.dueAt.getTime()].filter(
    (at): at is number => at !== null && at !== undefined,
  );
  return times.length === 0 ? null : Math.min(...times);
}
