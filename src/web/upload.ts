/** A form with a file: its fields, and the file on disk. Nothing is kept in memory, nothing larger than allowed is kept at all. */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { Request } from 'express';
import { UserError } from '../domain/failure.js';

export interface Upload {
  readonly fields: Readonly<Record<string, string>>;
  /** As the browser names it, without folders; null = no file was chosen. */
  readonly name: string | null;
  readonly path: string;
}

/** Fields are short: names and choices. */
const FIELD = 1_000;
const FIELDS = 30;

/**
 * Reads the body into `folder`/in-file. `before` looks at the fields that came ahead of the file and throws to refuse it before a byte is written.
 * Throws `UserError`: no form, too large, broken off.
 */
export async function receive(
  request: Request,
  folder: string,
  { maxBytes, before }: { readonly maxBytes: number; before(fields: Readonly<Record<string, string>>): void },
): Promise<Upload> {
  const path = join(folder, 'in-file');
  const fields: Record<string, string> = {};
  let name: string | null = null;
  let writing: Promise<void> | null = null;
  let parser: busboy.Busboy;
  try {
    parser = busboy({
      headers: request.headers,
      limits: { files: 1, fields: FIELDS, fieldSize: FIELD, fileSize: maxBytes, parts: FIELDS + 1 },
      defParamCharset: 'utf8',
    });
  } catch {
    throw new UserError('upload-form', 'No file came with the form.', 'Choose a file.');
  }
  const refusals: unknown[] = [];
  parser.on('field', (field, value) => (fields[field] = value));
  parser.on('file', (_field, stream, { filename }) => {
    // A browser sends an empty part where nothing was chosen.
    if (!filename) return void stream.resume();
    try {
      before(fields);
    } catch (error) {
      refusals.push(error);
      return void stream.resume();
    }
    name = (filename.split(/[\\/]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').slice(0, 120);
    stream.on('limit', () =>
      refusals.push(new UserError('upload-large', 'The file is too large.', `At most ${maxBytes} bytes.`)),
    );
    writing = pipeline(stream, createWriteStream(path, { mode: 0o600 }));
    writing.catch((error: unknown) => refusals.push(error));
  });
  try {
    await pipeline(request, parser);
    await (writing as Promise<void> | null);
    if (refusals.length > 0) throw refusals[0];
    before(fields);
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof UserError) throw error;
    if ((error as { code?: string }).code === 'ENOSPC')
      throw new UserError('upload-full', 'The disk is full.', 'Make room, then send it again.');
    throw new UserError('upload-broken', 'The file did not arrive whole.', 'Send it again.');
  }
  return { fields, name, path };
}
