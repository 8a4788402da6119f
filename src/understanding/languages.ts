/** Every language people may write in: a new one is a line here, and its model in index.ts. Without the models, so that they can be trained. */
import type { Locale } from '../domain/meaning.js';
import { catalanOfCatalonia } from './ca-ES.js';
import { argentineSpanish } from './es-AR.js';
import { chileanSpanish } from './es-CL.js';
import { peninsularSpanish } from './es-ES.js';
import { italianOfItaly } from './it-IT.js';
import type { Language } from './language.js';

export const LANGUAGES: Readonly<Record<Locale, Language>> = {
  'es-CL': chileanSpanish,
  'es-AR': argentineSpanish,
  'es-ES': peninsularSpanish,
  'ca-ES': catalanOfCatalonia,
  'it-IT': italianOfItaly,
};
