import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATHS } from '../../src/paths.js';

/** Groups of vowels, with the hiatus of a strong vowel beside another or beside an accented weak one: close to how Spanish divides words. */
function syllables(word: string): number {
  const plain = word
    .toLowerCase()
    .replace(/qu(?=[eéií])/g, 'k')
    .replace(/gu(?=[eéií])/g, 'g');
  const groups = plain.match(/[aeiouáéíóúü]+/g) ?? [];
  const hiatus = groups.reduce(
    (sum, group) => sum + (group.match(/[aeoáéó](?=[aeoáéóíú])|[íú](?=[aeoáéó])/g)?.length ?? 0),
    0,
  );
  return Math.max(1, groups.length + hiatus);
}

/** INFLESZ (Szigriszt-Pazos): 65 and more is easy, 80 and more very easy. */
function inflesz(text: string): number {
  const words = text.match(/[\p{L}]+/gu) ?? [];
  const sentences = Math.max(1, text.split(/[.:;?!]+/).filter((part) => /\p{L}/u.test(part)).length);
  const total = words.reduce((sum, word) => sum + syllables(word), 0);
  return 206.835 - (62.3 * total) / words.length - words.length / sentences;
}

describe('the Spanish texts', () => {
  it.each([
    ['es-CL', 30],
    ['es-AR', 25],
    ['es-ES', 25],
  ])(
    'of %s are easy to read on small phones (INFLESZ of 65 for each of twelve words or more, 75 for all)',
    (locale, atLeast) => {
      const folder = join(PATHS.templates, locale);
      const own = readdirSync(PATHS.programmes)
        .map((programme) => join(PATHS.programmes, programme, 'words', `${locale}.json`))
        .filter((file) => existsSync(file));
      const scores: [string, number][] = [];
      let all = '';
      for (const file of [...readdirSync(folder).map((name) => join(folder, name)), ...own]) {
        const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;
        for (const [key, variants] of Object.entries(texts)) {
          if (/(?:^|\.)choice\./.test(key)) continue;
          for (const [channel, text] of Object.entries(variants)) {
            const read = text
              .replace(/\{sender\}/g, 'Ministerio de Salud')
              .replace(/\{name\}/g, 'Ana')
              .replace(/\{(info|caller|emergency|crisis|choices|month|place)\}/g, '')
              .replace(/\{entry\}/g, 'la atención que pidió en marzo');
            all += ` ${read}`;
            if ((read.match(/\p{L}+/gu) ?? []).length >= 12)
              scores.push([`${key}.${channel}`, Math.round(inflesz(read))]);
          }
        }
      }
      expect(scores.length).toBeGreaterThan(atLeast);
      expect(scores.filter(([, score]) => score < 65)).toEqual([]);
      expect(inflesz(all)).toBeGreaterThan(75);
    },
  );

  it('are measured with a formula that tells a hard text from an easy one', () => {
    expect(
      inflesz(
        'La verificación telefónica de la identificación personal constituye un procedimiento administrativo obligatorio establecido institucionalmente',
      ),
    ).toBeLessThan(20);
    expect(inflesz('Le va a llamar una persona. No paga la llamada. Su lugar no cambia.')).toBeGreaterThan(80);
  });
});
