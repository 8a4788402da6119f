/** Somebody is found by their whole document or a telephone, and in no other way: nothing is searched by name (DESIGN §3.11). */
import { parseDocument } from '../domain/document-number.js';
import { readPhones } from '../domain/phone.js';
import type { ConversationDoc, UserDoc } from '../store/documents.js';
import { logAct } from '../store/logAct.js';
import { personIdOf } from '../store/person-id.js';
import type { Services } from '../turn/services.js';
import { reachable } from './scope.js';

/** The conversations of whoever has this document or telephone, the newest first; of those the user may see. Every look is written down, never with the number. */
export async function lookUp(
  services: Services,
  user: Pick<UserDoc, '_id' | 'services'>,
  asked: string,
): Promise<{ readonly by: 'document' | 'phone' | null; readonly conversations: readonly ConversationDoc[] }> {
  const { store, clock, programmes } = services;
  const persons = new Set<string>();
  const addresses = new Set<string>();
  for (const { id, country } of programmes.values()) {
    const document = parseDocument(country, asked);
    if (document.ok) persons.add(personIdOf(store.vault, id, document.value));
    for (const { e164 } of readPhones(asked, { country, field: 'mobile' }).numbers)
      addresses.add(store.vault.blindIndex('address', e164));
  }
  if (persons.size + addresses.size === 0) return { by: null, conversations: [] };
  const found = await store.persons
    .find(
      persons.size > 0 && addresses.size > 0
        ? { $or: [{ _id: { $in: [...persons] } }, { 'contacts.address': { $in: [...addresses] } }] }
        : persons.size > 0
          ? { _id: { $in: [...persons] } }
          : { 'contacts.address': { $in: [...addresses] } },
    )
    .project<{ _id: string; programme: string }>({ programme: 1 })
    .limit(20)
    .toArray();
  const theirs = await reachable(
    store,
    user,
    found.map(({ _id }) => _id),
  );
  const mine = found.filter(({ _id }) => theirs.has(_id));
  const conversations = await store.conversations.find({ person: { $in: mine.map(({ _id }) => _id) } }).toArray();
  // Somebody on no list has only the conversation of their number; it is for those who see everything.
  const named = user.services.length > 0 ? [] : await store.addresses.find({ _id: { $in: [...addresses] } }).toArray();
  const ids = named.flatMap(({ live, last }) => [live, last].filter((id) => id !== null));
  const unknown = await store.conversations.find({ _id: { $in: ids }, person: null }).toArray();
  const by = persons.size > 0 ? 'document' : 'phone';
  const chains =
    mine.length > 0 ? [...new Set(mine.map(({ programme }) => programme))] : [[...programmes.keys()][0] ?? ''];
  for (const programme of chains)
    await logAct(store, `looks:${programme}`, ['search', by, mine.length, user._id], new Date(clock.now()));
  return {
    by,
    conversations: [...conversations, ...unknown].sort((a, b) => b.touchedAt.getTime() - a.touchedAt.getTime()),
  };
}
