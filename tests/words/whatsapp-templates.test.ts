/** A template stands for a text that exists in its language, and every language we speak can open a conversation again. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { PATHS } from '../../src/paths.js';
import { loadProgrammes, type Programme } from '../../src/programmes/programme.js';
import { loadWhatsappTemplates, type TemplateCatalogue } from '../../src/words/whatsapp-templates.js';
import { loadWords, type Words } from '../../src/words/words.js';

let catalogue: TemplateCatalogue;
let words: Words;
let programmes: readonly Programme[];
beforeAll(async () => {
  catalogue = await loadWhatsappTemplates(PATHS.whatsappTemplates);
  words = await loadWords(PATHS.templates);
  programmes = [...(await loadProgrammes(PATHS.programmes, 'minsal')).values()];
});

/** What is written first to somebody who has not written for a day. */
const FIRST = ['window.resume', 'remind.who', 'checkIn.who'];

describe('WhatsApp templates', () => {
  it('stand for texts that their language has, with the name in the middle, and buttons with a title', () => {
    for (const { key, locale, buttons } of catalogue.all) {
      const text = words.raw(locale, 'whatsapp', key);
      expect([key, locale, text]).toEqual([key, locale, expect.stringMatching(/^\S[^]+\{name\}[^]*\S$/)]);
      // Meta refuses a template that begins or ends with a variable.
      expect(text).not.toMatch(/^\{name\}|\{name\}$/);
      for (const button of buttons)
        expect([locale, button, words.has(locale, 'whatsapp', `choice.${button}`)]).toEqual([locale, button, true]);
    }
  });

  it('have one name for one text in one language', () => {
    const names = catalogue.all.map(({ name, language }) => `${name} ${language}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('let every programme write first in its language', () => {
    for (const { id, locale } of programmes)
      for (const key of FIRST) expect([id, key, catalogue.forTexts([key], locale)?.locale]).toEqual([id, key, locale]);
  });
});
