/** What was said in a person's conversations, in order: from the turns, which are the evidence. */
import { openJson } from '../../privacy/vault.js';
import type { TurnRecord } from '../../turn/conversation.js';
import type { KnownPerson } from '../loadConversations.js';
import type { ConversationDoc } from '../documents.js';
import { bytesOf, keyOf } from '../loadConversations.js';
import type { Store } from '../store.js';

export interface Spoken {
  readonly id: string;
  readonly at: Date;
  readonly by: 'vigente' | 'person';
  readonly channel: string;
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
}

export async function talkOf(store: Store, person: KnownPerson, limit = 200): Promise<Spoken[]> {
  const conversations = await store.conversations
    .find({ person: person.doc._id })
    .project<Pick<ConversationDoc, '_id' | 'person' | 'key'>>({ person: 1, key: 1 })
    .toArray();
  const keys = new Map(conversations.map((doc) => [doc._id, keyOf(store, doc, person) ?? person.key]));
  const rows = await store.turns.find({ conversation: { $in: conversations.map(({ _id }) => _id) } }).toArray();
  const told = rows
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.turn - b.turn)
    .slice(-limit)
    .map((row) => ({
      row,
      record: openJson<TurnRecord>((keys.get(row.conversation) ?? person.key).bytes, bytesOf(row.secret)),
    }));
  // What an answer overtook before it left was said to nobody.
  const unsaid = new Set(told.flatMap(({ row, record }) => record.withdrawn.map((id) => `${row.conversation}:${id}`)));
  const spoken: Spoken[] = [];
  for (const { row, record } of told) {
    const { heard } = record;
    if (heard) {
      const text = heard.text ?? (heard.choice ? `▸ ${heard.choice}` : heard.media === 'voice' ? '🎤' : '📷');
      spoken.push({ id: `${row._id}:in`, at: row.at, by: 'person', channel: record.channel, text, choices: [] });
    }
    for (const out of record.sent) {
      if (unsaid.has(`${row.conversation}:${out.id}`)) continue;
      spoken.push({
        id: `${row._id}:${out.id}`,
        at: row.at,
        by: 'vigente',
        channel: out.channel,
        text: out.text,
        choices: out.choices,
      });
    }
  }
  return spoken;
}
