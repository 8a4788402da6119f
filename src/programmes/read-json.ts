/** A file of a programme. Throws `UserError` naming the file and the field. */
import { access, readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { UserError } from '../domain/failure.js';

export async function readJson<T>(file: string, shape: z.ZodType<T>): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new UserError(
      'programme-file-missing',
      `${file} cannot be read.`,
      'A programme is a folder with programme.json, care-names.json, places.json and holidays.json.',
    );
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new UserError('programme-file-broken', `${file} is not JSON: ${(error as Error).message}`);
  }
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError(
    'programme-file-wrong',
    `${file}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`,
  );
}

/** Null = there is no such file. Throws as above where it is wrong. */
export async function readIfThere<T>(file: string, shape: z.ZodType<T>): Promise<T | null> {
  const there = await access(file).then(
    () => true,
    () => false,
  );
  return there ? readJson(file, shape) : null;
}
