/** Puts the chosen people into the campaign: each with the time at which they are begun with, and the wording drawn for them. */
import type { AnyBulkWriteOperation } from 'mongodb';
import type { Exclusion } from '../domain/exclusion.js';
import type { Programme } from '../programmes/programme.js';
import { bulkUpdate } from '../store/bulk.js';
import type { PersonDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { peoplePerHour, type CampaignDoc } from './campaign.js';
import { armOf, dayNumber, inOrder, Slots } from './order.js';
import { int32, int8, PackedTexts, uint32 } from './packed.js';
import type { ListedEntry } from './exclusions.js';
import { listName } from './plan-file.js';
import { lotOf, select, type Selected } from './select.js';

/** One `bulkWrite`. */
const BATCH = 2000;

export interface Enrolled extends Selected {
  /** When the last one is begun with, epoch ms; null = nobody is. */
  readonly lastAt: number | null;
}

/** Guarded by the people's own state: run again after a crash it puts in who is still missing, and nobody twice. */
export async function enrol(
  services: Services,
  programme: Programme,
  campaign: CampaignDoc,
  today: string,
  onPeople?: (looked: number) => void,
): Promise<Enrolled> {
  const { store, clock } = services;
  const people = new People(campaign.seed);
  const leftOut = new Map<Exclusion, string[]>();
  const selected = await select(store, programme, {
    universe: campaign.universe,
    today,
    onPeople,
    onChosen: ({ person, entries }) => people.add(person._id, entries, hourOf(person, programme)),
    onExcluded: ({ _id }, why) => {
      // Only what the list itself would not tell is written with the person; the others stay as they are.
      if (why === 'noMobile' || why === 'protectedNumber') leftOut.set(why, [...(leftOut.get(why) ?? []), _id]);
    },
  });
  const now = clock.now();
  const slots = new Slots(now, peoplePerHour(campaign.pace), programme);
  const since = new Date(now);
  let operations: AnyBulkWriteOperation<PersonDoc>[] = [];
  let lastAt: number | null = null;
  const order = people.order();
  for (let n = 0; n < order.length; n += 1) {
    const index = order[n] as number;
    const at = services.anyHour ? now : slots.take(programme, people.hour(index));
    lastAt = Math.max(lastAt ?? 0, at);
    const arm = campaign.arms[armOf(n, campaign.arms.length, campaign.seed)];
    operations.push({
      updateOne: {
        filter: { _id: people.id(index), 'asking.state': { $nin: ['queued', 'asking'] } },
        update: {
          $set: {
            asking: {
              state: 'queued',
              dueAt: new Date(at),
              campaign: campaign._id,
              arm: arm?.id ?? null,
              since,
              attempts: [],
            },
          },
        },
      },
    });
    if (operations.length < BATCH) continue;
    await bulkUpdate(store, store.persons, operations);
    operations = [];
  }
  await bulkUpdate(store, store.persons, operations);
  for (const [why, ids] of leftOut)
    for (let at = 0; at < ids.length; at += BATCH)
      await store.persons.updateMany(
        { _id: { $in: ids.slice(at, at + BATCH) }, 'asking.state': 'listed' },
        { $set: { 'asking.state': 'excluded', 'asking.why': why } },
      );
  return { ...selected, lastAt };
}

/** The local hour at which they wrote to us last, where the cadence cares. */
export function hourOf({ answeredAt }: Pick<PersonDoc, 'answeredAt'>, programme: Programme): number | null {
  if (!answeredAt) return null;
  return Number(answeredAt.toLocaleString('en-GB', { timeZone: programme.zone, hour: '2-digit', hour12: false }));
}

/** Two million people in some eighty megabytes: ids, and a few numbers each. */
export class People {
  readonly #ids = new PackedTexts();
  readonly #oldest = int32();
  readonly #hours = int8();
  readonly #lots = uint32();

  constructor(private readonly seed: number) {}

  /** `entries` — theirs, the oldest first: the list's name of it draws the lot, so that every database draws the same. */
  add(id: string, entries: readonly ListedEntry[], hour: number | null): void {
    const [oldest] = entries;
    this.#ids.add(id);
    this.#oldest.push(dayNumber(oldest?.enteredOn ?? '2000-01-01'));
    this.#hours.push(hour ?? -1);
    this.#lots.push(lotOf(this.seed, listName(oldest?._id ?? id)));
  }
  get length(): number {
    return this.#ids.length;
  }
  id(index: number): string {
    return this.#ids.at(index);
  }
  hour(index: number): number | null {
    const hour = this.#hours.at(index);
    return hour < 0 ? null : hour;
  }
  /** The longest wait first, by lot within a day. */
  order(): Uint32Array {
    return inOrder(this.#oldest.all(), this.#lots.all());
  }
}
