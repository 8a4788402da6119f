/** The words of a programme's own requests stand before the shared ones. */
import type { Programme } from '../programmes/programme.js';
import type { Words } from './words.js';

const known = new WeakMap<Words, Map<string, Words>>();

/** What is said where a request has no words of its own for it. */
function insteadOf(key: string): string | undefined {
  // `request.report.done` → the same for all requests; a question put again → the question.
  if (/^request\.\w+\.done$/.test(key)) return 'request.noted';
  return /^(request\..+)\.again$/.exec(key)?.[1];
}

/** Shared words seen from a programme. */
export function wordsOf({ id, ownWords }: Pick<Programme, 'id' | 'ownWords'>, words: Words): Words {
  const made = known.get(words) ?? new Map<string, Words>();
  known.set(words, made);
  const before = made.get(id);
  if (before) return before;
  type Place = Parameters<Words['raw']>;
  const find = (...[locale, channel, key]: Place): readonly [Words, string] => {
    if (ownWords.has(locale, channel, key)) return [ownWords, key];
    const other = words.has(locale, channel, key) ? undefined : insteadOf(key);
    return other === undefined ? [words, key] : find(locale, channel, other);
  };
  const own: Words = {
    ...words,
    has: (...place) => {
      const [where, key] = find(...place);
      return where.has(place[0], place[1], key);
    },
    raw: (...place) => {
      const [where, key] = find(...place);
      return where.raw(place[0], place[1], key);
    },
    text(locale, channel, key, values) {
      const [where, found] = find(locale, channel, key);
      return where.text(locale, channel, found, values);
    },
    all: (locale) => [...words.all(locale), ...ownWords.all(locale)],
  };
  made.set(id, own);
  return own;
}
