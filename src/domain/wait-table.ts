/** The table of waits that a caller looks at before calling (REQUIREMENTS T2). */
import type { Face, WaitLine, WaitRow, WaitTable } from './call-waits.js';

const DAY = 86_400_000;
const HALF_HOUR = 30;

export interface WaitRule {
  readonly maxAgeDays: number;
  readonly faces: { readonly green: number; readonly yellow: number };
  /** When the desk answers, HH:MM. */
  readonly hours: { readonly from: string; readonly to: string };
  /** Epoch ms. */
  readonly now: number;
}

export const faceOf = (average: number, { green, yellow }: WaitRule['faces']): Face =>
  average <= green ? 'green' : average <= yellow ? 'yellow' : 'red';

/** A time of the day that two sources tell is told from the newer one; what is too old is told by nobody. */
export function waitTable(rows: readonly WaitRow[], { maxAgeDays, faces, hours, now }: WaitRule): WaitTable {
  const oldest = now - maxAgeDays * DAY;
  const fresh = new Map<string, WaitRow>();
  for (const row of rows) {
    const known = fresh.get(row.from);
    if (row.asOf >= oldest && (!known || known.asOf < row.asOf)) fresh.set(row.from, row);
  }
  const told = [...fresh.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
  const newest = [...rows].sort((a, b) => b.asOf - a.asOf)[0] ?? null;
  if (told.length === 0)
    return newest
      ? { is: 'stale', source: newest.source, asOf: newest.day, lines: [], best: null }
      : { is: 'missing', source: null, asOf: null, lines: [], best: null };
  const of = (row: WaitRow): WaitLine => ({ from: row.from, to: row.to, known: { average: row.average, least: row.least, most: row.most, face: faceOf(row.average, faces) } }); // prettier-ignore
  // Half hours of the desk's day that no row covers are shown as unknown: a hole in the table would look like nobody waiting.
  const unknown = halfHoursOf(hours)
    .filter(({ from, to }) => !told.some((row) => row.from < to && row.to > from))
    .map((half): WaitLine => ({ ...half, known: null }));
  const lines = together([...told.map(of), ...unknown].sort((a, b) => (a.from < b.from ? -1 : 1)));
  const best = [...told].sort((a, b) => a.average - b.average || (a.from < b.from ? -1 : 1))[0] as WaitRow;
  const oldestTold = told.reduce((old, row) => (row.asOf < old.asOf ? row : old));
  return {
    is: 'fresh',
    source: [...new Set(told.map(({ source }) => source))].join(', '),
    // The oldest of them: nothing in the table is older than it says.
    asOf: oldestTold.day,
    lines,
    best: { from: best.from, to: best.to, average: best.average },
  };
}

/** What nobody has measured, as one stretch: a page of empty half hours hides those that are known. */
function together(lines: readonly WaitLine[]): WaitLine[] {
  const joined: WaitLine[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last && last.known === null && line.known === null && last.to === line.from)
      joined[joined.length - 1] = { ...last, to: line.to };
    else joined.push(line);
  }
  return joined;
}

function halfHoursOf({ from, to }: WaitRule['hours']): { readonly from: string; readonly to: string }[] {
  const halves: { from: string; to: string }[] = [];
  for (let at = minutes(from); at < minutes(to); at += HALF_HOUR)
    halves.push({ from: clock(at), to: clock(Math.min(at + HALF_HOUR, minutes(to))) });
  return halves;
}

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const clock = (at: number): string =>
  `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
