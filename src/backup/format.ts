/**
 * A backup is one gzip of BSON documents: {backup: 1, …} first, then {c: collection, d: document}, and last {end: true, counts, sha256} over
 * all before it. Keys are never in it (DESIGN §10): without the key ring nobody can read who the people are.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { BSON } from 'mongodb';
import { UserError } from '../domain/failure.js';

export interface BackupHead {
  readonly backup: 1;
  readonly software: string;
  readonly database: string;
  /** What was said before is in it; what was said after it began may be. */
  readonly startedAt: Date;
  /** A value sealed with the index key: another ring cannot be mistaken for it. */
  readonly ring: string;
}

export interface BackupEnd {
  readonly end: true;
  readonly endedAt: Date;
  readonly counts: Readonly<Record<string, number>>;
  readonly sha256: string;
}

export type Frame = BackupHead | { readonly c: string; readonly d: BSON.Document } | BackupEnd;

/** Writes the frames; the end is added. `mode` 600. Returns what the end says. */
export async function writeBackup(
  file: string,
  head: BackupHead,
  documents: AsyncIterable<{ c: string; d: BSON.Document }>,
  now: () => Date,
): Promise<BackupEnd> {
  const hash = createHash('sha256');
  const counts: Record<string, number> = {};
  let end: BackupEnd | undefined;
  const frame = (value: BSON.Document): Buffer => {
    const bytes = Buffer.from(BSON.serialize(value, { ignoreUndefined: true }));
    hash.update(bytes);
    return bytes;
  };
  async function* frames(): AsyncGenerator<Buffer> {
    yield frame(head as unknown as BSON.Document);
    for await (const { c, d } of documents) {
      counts[c] = (counts[c] ?? 0) + 1;
      yield frame({ c, d });
    }
    end = { end: true, endedAt: now(), counts, sha256: hash.digest('hex') };
    yield Buffer.from(BSON.serialize(end));
  }
  await pipeline(
    Readable.from(frames(), { objectMode: true }),
    createGzip({ level: 1 }),
    createWriteStream(file, { mode: 0o600, flags: 'wx' }),
  );
  return end as BackupEnd;
}

/** Reads them back, in order. Throws `UserError` when the file is no backup, cut short, or changed. */
export async function* readBackup(file: string): AsyncGenerator<Frame> {
  const broken = (why: string) => new UserError('backup-broken', `${file}: ${why}`, 'Take another copy of it.', 1);
  const input = createReadStream(file);
  const gunzip = createGunzip();
  input.on('error', (error) =>
    gunzip.destroy(new UserError('file-unreadable', `${file} cannot be read: ${error.message}`)),
  );
  const hash = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  let seen = 0;
  let ended = false;
  try {
    for await (const chunk of input.pipe(gunzip) as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (;;) {
        if (rest.length < 4) break;
        const length = rest.readInt32LE(0);
        if (length < 5 || length > MOST) throw broken('a document has no length');
        if (rest.length < length) break;
        const bytes = rest.subarray(0, length);
        rest = rest.subarray(length);
        if (ended) throw broken('there is something after its end');
        const frame = BSON.deserialize(bytes, { promoteBuffers: true }) as unknown as Frame;
        if (seen === 0 && !('backup' in frame)) throw broken('it is no backup');
        seen += 1;
        if ('end' in frame) {
          ended = true;
          checkEnd(frame, hash, broken);
        } else hash.update(bytes);
        yield frame;
      }
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw broken((error as Error).message);
  }
  if (!ended) throw broken(seen === 0 ? 'it is no backup' : 'it is cut short');
}

function checkEnd(end: BackupEnd, hash: Hash, broken: (why: string) => UserError): void {
  if (hash.digest('hex') !== end.sha256) throw broken('it was changed');
}

/** BSON documents have at most 16 MB; a frame a little more. */
const MOST = 17 * 2 ** 20;
