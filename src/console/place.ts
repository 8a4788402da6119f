/** Where a page of a list ended, as it stands in an address: `1764500000000.c12`. */
import { LAST, type Place } from '../store/queries/pageInWindows.js';

/** "After every id" is no character for an address. */
const AFTER_ALL = '~';

export const placeWords = ({ at, id }: Place): string => `${at}.${id === LAST ? AFTER_ALL : id}`;

/** Null = from the beginning: also for what is no such place. */
export function placeIn(said: unknown): Place | null {
  const [, at, id] = /^(\d{1,15})\.([\w:-]{0,200}|~)$/.exec(typeof said === 'string' ? said : '') ?? [];
  return at === undefined || id === undefined ? null : { at: Number(at), id: id === AFTER_ALL ? LAST : id };
}
