/** What a universe names before a campaign is made of it: how many, who is left out and why, and some of the entries. */
import { DateTime } from 'luxon';
import type { Exclusion } from '../domain/exclusion.js';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';
import { select, type Chosen } from './select.js';
import { daysBetween, describeUniverse, parseUniverse } from './universe.js';

export interface Preview {
  readonly universe: string;
  readonly inUniverse: { readonly people: number; readonly entries: number };
  readonly people: number;
  readonly entries: number;
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
  /** Entries that would be asked about, by health service and by type of care: the largest first. */
  readonly byService: Readonly<Record<string, number>>;
  readonly byType: Readonly<Record<string, number>>;
  /** No names: what the list says of them. */
  readonly sample: readonly {
    readonly entry: string;
    readonly type: number;
    readonly service: string;
    readonly waited: number;
  }[];
}

const SAMPLE = 10;

/** Nothing is written. Throws `UserError` for a universe that cannot be read. */
export async function previewUniverse(
  services: Services,
  programme: Programme,
  text: string,
  onPeople?: (looked: number) => void,
): Promise<Preview> {
  const universe = parseUniverse(text);
  const today = DateTime.fromMillis(services.clock.now(), { zone: programme.zone }).toISODate() as string;
  const byService = new Map<string, number>();
  const byType = new Map<string, number>();
  const sample: Preview['sample'][number][] = [];
  let entries = 0;
  const onChosen = ({ entries: asked }: Chosen) => {
    for (const { _id, type, healthService, enteredOn } of asked) {
      const service = programme.placeName(healthService);
      entries += 1;
      byService.set(service, (byService.get(service) ?? 0) + 1);
      byType.set(String(type), (byType.get(String(type)) ?? 0) + 1);
      if (sample.length < SAMPLE)
        sample.push({ entry: _id.slice(_id.indexOf(':') + 1), type, service, waited: daysBetween(enteredOn, today) });
    }
  };
  const { inUniverse, chosen, excluded } = await select(services.store, programme, {
    universe,
    today,
    onPeople,
    onChosen,
  });
  return {
    universe: describeUniverse(universe),
    inUniverse,
    people: chosen,
    entries,
    excluded,
    byService: largestFirst(byService),
    byType: largestFirst(byType),
    sample,
  };
}

const largestFirst = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
