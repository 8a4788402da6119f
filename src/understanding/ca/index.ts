/** Catalan, read as Spanish (`words.ts`). */
import { glossed } from '../gloss.js';
import { spanish, type SpanishWords } from '../es/index.js';
import type { Language } from '../language.js';
import { MORE_WORDS } from './more-words.js';
import { PRETERITES, WORDS } from './words.js';

/** "vaig anar", "va anar", "vam anar", "van anar" and their doubles "vàrem", "varen". */
const AUXILIARIES: readonly (readonly string[])[] = [['vaig'], ['va'], ['vam', 'varem'], ['van', 'varen']];

const preterites = PRETERITES.trim()
  .split('\n')
  .flatMap((line) => {
    const [infinitive, ...forms] = line.split(' ');
    return forms.flatMap((form, who) =>
      (AUXILIARIES[who] ?? []).map((auxiliary) => `${auxiliary}_${infinitive}=${form}`),
    );
  })
  .join(' ');

export function catalan(words: SpanishWords): Language {
  const language = spanish(words);
  return { ...language, spelling: glossed(language.spelling, WORDS, MORE_WORDS, preterites) };
}
