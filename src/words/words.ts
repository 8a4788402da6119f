/** The words of every language: `templates/<locale>/*.json`, one file a dialog, key → text by channel. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { z } from 'zod';
import { UserError } from '../domain/failure.js';
import type { Channel } from '../domain/channel.js';
import type { Locale } from '../domain/meaning.js';

const file = z.record(
  z.string(),
  z.strictObject({
    text: z.string().optional(),
    sms: z.string().optional(),
    whatsapp: z.string().optional(),
    portal: z.string().optional(),
    operator: z.string().optional(),
  }),
);

type Values = Readonly<Record<string, string | number>>;

export interface Words {
  readonly locales: readonly Locale[];
  has(locale: Locale, channel: Channel, key: string): boolean;
  /** The text of a key on a channel; throws `RangeError` for a key that has none (`dialogs check` proves there is one). */
  text(locale: Locale, channel: Channel, key: string, values: Values): string;
  /** The text as written, with its placeholders. */
  raw(locale: Locale, channel: Channel, key: string): string | undefined;
  /** Which text is said for a key: the key itself, but for a wording that is being compared (see wording.ts). */
  keyFor(locale: Locale, channel: Channel, key: string): string;
  /** Every text of a language, as written. */
  all(locale: Locale): readonly { readonly key: string; readonly text: string }[];
  readonly size: number;
}

type Texts = Map<string, Partial<Record<Channel | 'text', string>>>;

/** Reads all languages below `folder`: one folder a language. Throws `UserError` for a file that is not what it should be. */
export async function loadWords(folder: string): Promise<Words> {
  const byLocale = new Map<Locale, Texts>();
  for (const locale of await readdir(folder, { withFileTypes: true })) {
    if (!locale.isDirectory()) continue;
    const texts: Texts = new Map();
    for (const name of (await readdir(join(folder, locale.name))).filter((n) => n.endsWith('.json')).sort())
      await readTexts(join(folder, locale.name, name), texts);
    byLocale.set(locale.name as Locale, texts);
  }
  return wordsFrom(byLocale);
}

/** The words of a programme's own forms: `words/<locale>.json`, one file a language. Throws `UserError`. */
export async function loadOwnWords(folder: string, locales: readonly Locale[]): Promise<Words> {
  const byLocale = new Map<Locale, Texts>();
  for (const locale of locales) {
    const texts: Texts = new Map();
    await readTexts(join(folder, `${locale}.json`), texts);
    byLocale.set(locale, texts);
  }
  return wordsFrom(byLocale);
}

async function readTexts(path: string, texts: Texts): Promise<void> {
  let parsed;
  try {
    parsed = file.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new UserError('template-file-wrong', `${path}: ${(error as Error).message}`);
  }
  for (const [key, value] of Object.entries(parsed)) {
    if (texts.has(key))
      throw new UserError('template-twice', `${path}: "${key}" is written in another file of this language too.`);
    texts.set(key, value);
  }
}

function wordsFrom(byLocale: ReadonlyMap<Locale, Texts>): Words {
  const formats = new Map<string, IntlMessageFormat>();
  const raw: Words['raw'] = (locale, channel, key) => {
    const text = byLocale.get(locale)?.get(key);
    return text?.[channel] ?? text?.text;
  };
  return {
    locales: [...byLocale.keys()],
    size: [...byLocale.values()].reduce((sum, texts) => sum + texts.size, 0),
    raw,
    keyFor: (_locale, _channel, key) => key,
    all: (locale) =>
      [...(byLocale.get(locale) ?? [])].flatMap(([key, texts]) => Object.values(texts).map((text) => ({ key, text }))),
    has: (locale, channel, key) => raw(locale, channel, key) !== undefined,
    text(locale, channel, key, values) {
      const source = raw(locale, channel, key);
      if (source === undefined) throw new RangeError(`no text "${key}" for ${channel} in ${locale}`);
      const id = `${locale}/${channel}/${key}`;
      let format = formats.get(id);
      if (!format) formats.set(id, (format = new IntlMessageFormat(source, locale)));
      return String(format.format(values as Record<string, string | number>));
    },
  };
}
