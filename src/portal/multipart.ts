/** A form with a file: read whole into memory, never onto a disk, and given up when it is larger than it may be. */
import busboy from 'busboy';
import type { Request } from 'express';
import { MOST_BYTES } from './files.js';

export interface Multipart {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: { readonly bytes: Buffer; readonly tooLarge: boolean } | null;
}

const LIMITS = { files: 1, fileSize: MOST_BYTES, fields: 20, fieldSize: 4_000, parts: 24, headerPairs: 20 };

/** Null = it is no such form, or is broken off. */
export function readMultipart(request: Request): Promise<Multipart | null> {
  return new Promise((resolve) => {
    let reader: ReturnType<typeof busboy>;
    try {
      reader = busboy({ headers: request.headers, limits: LIMITS });
    } catch {
      request.resume();
      return resolve(null);
    }
    const fields: Record<string, string> = {};
    let file: Multipart['file'] = null;
    reader.on('field', (name, value) => void (fields[name] = value));
    reader.on('file', (_, stream) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => void parts.push(part));
      stream.on('close', () => {
        const bytes = Buffer.concat(parts);
        if (bytes.length > 0) file = { bytes, tooLarge: stream.truncated === true };
      });
    });
    reader.on('close', () => resolve({ fields, file }));
    reader.on('error', () => resolve(null));
    request.on('aborted', () => resolve(null));
    request.pipe(reader);
  });
}
