/** What a setting is: how it is read, what it says in `.env.example`. */
import { z } from 'zod';

export interface Setting<T> {
  readonly parse: z.ZodType<T, string | undefined>;
  readonly help: string;
  /** Shown in `.env.example`; secrets have none. */
  readonly example: string;
}

export const setting = <T>(help: string, example: string, parse: z.ZodType<T, string | undefined>): Setting<T> => ({
  parse,
  help,
  example,
});
export const port = z
  .string()
  .regex(/^\d+$/, 'must be a port number')
  .transform(Number)
  .pipe(z.int().min(0).max(65535));
export const optional = z.string().optional();
export const positive = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.int().min(1));
