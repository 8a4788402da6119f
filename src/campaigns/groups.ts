/**
 * Response and outcomes by age, sex, insurer and commune. No row is about fewer than `SMALLEST` people: small groups are joined, with one
 * that is large enough if need be, so that nobody's outcome is on the page and none can be found by subtracting the other rows. Pure.
 */
import { interval } from './interval.js';

/** Fewer people than this have no row of their own. Ten is what national statistics offices of health mostly ask for (5 to 10). */
export const SMALLEST = 10;

/** Communes with a row of their own, the largest. */
const COMMUNES = 15;

/** Years of age at which a group begins. */
const AGES = [0, 18, 30, 40, 50, 60, 70, 80] as const;

export interface GroupCounts {
  people: number;
  /** Written to. */
  begun: number;
  answered: number;
  /** Of those who answered: who needs care, and whose entries can all be discharged once approved. */
  needsCare: number;
  canBeDischarged: number;
}

export type Dimension = 'age' | 'sex' | 'insurer' | 'commune';
export const DIMENSIONS: readonly Dimension[] = ['age', 'sex', 'insurer', 'commune'];

export interface Share {
  readonly count: number;
  readonly of: number;
  readonly share: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
}

export interface Group extends Readonly<GroupCounts> {
  /** What it is made of: one value, or those that were joined. Ages by their first year: "30". */
  readonly values: readonly string[];
  /** Null where the group is too small to say: then it is the only one. */
  readonly shares: {
    /** Answered of those written to. */
    readonly response: Share;
    /** Of those who answered. */
    readonly needsCare: Share;
    readonly canBeDischarged: Share;
  } | null;
}

const none = (): GroupCounts => ({ people: 0, begun: 0, answered: 0, needsCare: 0, canBeDischarged: 0 });

/** The age group's first year. An unknown year of birth (0) has no group: "". */
export function ageGroup(birthYear: number, year: number): string {
  if (!(birthYear > 1850)) return '';
  const age = Math.max(0, year - birthYear);
  return String(AGES.findLast((first) => first <= age) ?? 0);
}

/** Years of age of a row's values, both included; null = no upper end, or no known age at all. */
export function ageRange(values: readonly string[]): {
  readonly from: number | null;
  readonly to: number | null;
  readonly unknown: boolean;
} {
  const firsts = values.filter((value) => value !== '').map(Number);
  if (firsts.length === 0) return { from: null, to: null, unknown: true };
  const next = AGES.find((first) => first > Math.max(...firsts));
  return {
    from: Math.min(...firsts),
    to: next === undefined ? null : next - 1,
    unknown: firsts.length < values.length,
  };
}

export class GroupTable {
  readonly #groups = new Map<string, GroupCounts>();

  add(value: string, one: Readonly<GroupCounts>): void {
    let group = this.#groups.get(value);
    if (!group) this.#groups.set(value, (group = none()));
    addTo(group, one);
  }

  groups(dimension: Dimension): readonly Group[] {
    const all = [...this.#groups].map(([value, counts]): Joined => ({ values: [value], counts: { ...counts } }));
    return (dimension === 'age' ? inRanges(all) : inRanks(all, dimension === 'commune' ? COMMUNES : Infinity)).map(
      finished,
    );
  }
}

interface Joined {
  readonly values: readonly string[];
  readonly counts: GroupCounts;
}

function addTo(sum: GroupCounts, one: Readonly<GroupCounts>): void {
  sum.people += one.people;
  sum.begun += one.begun;
  sum.answered += one.answered;
  sum.needsCare += one.needsCare;
  sum.canBeDischarged += one.canBeDischarged;
}

function join(groups: readonly Joined[]): Joined {
  const counts = none();
  for (const each of groups) addTo(counts, each.counts);
  return { values: groups.flatMap(({ values }) => values), counts };
}

/** In the order of age; a small group is joined with its neighbour. */
function inRanges(groups: readonly Joined[]): readonly Joined[] {
  const ranges: Joined[] = [];
  let small: Joined[] = [];
  for (const group of [...groups].sort((a, b) => Number(a.values[0] || Infinity) - Number(b.values[0] || Infinity))) {
    small.push(group);
    const joined = join(small);
    if (joined.counts.people < SMALLEST) continue;
    ranges.push(joined);
    small = [];
  }
  if (small.length === 0) return ranges;
  const last = ranges.pop();
  return [...ranges, join(last ? [last, ...small] : small)];
}

/** The largest first, at most `most` and the rest; the small ones are joined, last. */
function inRanks(groups: readonly Joined[], most: number): readonly Joined[] {
  const ranked = [...groups].sort(
    (a, b) => b.counts.people - a.counts.people || ((a.values[0] ?? '') < (b.values[0] ?? '') ? -1 : 1),
  );
  const shown = ranked.filter(({ counts }, rank) => counts.people >= SMALLEST && rank < most);
  let rest = ranked.slice(shown.length);
  if (rest.length === 0) return shown;
  while (join(rest).counts.people < SMALLEST && shown.length > 0) rest = [shown.pop() as Joined, ...rest];
  return [...shown, join(rest)];
}

function finished({ values, counts }: Joined): Group {
  const { people, begun, answered, needsCare, canBeDischarged } = counts;
  const share = (count: number, of: number): Share => ({ count, of, ...interval(count, of) });
  return {
    values,
    ...counts,
    shares:
      people < SMALLEST
        ? null
        : {
            response: share(answered, begun),
            needsCare: share(needsCare, answered),
            canBeDischarged: share(canBeDischarged, answered),
          },
  };
}
