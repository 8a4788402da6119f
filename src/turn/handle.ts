/** load → understand → step → plan → commit, for any number of events at once (DESIGN §2). */
import { commitTurns, type Folded } from '../store/commitTurns.js';
import { factsOf, loadConversations, type Loaded } from '../store/loadConversations.js';
import { projectTurns } from '../store/projectTurns.js';
import { claimAddresses } from '../store/addresses.js';
import type { Conversation, Turn, TurnEvent } from './conversation.js';
import type { Services } from './services.js';
import { takeTurn } from './take.js';

export interface Addressed {
  readonly conversation: string;
  readonly event: TurnEvent;
}

/** Times a lost race is run again. Each retry re-reads; three in a row means a conversation that is written to all the time. */
const RETRIES = 5;

/**
 * Applies events to their conversations: each exactly once, whoever else is at it. `fresh` are conversations that are not
 * stored yet. Returns how many turns were taken. Throws when the database is away; nothing is half done then.
 */
export async function handleEvents(
  services: Services,
  events: readonly Addressed[],
  fresh: ReadonlyMap<string, Loaded> = new Map(),
): Promise<number> {
  let open = events;
  let taken = 0;
  for (let attempt = 0; open.length > 0; attempt += 1) {
    if (attempt > RETRIES) throw new Error(`${open.length} events lost ${RETRIES} races in a row`);
    const known = attempt === 0 ? fresh : new Map<string, Loaded>();
    const loaded = await loadConversations(
      services.store,
      open.map(({ conversation }) => conversation).filter((id) => !known.has(id)),
    );
    const folded = fold(services, open, (id) => known.get(id) ?? loaded.get(id), known);
    await reopenAddresses(services, folded);
    const lost = await commitTurns(services.store, folded, services.clock.now());
    const won = folded.filter((fold) => !lost.includes(fold));
    await projectTurns(
      services.store,
      won.map((fold) => committed(services, fold)),
    );
    taken += won.reduce((sum, { turns }) => sum + turns.length, 0);
    const again = new Set(lost.map(({ loaded: { conversation } }) => conversation.id));
    open = open.filter(({ conversation }) => again.has(conversation));
  }
  return taken;
}

/** Pure: the events of each conversation in the order in which they were said, one after the other. */
function fold(
  services: Services,
  events: readonly Addressed[],
  find: (id: string) => Loaded | undefined,
  fresh: ReadonlyMap<string, Loaded>,
): Folded[] {
  const byConversation = new Map<string, TurnEvent[]>();
  for (const { conversation, event } of events) {
    const list = byConversation.get(conversation);
    if (list) list.push(event);
    else byConversation.set(conversation, [event]);
  }
  const folded: Folded[] = [];
  for (const [id, list] of byConversation) {
    const loaded = find(id);
    const programme = loaded && services.programmes.get(loaded.conversation.programme);
    if (!loaded || !programme) continue;
    const rules = { programme, words: services.words, anyHour: services.anyHour };
    const facts = loaded.person ? factsOf(loaded.person) : null;
    const turns: Turn[] = [];
    let conversation: Conversation = loaded.conversation;
    for (const event of list.sort(inOrder)) {
      const turn = takeTurn(
        conversation,
        event.kind === 'said' ? { ...event, facts: event.facts ?? facts } : event,
        rules,
      );
      if (!turn) continue;
      turns.push(turn);
      conversation = turn.conversation;
    }
    if (turns.length > 0) folded.push({ loaded, turns, isNew: fresh.has(id) });
  }
  return folded;
}

/** A start comes first; words in the order they were said; the rest in the order it happened. */
function inOrder(a: TurnEvent, b: TurnEvent): number {
  const rank = (event: TurnEvent) => (event.kind === 'start' ? 0 : 1);
  const when = (event: TurnEvent) => (event.kind === 'said' ? event.saidAt : event.at);
  return rank(a) - rank(b) || when(a) - when(b) || (a.eventId < b.eventId ? -1 : 1);
}

/** Late words can wake a finished conversation: then it holds its number again, if the number is free. */
async function reopenAddresses(services: Services, folded: readonly Folded[]): Promise<void> {
  const woken = folded.filter(
    ({ loaded, turns, isNew }) => !isNew && !loaded.conversation.live && turns.at(-1)?.conversation.live,
  );
  await claimAddresses(
    services.store,
    woken.map(({ loaded: { conversation } }) => ({ address: conversation.address, conversation: conversation.id })),
    services.clock.now(),
  );
}

function committed(services: Services, { loaded, turns }: Folded) {
  const programme = services.programmes.get(loaded.conversation.programme);
  if (!programme) throw new RangeError(`no programme ${loaded.conversation.programme}`);
  return { loaded, records: turns.map(({ record }) => record), programme };
}
