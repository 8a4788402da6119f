/** Which places can be offered to somebody: free, told by a fresh source, far enough ahead; the nearest first, then the soonest. */
import type { OfferedSlot, Preference } from '../domain/booking.js';
import type { Programme } from '../programmes/programme.js';
import type { SlotDoc } from '../store/documents.js';
import type { Store } from '../store/store.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Nobody is offered a place that they could hardly reach. */
const LEAD = 3 * HOUR;
const FARTHEST = 270 * DAY;
/** Looked at for one offer: the soonest of an agenda. */
const LOOKED_AT = 400;
const NOON = '13:00';

export interface Wanted {
  readonly agenda: string;
  readonly prefers?: Preference;
  /** Ids that were offered before. */
  readonly except: readonly string[];
  readonly most: number;
}

/** `commune` — where the person lives, as the list writes it; '' = not known. `now` — epoch ms. */
export async function freeSlots(
  store: Store,
  programme: Programme,
  commune: string,
  { agenda, prefers, except, most }: Wanted,
  now: number,
): Promise<readonly OfferedSlot[]> {
  const rule = programme.sources.slots;
  if (!rule) return [];
  const found = await store.slots
    .find({
      programme: programme.id,
      agenda,
      state: 'free',
      startsAt: { $gte: new Date(now + LEAD), $lte: new Date(now + FARTHEST) },
    })
    .sort({ startsAt: 1 })
    .limit(LOOKED_AT)
    .toArray();
  const oldest = now - rule.maxAgeDays * DAY;
  const here = (slot: SlotDoc) => (commune !== '' && sameName(slot.commune, commune) ? 0 : 1);
  return found
    .filter((slot) => slot.asOf.getTime() >= oldest && !except.includes(slot._id) && suits(slot, prefers))
    .sort((a, b) => here(a) - here(b) || a.startsAt.getTime() - b.startsAt.getTime())
    .slice(0, most)
    .map(({ _id, on, at, place }) => ({ id: _id, on, at, place }));
}

function suits({ on, at }: SlotDoc, prefers: Preference | undefined): boolean {
  if (!prefers) return true;
  const weekday = ((new Date(`${on}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
  return (
    (prefers.weekdays === undefined || prefers.weekdays.includes(weekday)) &&
    (prefers.part === undefined || (prefers.part === 'morning') === at < NOON) &&
    (prefers.from === undefined || on >= prefers.from)
  );
}

const sameName = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
