/**
 * The same callers under four rules: each centre alone, routing, automation, both. What of the improvement is whose is told by all four, as the
 * two help each other: each gets the mean of what it brings alone and of what it brings when the other is already there (Shapley 1953).
 */
import { Random } from '../domain/random.js';
import { CAUSES, type Cause } from './criteria.js';
import { callsOfDay, callsOfDays } from './draw.js';
import { Centres } from './play.js';
import { clockOf, type RoutingScenario } from './scenario.js';
import type { ReviewLine, Sums } from './tally.js';

export interface RoutingResult {
  readonly scenario: string;
  readonly seed: number;
  readonly days: number;
  /** Each centre alone. */
  readonly before: Sums;
  /** Routing and automation. */
  readonly after: Sums;
  /** After: calls that the own centre did not answer, by why. */
  readonly byCause: Readonly<Record<Cause, number>>;
  readonly only: { readonly routing: Sums; readonly automation: Sums };
  /** Of the fall of `overflow` (0–1): what routing brought, and what automation. */
  readonly fall: { readonly all: number; readonly routing: number; readonly automation: number };
  /** Of the average day, by half hour: calls, and of those unanswered. */
  readonly halfHours: readonly {
    readonly from: string;
    readonly offered: number;
    readonly unansweredBefore: number;
    readonly unansweredAfter: number;
  }[];
  readonly review: { readonly before: readonly ReviewLine[]; readonly after: readonly ReviewLine[] };
}

/** `days` — instead of the scenario's, with as many calls a day. `dayDone` is told after each. */
export function simulateRouting(
  given: RoutingScenario,
  seed: number,
  { days = given.days, dayDone }: { readonly days?: number; readonly dayDone?: (day: number) => void } = {},
): RoutingResult {
  const scenario = { ...given, days, offered: Math.max(1, Math.round((given.offered * days) / given.days)) };
  const random = new Random(seed);
  const world = (routing: boolean, automation: boolean) => new Centres(scenario, { routing, automation });
  const [alone, routed, automated, both] = [world(false, false), world(true, false), world(false, true), world(true, true)]; // prettier-ignore
  for (const [day, count] of callsOfDays(scenario, random).entries()) {
    const calls = callsOfDay(scenario, count, random);
    for (const each of [alone, routed, automated, both]) each.playDay(calls);
    dayDone?.(day + 1);
  }
  const [before, after] = [alone.tally.sums, both.tally.sums];
  const [routing, automation] = [routed.tally.sums, automated.tally.sums];
  const review = both.tally.review;
  return {
    scenario: scenario.name,
    seed,
    days,
    before,
    after,
    byCause: byCause(review),
    only: { routing, automation },
    fall: {
      all: before.overflow - after.overflow,
      routing: (before.overflow - routing.overflow + (automation.overflow - after.overflow)) / 2,
      automation: (before.overflow - automation.overflow + (routing.overflow - after.overflow)) / 2,
    },
    halfHours: [...alone.tally.offeredAt].flatMap((offered, half) =>
      offered === 0
        ? []
        : [
            {
              from: clockOf(half),
              offered: offered / days,
              unansweredBefore: (alone.tally.unansweredAt[half] ?? 0) / days,
              unansweredAfter: (both.tally.unansweredAt[half] ?? 0) / days,
            },
          ],
    ),
    review: { before: alone.tally.review, after: review },
  };
}

function byCause(review: readonly ReviewLine[]): Record<Cause, number> {
  const counts = Object.fromEntries(CAUSES.map((cause) => [cause, 0])) as Record<Cause, number>;
  for (const { cause, moved, unanswered } of review) counts[cause] += moved + unanswered;
  return counts;
}
