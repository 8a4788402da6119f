/**
 * A page of a large collection in the order of a time. The embedded engines push neither `limit` nor a sort down: they read whatever a range
 * holds. So a page is read in ranges bounded on both sides that grow while nothing is found and never leap far into what is dense.
 */
import type { Collection, Document, Filter } from 'mongodb';
import type { Store } from '../store.js';

/** Where a page ended: the time, and the id among equals; '' = before all of them. */
export interface Place {
  readonly at: number;
  readonly id: string;
}

/** How a time is written in the field. */
export interface Axis {
  readonly field: string;
  /** The smallest range that is worth a question, and the step by which two values differ at least. */
  readonly least: number;
  readonly step: number;
  /** No range is wider, where a count would cost more than to go there in steps; absent = as wide as it is empty. */
  readonly widest?: number;
  write(at: number): Date | string;
  read(value: unknown): number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

export const momentAxis = (field: string): Axis => ({
  field,
  least: MINUTE,
  step: 1,
  write: (at) => new Date(at),
  read: (value) => (value instanceof Date ? value.getTime() : Number.NaN),
});

/** A field of days, yyyy-mm-dd. */
export const dayAxis = (field: string): Axis => ({
  field,
  least: DAY,
  step: DAY,
  widest: 8 * DAY,
  write: (at) => new Date(at).toISOString().slice(0, 10),
  read: (value) => Date.parse(String(value)),
});

export interface Wanted<T extends Document, R> {
  /** Names the list and its filter: what was learned of where its rows stand is kept under it. */
  readonly name: string;
  readonly axis: Axis;
  /** Fields of the index that ends in the axis, and no other: with one more the embedded engines read the whole collection. */
  readonly filter: Filter<T>;
  /** What else is asked of a row. */
  also?(row: Row<R>): boolean;
  readonly project: Document;
  /** Where ranges are dense: what `also` and `keep` look at. Ranges are then read with these fields alone, and only a page's rows whole. */
  readonly look?: Document;
  readonly order: 'oldest' | 'newest';
  /** Both included. */
  readonly from: number;
  readonly until: number;
  readonly after: Place | null;
  readonly limit: number;
  /** Leaves out what the viewer may not see, and adds to the rest; of more than `enough` the later ones may be left for the next page. */
  keep?(rows: readonly Row<R>[], enough: number): Promise<readonly Row<R>[]>;
}

type Row<R> = R & { readonly _id: string };

export interface Page<R> {
  readonly rows: readonly R[];
  /** Null = there is nothing more. A page may be short and not the last: `BUDGET`. */
  readonly next: Place | null;
}

/** A page that would have looked longer with one more range ends where it is. */
const BUDGET = 200;
/** Where the first row stands is found once, and known from then on. */
const PATIENCE = 3_000;
/** A range this many times the smallest may leap from nothing into everything: what it holds is counted first, which costs a tenth. */
const LEAP = 8;
/** A gap this many times the smallest range is remembered. Smaller ones are between any two rows of a thin list, and each would cut ranges short. */
const GAP = 64;
/** Rows for one of the page that are worth reading at once. */
const SPARE = 40;

export async function pageInWindows<T extends Document, R>(
  store: Store,
  collection: Collection<T>,
  wanted: Wanted<T, R>,
): Promise<Page<Row<R>>> {
  const { look, axis } = wanted;
  if (!look) return walk(store, collection, wanted);
  const page = await walk(store, collection, { ...wanted, project: { ...look, [axis.field]: 1 } });
  const ids = page.rows.map(({ _id }) => _id);
  const filter = { _id: { $in: ids } } as unknown as Filter<T>;
  const whole = (await collection.find(filter).project(wanted.project).toArray()) as unknown as Row<R>[];
  const byId = new Map(whole.map((row) => [row._id, row]));
  return { ...page, rows: ids.flatMap((id) => byId.get(id) ?? []) };
}

async function walk<T extends Document, R>(
  store: Store,
  collection: Collection<T>,
  wanted: Wanted<T, R>,
): Promise<Page<Row<R>>> {
  const { axis, order, after, limit, keep, also } = wanted;
  const edges = edgesOf(store, `${wanted.order} ${wanted.name}`);
  const forward = order === 'oldest';
  const began = performance.now();
  const rows: Row<R>[] = [];
  // Half-open ranges [low, high); "newest" walks them from the end.
  let edge = forward
    ? Math.max(wanted.from, after?.at ?? -Infinity)
    : Math.min(wanted.until, after?.at ?? Infinity) + axis.step;
  const end = forward ? wanted.until + axis.step : wanted.from;
  let width = axis.least;
  let empty = after === null;
  /** Where the emptiness began. */
  let emptyFrom = forward ? -Infinity : Infinity;
  // Somewhere in what comes it is dense: halves are counted until its beginning is found, which costs twice the first count and no more.
  let hunting = false;
  let seen = false;
  while (forward ? edge < end : edge > end) {
    const known = edges.next(edge, forward);
    // Where nothing was, the next place that is known is worth a try: mostly nothing has come since.
    const leap = empty && !hunting && known !== null;
    const wide = Math.min(width, axis.widest ?? Infinity);
    const wished = leap ? known : forward ? edge + wide : edge - wide;
    const far = forward ? Math.min(wished, end) : Math.max(wished, end);
    const to = known === null ? far : forward ? Math.min(far, known) : Math.max(far, known);
    const asked = performance.now();
    const range = { [axis.field]: { $gte: axis.write(Math.min(edge, to)), $lt: axis.write(Math.max(edge, to)) } };
    const filter = { ...wanted.filter, ...range } as Filter<T>;
    const size = Math.abs(to - edge);
    const blind = leap || axis.widest === undefined;
    const count = blind && size > LEAP * axis.least ? await collection.countDocuments(filter) : null;
    if (count !== null && count > limit * SPARE) {
      hunting = true;
      width = Math.max(axis.least, floorTo(size / 2, axis.step));
      continue;
    }
    const found =
      count === 0 ? [] : ((await collection.find(filter).project(wanted.project).toArray()) as unknown as Row<R>[]);
    const there = found
      .map((row) => ({ row, at: axis.read(valueAt(row as Document, axis.field)) }))
      .filter(({ row, at }) => !after || isAfter({ at, id: row._id }, after, forward))
      .sort((a, b) => (forward ? 1 : -1) * (a.at - b.at || (a.row._id < b.row._id ? -1 : 1)));
    if (empty && there[0] && Math.abs(there[0].at - emptyFrom) > GAP * axis.least)
      edges.note(there[0].at + (forward ? 0 : axis.step));
    const placed = also ? there.filter(({ row }) => also(row)) : there;
    // Where it is known that rows begin, nothing is leapt over.
    const nothing = found.length === 0 && to !== known;
    if (nothing && !empty) emptyFrom = edge;
    empty = nothing;
    seen ||= found.length > 0;
    const kept = keep
      ? await keep(
          placed.map(({ row }) => row),
          limit + 1 - rows.length,
        )
      : placed.map(({ row }) => row);
    rows.push(...kept);
    if (rows.length > limit) {
      const last = rows[limit - 1] as Row<R>;
      const at = axis.read(valueAt(last as Document, axis.field));
      return { rows: rows.slice(0, limit), next: { at, id: last._id } };
    }
    edge = to;
    if (found.length > 0) hunting = false;
    // Rows begin here: what comes is dense until it shows otherwise.
    if (to === known) width = axis.least;
    else if (hunting) width = Math.max(axis.least, floorTo(width / 2, axis.step));
    else if (found.length < limit * 4) width *= 2;
    else if (found.length > limit * SPARE) width = Math.max(axis.least, floorTo(width / 4, axis.step));
    const more = forward ? edge < end : edge > end;
    const now = performance.now();
    // The next range takes about as long as this one.
    if (more && now - began + (now - asked) > (seen ? BUDGET : PATIENCE))
      return { rows, next: { at: forward ? edge : edge - axis.step, id: forward ? '' : LAST } };
  }
  return { rows, next: null };
}

/** After every id. */
export const LAST = '\uffff';
const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;

const valueAt = (row: Document, path: string): unknown =>
  path.split('.').reduce<unknown>((value, part) => (value as Document | undefined)?.[part], row);

const isAfter = (place: Place, after: Place, forward: boolean): boolean => {
  const more = place.at - after.at || (place.id === after.id ? 0 : place.id < after.id ? -1 : 1);
  return forward ? more > 0 : more < 0;
};

/** Where rows began after a gap: no later range reaches over such a place, so that nobody pays for the leap twice. */
class Edges {
  #at: number[] = [];
  note(at: number): void {
    this.#at = [at, ...this.#at.filter((each) => each !== at)].slice(0, 50);
  }
  /** The nearest beyond `edge`; null = none is known. */
  next(edge: number, forward: boolean): number | null {
    const beyond = this.#at.filter((at) => (forward ? at > edge : at < edge));
    if (beyond.length === 0) return null;
    return forward ? Math.min(...beyond) : Math.max(...beyond);
  }
}

const allEdges = new WeakMap<Store, Map<string, Edges>>();
/** Filters are few; whoever makes up thousands does not fill the memory. */
const MOST_LISTS = 200;

function edgesOf(store: Store, name: string): Edges {
  let lists = allEdges.get(store);
  if (!lists) allEdges.set(store, (lists = new Map()));
  let edges = lists.get(name);
  if (!edges) {
    if (lists.size >= MOST_LISTS) lists.clear();
    lists.set(name, (edges = new Edges()));
  }
  return edges;
}
