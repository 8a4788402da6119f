/** Virtual patients through the real code, on a virtual clock, against the real database (DESIGN §9 `simulate`). */
import type { VirtualClock } from '../domain/clock.js';
import { nextDue } from '../turn/next-due.js';
import { workUntilDone } from '../turn/work.js';
import type { Services } from '../turn/services.js';
import type { World } from './world.js';

/** Answers and work are gathered over this much virtual time: one pass costs the same for one answer as for fifty. */
const TICK = 15 * 60_000;

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
    passes += await workUntilDone(services, { start: true });
    const answer = world.nextAt ?? Infinity;
    const next = Math.min(answer, (await nextDue(services, clock.now(), Math.min(answer, end))) ?? Infinity);
    if (next > end) break;
    clock.advanceTo(Math.max(clock.now() + TICK, Math.ceil(next / TICK) * TICK));
    const today = Math.floor((clock.now() - begin) / 86_400_000);
    if (today !== day) onDay?.((day = today));
  }
  clock.advanceTo(end);
  return { passes, seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}
