/** Files that people sent are fetched and kept, sealed, with the conversation: evidence for a person, never read by the bot. */
import type { MediaReference } from '../domain/provider-event.js';
import { openJson, seal } from '../privacy/vault.js';
import type { MediaDoc } from '../store/documents.js';
import { bytesOf, loadConversations } from '../store/loadConversations.js';
import type { Services } from './services.js';

/** Fetched in one pass: each may take seconds, and turns wait for the pass. */
const TOGETHER = 4;
const MAX_TRIES = 8;
const BACK_OFF = 60_000;
/** A document of the database holds 16 MB. Providers carry less, but for video. */
const MOST_BYTES = 15 * 2 ** 20;

export async function fetchMedia(services: Services): Promise<number> {
  const now = services.clock.now();
  const wanted = await services.store.media
    .find({ state: 'wanted', dueAt: { $gte: new Date(0), $lte: new Date(now) } })
    .limit(TOGETHER)
    .toArray();
  if (wanted.length === 0) return 0;
  const loaded = await loadConversations(
    services.store,
    wanted.map(({ conversation }) => conversation),
  );
  await Promise.all(
    wanted.map((doc) =>
      keep(
        services,
        doc,
        loaded.get(doc.conversation)?.key.bytes ?? null,
        loaded.get(doc.conversation)?.conversation.person ?? null,
        now,
      ),
    ),
  );
  return wanted.length;
}

async function keep(
  { store, switchboard, log }: Services,
  doc: MediaDoc,
  key: Buffer | null,
  person: string | null,
  now: number,
): Promise<void> {
  const port = switchboard.ports.find(({ id, fetchMedia }) => fetchMedia && id.startsWith(doc.via));
  // The row is claimed by moving its time: another worker does not fetch the same file meanwhile.
  const claimed = await store.media.updateOne(
    { _id: doc._id, state: 'wanted', dueAt: doc.dueAt },
    { $set: { tries: doc.tries + 1, dueAt: new Date(now + BACK_OFF * 2 ** doc.tries) } },
  );
  if (claimed.modifiedCount === 0) return;
  const isLast = doc.tries + 1 >= MAX_TRIES;
  if (!key) {
    // The conversation is about to be written, or the person was erased: without a key nothing is fetched, and nothing lost.
    if (isLast) await store.media.updateOne({ _id: doc._id }, { $set: { state: 'gone', person } });
    return;
  }
  try {
    const reference = openJson<MediaReference>(store.vault.inboxKey, bytesOf(doc.reference));
    const file = await port?.fetchMedia?.(reference);
    if (file && file.bytes.length <= MOST_BYTES) {
      const bytes = seal(key, file.bytes);
      await store.media.updateOne({ _id: doc._id }, { $set: { state: 'kept', type: file.type, person, bytes } });
      return;
    }
    if (file === null || file !== undefined || isLast)
      await store.media.updateOne({ _id: doc._id }, { $set: { state: 'gone', person } });
  } catch (error) {
    log.warn(
      { conversation: doc.conversation, tries: doc.tries + 1, error: (error as Error).name },
      'a file could not be fetched yet',
    );
    if (isLast) await store.media.updateOne({ _id: doc._id }, { $set: { state: 'gone', person } });
  }
}
