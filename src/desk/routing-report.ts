/** What was passed on between the centres, by centre, half hour and reason (REQUIREMENTS A5). */
import { CRITERIA, type Criterion } from '../routing/criteria.js';
import { clockOf } from '../routing/scenario.js';
import type { Programme } from '../programmes/programme.js';
import type { RoutingDoc } from '../store/documents.js';
import { ZoneClock } from '../timers/offset.js';
import type { Services } from '../turn/services.js';

const HALF_HOUR = 1_800_000;
const DAY = 86_400_000;

export interface RoutingLine {
  readonly centre: string;
  /** Local, `08:30`. */
  readonly halfHour: string;
  readonly why: Criterion;
  /** Taken by other centres, and by nobody. */
  readonly passedOn: number;
  readonly nobody: number;
}

export interface RoutingReport {
  readonly programme: string;
  /** What came to each centre, and how much of it stayed. */
  readonly centres: readonly {
    readonly centre: string;
    readonly came: number;
    readonly stayed: number;
    readonly passedOn: number;
    readonly nobody: number;
    /** Taken from others. */
    readonly tookOver: number;
  }[];
  readonly byCause: Readonly<Record<Criterion, number>>;
  readonly lines: readonly RoutingLine[];
}

/** `from` and `to` — epoch ms; `to` itself is outside. */
export async function reportRouting(
  { store }: Pick<Services, 'store'>,
  programme: Programme,
  { from, to, what }: { readonly from: number; readonly to: number; readonly what?: RoutingDoc['what'] },
): Promise<RoutingReport> {
  const clock = ZoneClock.of(programme.zone);
  const centres = new Map<
    string,
    { came: number; stayed: number; passedOn: number; nobody: number; tookOver: number }
  >();
  const of = (centre: string) => {
    const known = centres.get(centre) ?? { came: 0, stayed: 0, passedOn: 0, nobody: 0, tookOver: 0 };
    centres.set(centre, known);
    return known;
  };
  const byCause = Object.fromEntries(CRITERIA.map((cause) => [cause, 0])) as Record<Criterion, number>;
  const lines = new Map<string, { passedOn: number; nobody: number }>();
  const rows = store.routings.find({ programme: programme.id, at: { $gte: new Date(from), $lt: new Date(to) } });
  for await (const row of rows) {
    if (what !== undefined && row.what !== what) continue;
    const own = of(row.own);
    // A task that another centre took over later came to its own one before.
    const again = row.what === 'task' && row._id.endsWith(':2') && row.to !== row.own;
    if (!again) own.came += 1;
    if (row.to === row.own) {
      own.stayed += 1;
      continue;
    }
    if (again) own.stayed -= 1;
    if (row.to === null) own.nobody += 1;
    else {
      own.passedOn += 1;
      of(row.to).tookOver += 1;
    }
    if (row.why === null) continue;
    byCause[row.why] += 1;
    const wall = row.at.getTime() + clock.offset(row.at.getTime());
    const key = [row.own, clockOf(Math.floor((((wall % DAY) + DAY) % DAY) / HALF_HOUR)), row.why].join('|');
    const line = lines.get(key) ?? { passedOn: 0, nobody: 0 };
    lines.set(key, line);
    line[row.to === null ? 'nobody' : 'passedOn'] += 1;
  }
  return {
    programme: programme.id,
    // What came before `from` and was taken over after it counts as passed on alone.
    centres: [...centres]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([centre, sums]) => ({ centre, ...sums, stayed: Math.max(0, sums.stayed) })),
    byCause,
    lines: [...lines]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, sums]) => {
        const [centre, halfHour, why] = key.split('|') as [string, string, Criterion];
        return { centre, halfHour, why, ...sums };
      }),
  };
}
