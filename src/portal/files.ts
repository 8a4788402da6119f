/** Files that people give us: what they are is told by their bytes; kept in GridFS, sealed with the person's key, so that erasing the person erases them. */
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GridFSBucket } from 'mongodb';
import { fileTypeFromBuffer } from 'file-type';
import { open, seal, sealJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { PortalFileDoc } from '../store/documents.js';
import { loadPersons, type KnownPerson } from '../store/loadConversations.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { DURABLE, type Store } from '../store/store.js';
import type { Services } from '../turn/services.js';

/** A photo of a page of a phone has 3 to 6 MB. */
export const MOST_BYTES = 8 * 1_000_000;
/** What people send, and every office opens. Nothing that holds programs. */
const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif', 'application/pdf'];
const BUCKET = 'portalBytes';

/** The type by content; null = none that is taken. */
export async function typeOf(bytes: Buffer): Promise<string | null> {
  const found = await fileTypeFromBuffer(bytes);
  if (!found || !TYPES.includes(found.mime)) return null;
  // A PDF may hold programs and files of its own; those of offices and phones do not.
  if (
    found.mime === 'application/pdf' &&
    /\/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b/.test(bytes.toString('latin1'))
  )
    return null;
  return found.mime;
}

export interface Kept {
  readonly kind: PortalFileDoc['kind'];
  readonly type: string;
  readonly bytes: Buffer;
  readonly entry?: string;
  /** What was said with it. */
  readonly said: Readonly<Record<string, string>>;
}

/** The bytes first: a row that names a file is never without it. The same file again is one. */
export async function keepFile(
  { store, clock }: Services,
  programme: Programme,
  { doc: person, key }: KnownPerson,
  { kind, type, bytes, entry, said }: Kept,
): Promise<PortalFileDoc> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // Of an entry there is one writing; of the rest the same file is the same.
  const what = entry === undefined ? sha256 : `of ${entry}`;
  const id = store.vault.blindIndex('message', `portal file\0${person._id}\0${kind}\0${what}`);
  const stored = `${id}:${randomBytes(6).toString('hex')}`;
  const doc: PortalFileDoc = {
    _id: id, programme: programme.id, person: person._id, kind, type, size: bytes.length, sha256, at: new Date(clock.now()), entry: entry ?? null,
    stored, secret: sealJson(key.bytes, said),
  }; // prettier-ignore
  const before = await store.portalFiles.findOne({ _id: id });
  if (before) return before;
  const upload = bucketOf(store).openUploadStream(stored);
  await pipeline(Readable.from([seal(key.bytes, bytes)]), upload);
  try {
    await store.portalFiles.insertOne(doc, DURABLE);
    return doc;
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
    await bucketOf(store).delete(upload.id); // another tab was faster
    return (await store.portalFiles.findOne({ _id: id })) ?? doc;
  }
}

/** The file as it came. Throws when it is not the person's. */
export async function readFile(
  store: Store,
  { key }: Pick<KnownPerson, 'key'>,
  { stored }: Pick<PortalFileDoc, 'stored'>,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of bucketOf(store).openDownloadStreamByName(stored)) parts.push(part as Buffer);
  return open(key.bytes, Buffer.concat(parts));
}

export async function deleteFilesOf(store: Store, person: string): Promise<{ deletedCount: number }> {
  const mine = await store.portalFiles.find({ person }).project<{ stored: string }>({ stored: 1 }).toArray();
  const bucket = bucketOf(store);
  for (const { stored } of mine)
    for (const { _id } of await bucket.find({ filename: stored }).toArray()) await bucket.delete(_id);
  return store.portalFiles.deleteMany({ person });
}

/** For the dossier: what its person signed about the entry, as they got it. */
export async function writingsFor(
  store: Store,
  { person: id, entry }: { readonly person: string; readonly entry: string },
): Promise<Record<string, Uint8Array>> {
  const found = await store.portalFiles.find({ person: id, kind: 'writing', entry }).toArray();
  const person = (await loadPersons(store, [id])).get(id);
  const parts: Record<string, Uint8Array> = {};
  for (const file of found) if (person) parts[`files/writing-${file._id}.pdf`] = await readFile(store, person, file);
  return parts;
}

const bucketOf = (store: Store): GridFSBucket => new GridFSBucket(store.db, { bucketName: BUCKET });
