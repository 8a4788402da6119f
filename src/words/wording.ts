/** Wordings to compare: `who.ask@short` stands in for `who.ask` for the people of a campaign's arm that drew `short`. */
import type { Locale } from '../domain/meaning.js';
import type { Words } from './words.js';

const MARK = '@';
const known = new WeakMap<Words, Map<string, Words>>();

/** The words of an arm: its own where it has one on that channel, the ordinary ones elsewhere. Null = the ordinary ones. */
export function withWording(words: Words, wording: string | null): Words {
  if (wording === null) return words;
  const made = known.get(words) ?? new Map<string, Words>();
  known.set(words, made);
  const before = made.get(wording);
  if (before) return before;
  const keyFor: Words['keyFor'] = (locale, channel, key) => {
    const own = `${key}${MARK}${wording}`;
    return words.has(locale, channel, own) ? own : key;
  };
  const arm: Words = {
    ...words,
    keyFor,
    raw: (locale, channel, key) => words.raw(locale, channel, keyFor(locale, channel, key)),
    text: (locale, channel, key, values) => words.text(locale, channel, keyFor(locale, channel, key), values),
  };
  made.set(wording, arm);
  return arm;
}

/** The wordings that a language has texts of, by name. */
export function wordingsOf(words: Words, locale: Locale): readonly string[] {
  const names = words.all(locale).flatMap(({ key }) => (key.includes(MARK) ? [key.slice(key.indexOf(MARK) + 1)] : []));
  return [...new Set(names)].sort();
}

/** The text that a wording stands in for: `who.ask` of `who.ask@short`. */
export const ordinaryKey = (key: string): string => key.split(MARK)[0] as string;
