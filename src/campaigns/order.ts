/** In which order people are asked, when, and with which wording. Pure: the dry run and the start make the same of the same list. */
import { nextAllowed, type AllowedHours } from '../timers/hours.js';
import { bestStart } from '../timers/best-hour.js';

/** Longest wait first; within a day of entry by lot, so that no alphabet and no file order decides. */
export function inOrder(oldest: Int32Array, lots: Uint32Array): Uint32Array {
  const order = new Uint32Array(oldest.length);
  for (let at = 0; at < order.length; at += 1) order[at] = at;
  return order.sort(
    (a, b) => (oldest[a] as number) - (oldest[b] as number) || (lots[a] as number) - (lots[b] as number),
  );
}

/** Days since 1970 of a local date, yyyy-mm-dd. */
export const dayNumber = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);

/** Hands out the times at which people are begun with: evenly over the hours in which they may be written to. */
export class Slots {
  readonly #step: number;
  readonly #hours: AllowedHours;
  #next: number;

  /** `from` — epoch ms; `perHour` — people. */
  constructor(from: number, perHour: number, hours: AllowedHours) {
    this.#step = 3_600_000 / perHour;
    this.#hours = hours;
    this.#next = nextAllowed(from, hours);
  }

  /** Epoch ms, whole seconds. `own` — the person's own zone and holidays; `hour` — at which they answered before. */
  take(own: AllowedHours, hour: number | null): number {
    const slot = this.#next;
    // Only where a step leaves the hours is the calendar asked: two million times is a minute.
    const stepped = slot + this.#step;
    this.#next = crossesHour(slot, stepped) ? nextAllowed(stepped, this.#hours) : stepped;
    const at = Math.floor(slot / 1000) * 1000;
    if (hour === null && own === this.#hours) return at;
    return hour === null ? nextAllowed(at, own) : bestStart(at, own, hour);
  }
}

/** Hours begin and end on the quarter of an hour everywhere (Chile, Argentina, Spain, Italy: whole hours). */
const QUARTER = 15 * 60_000;
const crossesHour = (from: number, to: number): boolean => Math.floor(from / QUARTER) !== Math.floor(to / QUARTER);

/**
 * Which wording the n-th person gets: every `arms` people in a row get each wording once, in an order drawn by lot (permuted blocks),
 * so that the arms are balanced at every moment and over every stretch of waiting time.
 */
export function armOf(n: number, arms: number, seed: number): number {
  if (arms <= 1) return 0;
  const block = Math.floor(n / arms);
  const order = Array.from({ length: arms }, (_, arm) => arm);
  // Fisher–Yates with a hash of the block: the same campaign draws the same.
  for (let left = arms - 1; left > 0; left -= 1) {
    const at = mix(seed, block * arms + left) % (left + 1);
    [order[left], order[at]] = [order[at] as number, order[left] as number];
  }
  return order[n % arms] as number;
}

function mix(seed: number, n: number): number {
  let value = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n + 1, 0xc2b2ae35);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a2d39);
  return (value ^ (value >>> 15)) >>> 0;
}
