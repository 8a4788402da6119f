/** Features are hashed into a fixed number of places, so that no word of any message is kept in a model. */

export const PLACES_BITS = 16;
export const PLACES = 1 << PLACES_BITS;
export const PRIME = 0x01000193;
/** Between the parts of a feature. */
export const BREAK = '|';

/** FNV-1a over UTF-16 units. */
export function mix(h: number, text: string, from = 0, to = text.length): number {
  for (let i = from; i < to; i++) h = Math.imul(h ^ text.charCodeAt(i), PRIME);
  return h;
}

/** Each kind of feature has its own seed, so that kinds do not share places by construction. */
export const seed = (kind: number): number => (0x811c9dc5 ^ Math.imul(kind, 0x9e3779b1)) | 0;

export const placeOf = (h: number): number => {
  const mixed = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & (PLACES - 1);
};
