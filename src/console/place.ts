/** Where a page of a list ended, as it stands in an address: `1764500000000.c12`. */
import type { Place } from '../store/queries/pageInWindows.js';

export const placeWords = ({ at, id }: Place): string => `${at}.${id}`;

/** Null = from the beginning: also for what is no such place. */
export function placeIn(said: unknown): Place | null {
  const [, at, id] = /^(\d{1,15})\.([\w:-]{0,200})$/.exec(typeof said === 'string' ? said : '') ?? [];
  return at === undefined || id === undefined ? null : { at: Number(at), id };
}
