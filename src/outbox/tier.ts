/** WhatsApp's messaging tier: how many people we may write to first in 24 hours, counted over all our numbers (DOMAIN §3). */
import type { Services } from '../turn/services.js';

const DAY = 24 * 3_600_000;
/** The database is counted this often; in between every opening is added here. */
const COUNT_EVERY = 30_000;
/** What Meta gives a new number. Larger tiers are told by webhook, or set by hand. */
export const FIRST_TIER = 250;

const TIERS: Readonly<Record<string, number>> = {
  TIER_50: 50,
  TIER_250: 250,
  TIER_1K: 1_000,
  TIER_2K: 2_000,
  TIER_10K: 10_000,
  TIER_100K: 100_000,
  TIER_UNLIMITED: Number.POSITIVE_INFINITY,
};

/** "TIER_10K" or 10000 → people a day; null = a tier we have never heard of. */
export function peopleOf(limit: string | number): number | null {
  if (typeof limit === 'number') return limit < 0 ? Number.POSITIVE_INFINITY : limit;
  return TIERS[limit.toUpperCase()] ?? null;
}

interface Count {
  readonly at: number;
  readonly limit: number;
  used: number;
}

const counts = new WeakMap<Services['store'], Map<string, Count>>();
/** Places taken by messages on their way: several rows send at once. */
const held = new WeakMap<Services['store'], Map<string, number>>();

const hold = ({ store }: Services, via: string, change: number): number => {
  const mine = held.get(store) ?? new Map<string, number>();
  held.set(store, mine);
  const now = (mine.get(via) ?? 0) + change;
  mine.set(via, now);
  return now;
};

/** Counts the people we write to first over this channel. Messages are named, and nothing of a person is. */
export interface Tier {
  /** Takes a place for one more person; false = there is none now. Given back with `leave`. */
  enter(services: Services, via: string, message: string): Promise<boolean>;
  leave(services: Services, via: string, message: string): void;
  /** A person was written to first. */
  opened(services: Services, via: string): void;
}

/** Counted by this process: it sees what others have opened every half minute. */
export const tierOfProcess: Tier = {
  enter: async (services, via) => {
    const { limit, used } = await countOf(services, via);
    if (limit - used - hold(services, via, 0) < 1) return false;
    hold(services, via, 1);
    return true;
  },
  leave: (services, via) => void hold(services, via, -1),
  opened: ({ store }, via) => {
    const count = counts.get(store)?.get(via);
    if (count) count.used += 1;
  },
};

/** How many people may be written to first in 24 hours, and how many were; as of half a minute ago at most, but for what this process added. */
export async function countOf(services: Services, via: string): Promise<Readonly<Count>> {
  const now = services.clock.now();
  const known = counts.get(services.store) ?? new Map<string, Count>();
  counts.set(services.store, known);
  let count = known.get(via);
  if (!count || now - count.at >= COUNT_EVERY || now < count.at) {
    const setting = await services.store.settings.findOne({ _id: `tier:${via}` });
    const used = await openedInADay(services);
    const limit =
      typeof setting?.value === 'number' ? (setting.value < 0 ? Infinity : setting.value) : services.firstTier;
    known.set(via, (count = { at: now, limit, used }));
  }
  return count;
}

/** How many people were written to first in the last 24 hours, counted now. */
export function openedInADay({ store, clock }: Services): Promise<number> {
  const now = clock.now();
  return store.addresses.countDocuments({ openedAt: { $gt: new Date(now - DAY), $lte: new Date(now) } });
}

/** Keeps what the provider said. Infinity is stored as -1. */
export async function learnTier(services: Services, via: string, people: number): Promise<void> {
  const value = Number.isFinite(people) ? people : -1;
  await services.store.settings.updateOne({ _id: `tier:${via}` }, { $set: { value } }, { upsert: true });
  counts.get(services.store)?.delete(via);
}
