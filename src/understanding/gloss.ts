/** Reads a language's words as those of another, near one: a table of words and phrases becomes a spelling (see `normalise.ts`). */
import type { Spelling } from './normalise.js';

/** `table` — pairs `word=other` apart by blanks; `_` stands for a blank within a side, nothing after `=` drops the word. */
export function glossed(base: Spelling, ...tables: readonly string[]): Spelling {
  const words = new Map(base.words);
  // What a word stands for is spelt as the ideas spell it: "celular" is a "telefono".
  const respelt = (to: string) =>
    to
      .split('_')
      .map((word) => base.words.get(word) ?? word)
      .join(' ');
  const phrases = new Map<string, { readonly words: readonly string[]; readonly read: readonly string[] }[]>();
  for (const pair of tables.flatMap((table) => table.split(/\s+/)).filter((each) => each.includes('='))) {
    const [from = '', to = ''] = pair.split('=');
    const parts = from.split('_');
    const [first = ''] = parts;
    if (parts.length === 1) words.set(from, respelt(to));
    else {
      const known = phrases.get(first) ?? [];
      known.push({
        words: parts,
        read: respelt(to)
          .split(' ')
          .filter((word) => word !== ''),
      });
      phrases.set(first, known);
    }
  }
  // The longest first: "si us plau" before "si us".
  for (const known of phrases.values()) known.sort((a, b) => b.words.length - a.words.length);
  return { words, endings: base.endings, phrases };
}
