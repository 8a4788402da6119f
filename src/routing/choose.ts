/** Which centre takes a call or a task that comes in now: its own, or at once the next that can (REQUIREMENTS A1, A5). Pure. */
import { refusal, type Criterion, type Standing } from './criteria.js';
import { centresFrom } from './place.js';
import type { Placed } from './scenario.js';
import { withRoom, type Passing } from './with-room.js';

/** A centre as it is known: its place, its area, its people. */
export interface LiveCentre extends Placed {
  readonly code: string;
  readonly areas: readonly string[];
  readonly languages: readonly string[];
  /** Empty = everything. */
  readonly skills: readonly string[];
  /** Callers who can wait there. */
  readonly places: number;
}

/** What goes on there now. */
export interface Load {
  /** Who sits there at this half hour; 0 = closed. */
  readonly agents: number;
  readonly busy: number;
  readonly waiting: number;
}

export interface Wanted {
  /** Postcode, or code of the commune; '' = not known. */
  readonly code: string;
  /** BCP 47; only how it begins counts. */
  readonly language: string;
  /** Names of what it is about, any of which a centre may do. */
  readonly about: readonly string[];
}

export interface Choice {
  /** Codes of centres. */
  readonly own: string;
  /** Null = nobody has room: the call ends here, a task waits at its own centre. */
  readonly to: string | null;
  /** Why not the own one; null = it is. */
  readonly why: Criterion | null;
}

/** Indices of the centres for somebody with a code: the own one, which has the longest beginning of it (then more people), the others by distance from there. */
export function centresFor(code: string, centres: readonly LiveCentre[]): number[] {
  const known = centres.map(({ areas }) =>
    areas.reduce((longest, area) => (code.startsWith(area) && area.length > longest ? area.length : longest), 0),
  );
  const longest = Math.max(...known);
  // Somebody of no area is nobody's neighbour: whoever has more people.
  const mine = centres.filter((_, index) => known[index] === longest);
  const [nearest] = centresFrom(mine[0]?.at ?? [0, 0], mine.map((centre) => ({ ...centre, at: mine[0]?.at ?? [0, 0] }))); // prettier-ignore
  const own = centres.indexOf(mine[nearest ?? 0] as LiveCentre);
  const others = centresFrom((centres[own] as LiveCentre).at, centres).filter((index) => index !== own);
  return [own, ...others];
}

/** `seconds` — of a person's work with one, on average. `centres` — at least one. */
export function choose(
  centres: readonly LiveCentre[],
  loadOf: (code: string) => Load,
  wanted: Wanted,
  rules: Passing & { readonly seconds: number },
): Choice {
  const order = centresFor(wanted.code, centres);
  const standing = (index: number): Standing => {
    const centre = centres[index] as LiveCentre;
    return {
      ...loadOf(centre.code),
      places: centre.places,
      seconds: rules.seconds,
      speaks: speaks(centre, wanted),
      does: does(centre, wanted),
    };
  };
  const first = order[0] as number;
  const { code: own } = centres[first] as LiveCentre;
  const why = refusal(standing(first), rules.slowAfter);
  if (why === null) return { own, to: own, why };
  const other = withRoom(order, standing, rules);
  if (other !== null) return { own, to: (centres[other] as LiveCentre).code, why };
  // Where nobody has room, the own centre is as good as any, as long as one can wait there.
  return { own, to: why === 'slow' ? own : null, why };
}

export const speaks = ({ languages }: LiveCentre, { language }: Wanted): boolean =>
  languages.includes(language.toLowerCase().split('-')[0] ?? '');

export const does = ({ skills }: LiveCentre, { about }: Wanted): boolean =>
  skills.length === 0 || skills.some((skill) => about.includes(skill));
