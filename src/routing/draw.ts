/** The calls of a day, drawn once: every rule is then tried on the same people, so that what differs is the rule. */
import type { Random } from '../domain/random.js';
import { HALF_HOUR, HALF_HOURS, halfHourOf, type RoutingScenario } from './scenario.js';

/** Column by column, in the order in which they call. */
export interface Calls {
  readonly count: number;
  /** Seconds after midnight. */
  readonly at: Float64Array;
  readonly area: Uint16Array;
  readonly kind: Uint8Array;
  readonly language: Uint8Array;
  /** Of a person's work. */
  readonly seconds: Float64Array;
  /** Seconds. */
  readonly patience: Float64Array;
  /** 0–1: below the share of its kind that the bot solves, this one is solved. */
  readonly bot: Float64Array;
}

/** No day is emptier than this share of what is usual. */
const EMPTIEST = 0.2;

/** How many call on each day. Adds up to what the scenario says was offered: the total is a fact of its source, only the days vary. */
export function callsOfDays({ days, offered, weekdays, dayToDay }: RoutingScenario, random: Random): number[] {
  const weights = Array.from(
    { length: days },
    (_, day) => (weekdays[day % weekdays.length] ?? 1) * Math.max(EMPTIEST, 1 + dayToDay * normal(random)),
  );
  const total = weights.reduce((sum, each) => sum + each, 0);
  const counts = weights.map((weight) => poisson((offered * weight) / total, random));
  // A Poisson process of which the total is known: what is too much or too little falls on any day.
  let over = counts.reduce((sum, each) => sum + each, 0) - offered;
  while (over !== 0) {
    const day = random.between(0, days - 1);
    const count = counts[day] ?? 0;
    if (over > 0 && count === 0) continue;
    counts[day] = count - Math.sign(over);
    over -= Math.sign(over);
  }
  return counts;
}

export function callsOfDay(scenario: RoutingScenario, count: number, random: Random): Calls {
  const rates = new Array<number>(HALF_HOURS).fill(0);
  for (const [time, weight] of Object.entries(scenario.halfHours)) rates[halfHourOf(time)] = weight;
  const highest = Math.max(...rates);
  const first = rates.findIndex((rate) => rate > 0);
  const last = rates.findLastIndex((rate) => rate > 0);
  const at = new Float64Array(count);
  for (let n = 0; n < count;) {
    // Thinning (Lewis and Shedler 1979): a moment at the highest rate, kept with the share of it that is the rate of its half hour.
    const moment = (first + random.next() * (last + 1 - first)) * HALF_HOUR;
    if (random.next() * highest < (rates[Math.floor(moment / HALF_HOUR)] ?? 0)) at[n++] = moment;
  }
  at.sort();
  const calls: Calls = {
    count, at, area: new Uint16Array(count), kind: new Uint8Array(count), language: new Uint8Array(count),
    seconds: new Float64Array(count), patience: new Float64Array(count), bot: new Float64Array(count),
  }; // prettier-ignore
  for (let n = 0; n < count; n += 1) {
    const kind = pick(scenario.kinds, random);
    const { seconds, patience = scenario.patience } = scenario.kinds[kind] as RoutingScenario['kinds'][number];
    calls.area[n] = pick(scenario.areas, random);
    calls.kind[n] = kind;
    calls.language[n] = pick(scenario.languages, random);
    calls.seconds[n] = exponential(seconds, random);
    calls.patience[n] = exponential(patience, random);
    calls.bot[n] = random.next();
  }
  return calls;
}

function pick(items: readonly { readonly share: number }[], random: Random): number {
  let left = random.next();
  for (let index = 0; index < items.length; index += 1) {
    left -= items[index]?.share ?? 0;
    if (left < 0) return index;
  }
  return items.length - 1;
}

const exponential = (mean: number, random: Random): number => -mean * Math.log(1 - random.next());

/** Box and Muller. */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** Above this mean a normal number, rounded, is near enough, and the exact way would take a step for each call. */
const MANY = 500;

function poisson(mean: number, random: Random): number {
  if (mean > MANY) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  let count = -1;
  for (let sum = 0; sum < mean; count += 1) sum += exponential(1, random);
  return Math.max(0, count);
}
