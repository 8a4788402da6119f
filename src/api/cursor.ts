/** Where a page ended, as a word that says nothing to whoever holds it. It names a place in an order and opens nothing: scope is asked anew. */
import { z } from 'zod';
import { Problem } from './problem.js';

const shape = z.tuple([z.union([z.number(), z.string().max(40)]), z.string().max(200)]);
/** What is ordered by, and the id that decides between equals; '' = before all of them. */
export type Place = z.infer<typeof shape>;

export const cursorOf = (place: Place | null): string | null =>
  place && Buffer.from(JSON.stringify(place)).toString('base64url');

/** Throws `Problem` when it is no cursor of this list. */
export function placeOf(cursor: string | undefined, kind: 'number' | 'string'): Place | null {
  if (cursor === undefined) return null;
  try {
    const place = shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (typeof place[0] === kind) return place;
  } catch {
    // said below
  }
  throw new Problem('input-wrong', '', [{ at: 'query.cursor', is: 'no cursor of this list' }]);
}
