/** The approved WhatsApp templates: `templates/whatsapp.json`, chosen by the text they stand for and the language. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../domain/failure.js';
import { LOCALES, type Locale } from '../domain/meaning.js';
import { ordinaryKey } from './wording.js';

const schema = z.strictObject({
  about: z.string().optional(),
  templates: z.array(
    z.strictObject({
      /** The text it stands for, e.g. who.ask. `window.resume` stands for any text that has no template of its own. */
      key: z.string().min(1),
      locale: z.enum(LOCALES),
      /** Name at Meta: lower case, digits, underscores. */
      name: z.string().regex(/^[a-z0-9_]{1,512}$/),
      /** Language code at Meta. */
      language: z.string().min(2),
      category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']),
      /** What {{1}}, {{2}} … stand for. */
      variables: z.array(z.enum(['name'])),
      /** Ids of the quick-reply buttons, in order. */
      buttons: z.array(z.string()).max(3),
      /** Text of the footer. */
      footer: z.string().max(60).default(''),
    }),
  ),
});

export type ApprovedTemplate = z.infer<typeof schema>['templates'][number];

/** Stands in for whatever has no template of its own: it opens the window, and the question itself follows. */
export const RESUME = 'window.resume';

export interface TemplateCatalogue {
  readonly all: readonly ApprovedTemplate[];
  /** The template for a message made of these texts, the last one being the question; a wording without one has the ordinary one; null = none. */
  forTexts(keys: readonly string[], locale: Locale): ApprovedTemplate | null;
  /** The template that only opens the window again. */
  resume(locale: Locale): ApprovedTemplate | null;
}

export function catalogueOf(all: readonly ApprovedTemplate[]): TemplateCatalogue {
  const find = (key: string, locale: Locale) => all.find((each) => each.key === key && each.locale === locale) ?? null;
  return {
    all,
    forTexts: ([key, ...more], locale) =>
      key === undefined || more.length > 0 ? null : (find(key, locale) ?? find(ordinaryKey(key), locale)),
    resume: (locale) => find(RESUME, locale),
  };
}

/** Throws `UserError` naming the field that is wrong. */
export async function loadWhatsappTemplates(file: string): Promise<TemplateCatalogue> {
  let parsed;
  try {
    parsed = schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new UserError('whatsapp-templates-wrong', `${file}: ${(error as Error).message}`);
  }
  return catalogueOf(parsed.templates);
}
