/** A person writes in a conversation while the program keeps silent, and hands it back (issue 9). */
import { stops } from '../domain/suppression.js';
import type { ConversationDoc } from '../store/documents.js';
import { handleEvents } from '../turn/handle.js';
import type { Services } from '../turn/services.js';

/** Longer is no message any more. */
export const LONGEST_REPLY = 1000;

export type Refusal = 'held' | 'numberTaken' | 'stopped' | 'windowClosed' | 'nothing' | 'tooLong' | 'notHeld';

/** Why nobody may write there now; null = they may. */
export async function mayWrite(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  { address, person, channel, windowUntil }: ConversationDoc,
): Promise<Refusal | null> {
  const ids = [`number:${address}`, ...(person ? [`person:${person}`, `pair:${address}:${person}`] : [])];
  const found = await store.suppressions.find({ _id: { $in: ids } }).toArray();
  if (found.some(({ why }) => stops(why, 'reply'))) return 'stopped';
  return channel === 'whatsapp' && windowUntil <= clock.now() ? 'windowClosed' : null;
}

/** Takes it; null = it is theirs. */
export async function hold(services: Services, doc: ConversationDoc, by: string): Promise<Refusal | null> {
  const refused = await mayWrite(services, doc);
  if (refused) return refused;
  const at = services.clock.now();
  await handleEvents(services, [
    { conversation: doc._id, event: { kind: 'held', eventId: `held:${doc._id}:${by}:${at}`, at, by } },
  ]);
  const now = await services.store.conversations.findOne({ _id: doc._id }, { projection: { held: 1 } });
  if (now?.held?.by === by && now.held.mode === 'write') return null;
  return now?.held ? 'held' : 'numberTaken';
}

/** `id` makes twice once. */
export async function write(
  services: Services,
  doc: ConversationDoc,
  { id, by, text }: { readonly id: string; readonly by: string; readonly text: string },
): Promise<Refusal | null> {
  if (text.length < 2) return 'nothing';
  if (text.length > LONGEST_REPLY) return 'tooLong';
  const refused = await mayWrite(services, doc);
  if (refused) return refused;
  const eventId = `wrote:${doc._id}:${id}`;
  await handleEvents(services, [
    { conversation: doc._id, event: { kind: 'wrote', eventId, at: services.clock.now(), by, text } },
  ]);
  const now = await services.store.conversations.findOne({ _id: doc._id }, { projection: { applied: 1 } });
  return now?.applied.includes(eventId) ? null : 'notHeld';
}

/** What was open is asked again. */
export async function handBack(services: Services, { _id, held }: ConversationDoc, by: string): Promise<boolean> {
  if (held?.mode !== 'write' || held.by !== by) return false;
  const at = services.clock.now();
  await handleEvents(services, [
    { conversation: _id, event: { kind: 'handedBack', eventId: `handedBack:${_id}:${at}`, at, by } },
  ]);
  return true;
}
