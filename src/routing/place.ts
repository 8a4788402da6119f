/** Which centre is whose: the nearest, then the one with more people. */
import { agentsOf, type Placed, type RoutingScenario } from './scenario.js';

const EARTH = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Kilometres over the ground (haversine) between two places, degrees north and east. */
export function distance(from: readonly [number, number], to: readonly [number, number]): number {
  const north = radians(to[0] - from[0]);
  const east = radians(to[1] - from[1]);
  const half =
    Math.sin(north / 2) ** 2 + Math.cos(radians(from[0])) * Math.cos(radians(to[0])) * Math.sin(east / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Nearer than this, two centres are equally near, and the one with more people comes first. */
const SAME_PLACE = 1;

/** Indices of the centres for somebody at a place, the own one first. */
export function centresFrom(at: readonly [number, number], centres: readonly Placed[]): number[] {
  const known = centres.map((centre, index) => ({
    index,
    far: Math.round(distance(at, centre.at) / SAME_PLACE),
    agents: agentsOf(centre).reduce((sum, each) => sum + each, 0),
  }));
  return known.sort((a, b) => a.far - b.far || b.agents - a.agents || a.index - b.index).map(({ index }) => index);
}

/** The index of the area of a postcode or of a commune's code: the longest beginning that is known; null = none. */
export function areaOf(areas: RoutingScenario['areas'], code: string): number | null {
  let found: number | null = null;
  let longest = 0;
  areas.forEach(({ codes }, index) => {
    for (const beginning of codes)
      if (code.startsWith(beginning) && beginning.length > longest) {
        longest = beginning.length;
        found = index;
      }
  });
  return found;
}
