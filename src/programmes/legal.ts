/** The legal table of a programme: on what basis it writes, what it tells people of that, how long it keeps what, what it may do. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './read-json.js';

/** Kinds of data with a time of their own, in days; what is not named is kept as long as the list is. */
export const KEPT_KINDS = ['inbound', 'media', 'conversations', 'evidence', 'tasks'] as const;
export type KeptKind = (typeof KEPT_KINDS)[number];

const shape = z.strictObject({
  /** The law or order that allows it, with article and date. */
  basis: z.array(z.strictObject({ law: z.string().min(3), allows: z.string().min(3) })).min(1),
  /** What is said to whoever asks what is done with their data. */
  notice: z.string().min(20),
  /** Who is asked about data, and decides on requests. */
  contact: z.string().min(3),
  /** Days within which a request of a person is answered. */
  answerDays: z.int().min(1),
  /** Days a kind of data is kept, and why so long. */
  retention: z.strictObject(
    Object.fromEntries(
      KEPT_KINDS.map((kind) => [kind, z.strictObject({ days: z.int().min(1), why: z.string().min(3) })]),
    ) as Record<KeptKind, z.ZodObject<{ days: z.ZodInt; why: z.ZodString }>>,
  ),
  /** Services whose people are never written to: special anonymity (abortion, HIV, victims of violence …). */
  protectedServices: z.array(z.string().min(3)),
  /** May people be asked whether they still need a place, and be discharged? Reminders and answers have a basis of their own. */
  listCleaning: z.boolean(),
  /** Days within which a breach is told to the authority. */
  breachHours: z.int().min(1),
});
export type Legal = z.infer<typeof shape>;

export interface WithLegal {
  /** null = nobody has written it: no campaign starts and nobody is discharged. */
  readonly legal: Legal | null;
}

/** Throws `UserError` naming the file and the field. */
export async function loadLegal(folder: string): Promise<WithLegal> {
  const file = join(folder, 'legal.json');
  const there = await access(file).then(
    () => true,
    () => false,
  );
  return { legal: there ? await readJson(file, shape) : null };
}
