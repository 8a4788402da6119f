import { describe, expect, it } from '@jest/globals';
import { foreignLanguage, languageSpoken, wishesLanguage } from '../../src/understanding/which-language.js';

const BOTH = ['ca-ES', 'es-ES'] as const;

describe('the language of a message', () => {
  it.each([
    ['voldria canviar la visita a un altre dia', 'ca-ES'],
    ['quan tinc hora amb el metge?', 'ca-ES'],
    ['cuándo tengo la visita con el médico?', 'es-ES'],
    ['necesito un informe', 'es-ES'],
    ['no puedo ir mañana', 'es-ES'],
    ['no hi puc anar demà', 'ca-ES'],
  ])('"%s" is %s, whichever is spoken', (text, locale) => {
    for (const now of BOTH) expect(languageSpoken(text, BOTH, now).locale).toBe(locale);
  });

  it.each(['si', 'ok', 'hola', '1', 'el dermatoleg', '5678 1943', '👍', ''])(
    'of "%s" nobody can say: it stays',
    (text) => {
      for (const now of BOTH) expect(languageSpoken(text, BOTH, now).locale).toBe(now);
    },
  );

  it('is another when one word asks for it, and stays where only one is spoken', () => {
    expect(languageSpoken('castellano por favor', BOTH, 'ca-ES')).toEqual({ locale: 'es-ES', onlyThat: true });
    expect(languageSpoken('en català', BOTH, 'es-ES')).toEqual({ locale: 'ca-ES', onlyThat: true });
    expect(wishesLanguage('castellano', BOTH)).toBe(true);
    expect(wishesLanguage('castellano', ['es-AR'])).toBe(false);
    expect(languageSpoken('voldria canviar la visita', ['es-AR'], 'es-AR').locale).toBe('es-AR');
  });

  it.each([
    ['bonjou, mwen bezwen yon randevou ak dokte', 'ht'],
    ['mari mari, chaltu', 'arn'],
    ['你好,我想预约', 'zh'],
    ['مرحبا أريد موعد', 'ar'],
    ['hello, when is my appointment please', 'en'],
    ['english', 'en'],
    ['bonjour, je voudrais un rendez vous', 'fr'],
  ])('"%s" is none of ours: %s', (text, language) => {
    expect(foreignLanguage(text)).toBe(language);
  });

  it.each([
    'hola, cuando tengo hora', 'bon dia, quan tinc visita', 'buongiorno, quando ho la visita', 'no', 'si', 'ok', 'la mia visita', 'mi hijo está mejor',
    'ja no la necessito', 'non la voglio', 'me operaron en la clinica alemana', 'o sea que no', 'a dr house le gusta',
  ])('"%s" is one of ours', (text) => {
    expect(foreignLanguage(text)).toBeNull();
  }); // prettier-ignore
});
