/** What a person of ours writes often, so that it is written well: `replies.json` of a programme, by language. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LOCALES, type Locale } from '../domain/meaning.js';
import { readJson } from './read-json.js';

const reply = z.strictObject({
  id: z.string().regex(/^[a-z][a-zA-Z]*$/),
  /** May name {name}, {sender}, {info}, {caller} and {emergency}; nothing of health. */
  text: z.string().min(2).max(600),
});
const schema = z.partialRecord(z.enum(LOCALES), z.array(reply));

export type Replies = Partial<Record<Locale, readonly z.infer<typeof reply>[]>>;

/** None where there is no such file. Throws `UserError` naming the file and the field. */
export async function loadReplies(folder: string): Promise<Replies> {
  const file = join(folder, 'replies.json');
  return existsSync(file) ? readJson(file, schema) : {};
}

/** The text with the names and numbers of the programme. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole));
