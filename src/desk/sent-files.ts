/** What somebody sent us and a person has to look at or listen to: voice notes and photos of their conversations, documents of the portal. */
import { fileTypeFromBuffer } from 'file-type';
import { open, openJson } from '../privacy/vault.js';
import { readFile } from '../portal/files.js';
import type { MediaDoc, PortalFileDoc } from '../store/documents.js';
import { bytesOf, loadConversations, loadPersons } from '../store/loadConversations.js';
import type { Store } from '../store/store.js';

/** Whose files: a known person's, or those of a conversation with somebody unknown. */
export interface Sender {
  readonly person: string | null;
  readonly conversation: string | null;
}

export interface SentFile {
  readonly id: string;
  readonly kind: 'media' | PortalFileDoc['kind'];
  /** As the provider or the bytes said. */
  readonly type: string;
  /** Null of a file that came before its time was kept. */
  readonly at: Date | null;
  /** What was written with it; '' = nothing. */
  readonly note: string;
  /** `wanted`: not fetched from the provider yet; `gone`: it never could be. */
  readonly state: MediaDoc['state'];
}

/** What a browser shows or plays by itself; anything else is saved. Told by the bytes, never by whoever sent them. */
const SHOWN: readonly string[] = [
  'image/jpeg', 'image/png', 'image/webp', 'audio/ogg', 'audio/ogg; codecs=opus', 'audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/aac', 'audio/wav', 'audio/opus',
]; // prettier-ignore

/** The newest first. */
export async function sentFiles(store: Store, sender: Sender): Promise<readonly SentFile[]> {
  const media = (await store.media.find({ conversation: { $in: await talksOf(store, sender) } }).toArray()).map(
    ({ _id, type, state, at }): SentFile => ({ id: `media:${_id}`, kind: 'media', type, at: at ?? null, note: '', state }),
  ); // prettier-ignore
  const kept = sender.person ? await store.portalFiles.find({ person: sender.person }).toArray() : [];
  const key = sender.person ? (await loadPersons(store, [sender.person])).get(sender.person)?.key.bytes : undefined;
  const portal = kept.map(({ _id, kind, type, at, secret }): SentFile => {
    const said = key ? openJson<Readonly<Record<string, string>>>(key, bytesOf(secret)) : {};
    return { id: `portal:${_id}`, kind, type, at, note: said['note'] ?? said['as'] ?? '', state: 'kept' };
  });
  return [...media, ...portal].sort(
    (a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0) || (a.id < b.id ? -1 : 1),
  );
}

/** Null = it is not theirs, is not here, or they were erased. `shown` — a browser may show it by itself. */
export async function readSent(
  store: Store,
  sender: Sender,
  id: string,
): Promise<{ readonly type: string; readonly bytes: Buffer; readonly shown: boolean } | null> {
  const bytes = id.startsWith('media:')
    ? await mediaBytes(store, sender, id.slice('media:'.length))
    : id.startsWith('portal:')
      ? await portalBytes(store, sender, id.slice('portal:'.length))
      : null;
  if (!bytes) return null;
  const found = (await fileTypeFromBuffer(bytes))?.mime ?? 'application/octet-stream';
  return { type: found, bytes, shown: SHOWN.includes(found) };
}

async function mediaBytes(store: Store, sender: Sender, _id: string): Promise<Buffer | null> {
  const doc = await store.media.findOne({ _id, state: 'kept' });
  if (!doc?.bytes || !(await talksOf(store, sender)).includes(doc.conversation)) return null;
  const key = (await loadConversations(store, [doc.conversation])).get(doc.conversation)?.key.bytes;
  return key ? open(key, bytesOf(doc.bytes)) : null;
}

async function portalBytes(store: Store, { person: id }: Sender, _id: string): Promise<Buffer | null> {
  const doc = id ? await store.portalFiles.findOne({ _id, person: id }) : null;
  const person = id ? (await loadPersons(store, [id])).get(id) : undefined;
  return doc && person ? readFile(store, person, doc) : null;
}

/** Of somebody unknown nothing but the one conversation. */
async function talksOf(store: Store, { person, conversation }: Sender): Promise<string[]> {
  if (!person) return conversation ? [conversation] : [];
  const talks = await store.conversations.find({ person }).project<{ _id: string }>({ _id: 1 }).toArray();
  return talks.map(({ _id }) => _id);
}
