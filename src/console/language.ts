/**
 * The console in the language of whoever reads it. The Spanish text is the key, as in gettext, so that pages stay readable; `templates/console.<language>.json`
 * has it in the others, as ICU messages. A test compares the catalogues with what the pages say.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { IntlMessageFormat } from 'intl-messageformat';
import { PATHS } from '../paths.js';

export const LANGUAGES = ['es', 'ca', 'it', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  es: 'Español',
  ca: 'Català',
  it: 'Italiano',
  en: 'English',
};
/** How each writes numbers and days: Spanish as in Chile, where the console began. */
const REGION: Readonly<Record<Language, string>> = { es: 'es-CL', ca: 'ca-ES', it: 'it-IT', en: 'en-GB' };
export const LANGUAGE_COOKIE = 'vigente_language';

type Values = Readonly<Record<string, string | number>>;

const current = new AsyncLocalStorage<Language>();
export const language = (): Language => current.getStore() ?? 'es';
export const region = (): string => REGION[language()];
export const inLanguage = <T>(which: Language, run: () => T): T => current.run(which, run);

export const isLanguage = (value: unknown): value is Language => (LANGUAGES as readonly unknown[]).includes(value);

const catalogues = new Map<Language, ReadonlyMap<string, string>>();
const made = new Map<string, IntlMessageFormat>();

export function catalogue(which: Language): ReadonlyMap<string, string> {
  const known = catalogues.get(which);
  if (known) return known;
  const read = new Map<string, string>(
    which === 'es'
      ? []
      : Object.entries(
          JSON.parse(readFileSync(join(PATHS.templates, `console.${which}.json`), 'utf8')) as Record<string, string>,
        ),
  );
  catalogues.set(which, read);
  return read;
}

/** The text in the reader's language; what no catalogue has stays Spanish. Without values it is taken as it stands, braces and all. */
export function say(text: string, values?: Values): string {
  const which = language();
  const found = catalogue(which).get(text) ?? text;
  if (!values) return found;
  const key = `${which}\n${found}`;
  let format = made.get(key);
  if (!format) made.set(key, (format = new IntlMessageFormat(found, REGION[which])));
  return String(format.format(values));
}

/** Chosen once (a cookie), else what the browser asks for, else Spanish. */
export const speaks: RequestHandler = (request, _response, next) => {
  const chosen = /(?:^|;\s*)vigente_language=(\w\w)/.exec(request.headers.cookie ?? '')?.[1];
  const asked = request.acceptsLanguages([...LANGUAGES]);
  inLanguage(isLanguage(chosen) ? chosen : isLanguage(asked) ? asked : 'es', next);
};
