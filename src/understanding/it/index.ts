/** Italian, read as Spanish (`words.ts`). */
import { glossed } from '../gloss.js';
import { spanish, type SpanishWords } from '../es/index.js';
import type { Language } from '../language.js';
import { COMMON_WORDS } from './common-words.js';
import { MORE_WORDS } from './more-words.js';
import { WORDS } from './words.js';

/** "è" is a verb and "e" an "and"; a "si" that answers is a yes, though typed without its accent, and any other is a pronoun. */
const ACCENTED: readonly (readonly [RegExp, string])[] = [
  [/(^|[^\p{L}])(?:è|é|e['’`](?!\p{L}))(?!\p{L})/gu, '$1es'],
  [
    /^\s*si(?=\s*(?:$|[,.!]| (?:si|certo|grazie|sono|la|lo|mi|ma|ne|ho|voglio|confermo|per|ancora|va|vengo|signora|dica|pure|tolga|cancell|togli)))/u,
    'sì',
  ],
  // "Mica" only strengthens another negation, but alone at the beginning it is one.
  [/^\s*mica(?!\p{L})/u, 'no'],
  [/(^|[^\p{L}])(di|che|sì|ovviamente|certo) si(?!\p{L})/gu, '$1$2 sì'],
];

/** People write "e morto" for "è morto": a phrase with the verb is known in both. */
const withVerb = (table: string) => table.replace(/(?<![^\s])(\S*_)?e(?=_)/g, (whole) => whole.replace(/e$/, 'es'));

const TABLES = [WORDS, MORE_WORDS, COMMON_WORDS];

export function italian(words: SpanishWords): Language {
  const language = spanish(words);
  const spelling = glossed(language.spelling, ...TABLES, ...TABLES.map(withVerb));
  return { ...language, spelling: { ...spelling, accented: ACCENTED } };
}
