/** One conversation, turn by turn: what was said, on which channel, what became of each message, and what was recorded. From the turns, which are the evidence. */
import type { Channel } from '../../domain/channel.js';
import type { OutcomeKind } from '../../domain/outcome.js';
import { openJson } from '../../privacy/vault.js';
import type { TurnRecord } from '../../turn/conversation.js';
import type { MessageDoc } from '../documents.js';
import { bytesOf, type Loaded } from '../loadConversations.js';
import type { Store } from '../store.js';

export interface TranscriptLine {
  readonly id: string;
  readonly at: Date;
  readonly by: 'person' | 'program' | 'colleague';
  /** Of a colleague: who. */
  readonly who: string | null;
  readonly channel: Channel;
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  /** Of ours: what became of it. */
  readonly state: MessageDoc['state'] | null;
  readonly failure: string | null;
}

export interface TranscriptTurn {
  readonly turn: number;
  readonly at: Date;
  readonly dialog: string;
  readonly version: number;
  readonly lines: readonly TranscriptLine[];
  readonly outcomes: readonly { readonly entry: string; readonly is: OutcomeKind }[];
}

export async function transcriptOf(store: Store, { doc, key }: Loaded): Promise<TranscriptTurn[]> {
  const [rows, messages] = await Promise.all([
    store.turns.find({ conversation: doc._id }).toArray(),
    store.messages.find({ conversation: doc._id }).toArray(),
  ]);
  const byId = new Map(messages.map((message) => [message._id, message]));
  const records = [...doc.pending, ...rows].map(({ secret }) => openJson<TurnRecord>(key.bytes, bytesOf(secret)));
  const byTurn = new Map(records.map((record) => [record.turn, record]));
  return [...byTurn.values()]
    .sort((a, b) => a.turn - b.turn)
    .map((record) => ({
      turn: record.turn,
      at: new Date(record.at),
      dialog: record.dialog,
      version: record.version,
      lines: [...heardIn(record), ...saidIn(doc._id, record, byId)],
      outcomes: record.outcomes.map(({ entry, is }) => ({ entry, is })),
    }));
}

function heardIn({ heard, channel }: TurnRecord): TranscriptLine[] {
  if (!heard) return [];
  const text = heard.text ?? (heard.choice ? `▸ ${heard.choice}` : heard.media === 'voice' ? '🎤' : '📷');
  return [{ id: heard.inboundId, at: new Date(heard.saidAt), by: 'person', who: null, channel, text, choices: [], state: null, failure: null }]; // prettier-ignore
}

function saidIn(conversation: string, record: TurnRecord, messages: ReadonlyMap<string, MessageDoc>): TranscriptLine[] {
  return record.sent.map((out) => {
    const id = `${conversation}-${out.id}`;
    const message = messages.get(id);
    return {
      id, at: new Date(record.at), by: record.by && (record.kind === 'wrote' || out.channel === 'operator') ? 'colleague' : 'program',
      who: record.by ?? null, channel: out.channel, text: out.text, choices: out.choices, state: message?.state ?? null, failure: message?.failure ?? null,
    }; // prettier-ignore
  });
}
