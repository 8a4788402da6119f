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
/** Whoever is offered a place has so long to take it before others are offered it as readily. */
const HELD = 10 * 60_000;
const NOON = '13:00';

export interface Wanted {
  readonly agenda: string;
  readonly prefers?: Preference;
  /** Ids that were offered before. */
  readonly except: readonly string[];
  readonly most: number;
}

/** The free places of one agenda at one moment, given out in one pass: each agenda is read once, however many people ask. */
export class FreeSlots {
  readonly #free = new Map<string, Promise<readonly SlotDoc[]>>();
  /** How often a place was offered to others lately, by id. */
  readonly #offers = new Map<string, number>();
  readonly #touched = new Set<string>();

  /** `now` — epoch ms. */
  constructor(
    private readonly store: Store,
    private readonly now: number,
  ) {}

  /** `commune` — where the person lives, as the list writes it; '' = not known. */
  async offer(programme: Programme, commune: string, wanted: Wanted): Promise<readonly OfferedSlot[]> {
    const { agenda, prefers, except, most } = wanted;
    const free = await this.#freeOf(programme, agenda);
    const here = (slot: SlotDoc) => (commune !== '' && sameName(slot.commune, commune) ? 0 : 1);
    const held = ({ _id }: SlotDoc) => this.#offers.get(_id) ?? 0;
    const chosen = free
      .filter((slot) => !except.includes(slot._id) && suits(slot, prefers))
      .sort((a, b) => here(a) - here(b) || held(a) - held(b) || a.startsAt.getTime() - b.startsAt.getTime())
      .slice(0, most);
    for (const slot of chosen) {
      this.#offers.set(slot._id, held(slot) + 1);
      this.#touched.add(slot._id);
    }
    return chosen
      .sort((a, b) => here(a) - here(b) || a.startsAt.getTime() - b.startsAt.getTime())
      .map(({ _id, on, at, place }) => ({ id: _id, on, at, place }));
  }

  /** Keeps what was offered, so that the next pass offers others first. */
  async remember(): Promise<void> {
    if (this.#touched.size === 0) return;
    const offeredAt = new Date(this.now);
    await this.store.slots.bulkWrite(
      [...this.#touched].map((_id) => ({
        updateOne: { filter: { _id }, update: { $set: { offeredAt, offers: this.#offers.get(_id) ?? 0 } } },
      })),
      { ordered: false },
    );
  }

  #freeOf(programme: Programme, agenda: string): Promise<readonly SlotDoc[]> {
    const key = `${programme.id}:${agenda}`;
    const known = this.#free.get(key);
    if (known) return known;
    const read = this.#read(programme, agenda);
    this.#free.set(key, read);
    return read;
  }

  async #read(programme: Programme, agenda: string): Promise<readonly SlotDoc[]> {
    const rule = programme.sources.slots;
    if (!rule) return [];
    const { now } = this;
    const found = await this.store.slots
      .find({
        programme: programme.id,
        agenda,
        state: 'free',
        startsAt: { $gte: new Date(now + LEAD), $lte: new Date(now + FARTHEST) },
      })
      .sort({ startsAt: 1 })
      .limit(LOOKED_AT)
      .toArray();
    for (const { _id, offeredAt, offers = 0 } of found)
      if (now - (offeredAt?.getTime() ?? 0) < HELD) this.#offers.set(_id, offers);
    return found.filter(({ asOf }) => asOf.getTime() >= now - rule.maxAgeDays * DAY);
  }
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
