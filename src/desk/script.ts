/** What an operator reads aloud, and the answers that they can click: the dialog itself, as it stands. */
import type { Channel } from '../domain/channel.js';
import { openJson } from '../privacy/vault.js';
import { bytesOf, loadConversations, type Loaded } from '../store/loadConversations.js';
import type { TurnRecord } from '../turn/conversation.js';
import type { Services } from '../turn/services.js';

export interface Script {
  readonly conversation: string;
  /** The turn that is shown: an answer belongs to it. */
  readonly turn: number;
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  /** What a typed answer should hold; null = one of the choices. */
  readonly expects: 'identity' | 'document' | 'place' | 'date' | 'phone' | 'field' | 'choice' | 'search' | null;
  /** The dialog came to its end: the text is the last that is said. */
  readonly over: boolean;
  /** Nothing of health before 2. */
  readonly assurance: number;
  /** The entry being asked about. */
  readonly entry: string | null;
  /** What they wrote on another channel while we speak. */
  readonly meanwhile: readonly { readonly channel: Channel; readonly text: string }[];
  readonly gaveUp: boolean;
}

/** Turns looked back for what was said last. */
const BACK = 30;
/** An operator is who we call for. */
const NOT_OFFERED = ['call'];

/** Null = it is gone. */
export async function scriptOf({ store }: Services, conversation: string): Promise<Script | null> {
  const loaded = (await loadConversations(store, [conversation])).get(conversation);
  if (!loaded) return null;
  const records = await latestTurns(store, loaded);
  const said = records.find(({ sent }) => sent.some(({ channel }) => channel === 'operator'));
  const spoken = said?.sent.at(-1);
  const { context, live, turn, held, dialog } = loaded.conversation;
  const { asked } = context;
  const since = records.findIndex(({ kind }) => kind === 'called');
  const call = since < 0 ? records : records.slice(0, since);
  return {
    conversation,
    turn,
    text: spoken?.text ?? '',
    choices: live ? (spoken?.choices ?? []).filter(({ id }) => !NOT_OFFERED.includes(id)) : [],
    expects: live ? (asked?.expects ?? null) : null,
    over: !live || held?.mode !== 'call',
    assurance: context.assurance,
    entry: dialog === 'call' ? null : context.current,
    gaveUp: Object.keys(context.outcomes).length > 0 && dialog !== 'call',
    meanwhile: call.flatMap(({ channel, heard }) =>
      heard && channel !== 'operator' ? [{ channel, text: heard.text ?? '' }] : [],
    ),
  };
}

/** The newest first. Those that were committed a moment ago may not be projected yet: they stand in the conversation. */
async function latestTurns(store: Services['store'], { doc, key }: Loaded): Promise<TurnRecord[]> {
  const rows = await store.turns
    .find({ conversation: doc._id, turn: { $gt: doc.turn - BACK, $lte: doc.turn } })
    .toArray();
  const records = [...doc.pending, ...rows].map(({ secret }) => openJson<TurnRecord>(key.bytes, bytesOf(secret)));
  const byTurn = new Map(records.map((record) => [record.turn, record]));
  return [...byTurn.values()].sort((a, b) => b.turn - a.turn);
}
