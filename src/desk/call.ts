/** A call: the dialog that was open goes on, read aloud by an operator, who clicks what they hear (REQUIREMENTS M12). */
import { taskZone } from './task-zone.js';
import { entriesToAsk } from '../campaigns/entries.js';
import type { OutcomeKind } from '../domain/outcome.js';
import type { Programme } from '../programmes/programme.js';
import { claimAddresses } from '../store/addresses.js';
import type { ConversationDoc, DeskTaskDoc, EntryDoc, PersonDoc } from '../store/documents.js';
import {
  factsOf,
  isReadable,
  loadConversations,
  openPerson,
  type KnownPerson,
  type Loaded,
} from '../store/loadConversations.js';
import type { TurnEvent } from '../turn/conversation.js';
import { handleEvents } from '../turn/handle.js';
import { interruptedOf } from '../turn/held.js';
import { newConversation } from '../turn/open.js';
import type { Services } from '../turn/services.js';
import { isDead } from './next.js';

const DAY = 86_400_000;

/** `numberTaken`: somebody else on the same telephone is in a conversation just now. */
export type Began =
  | { readonly ok: true; readonly conversation: string }
  | { readonly ok: false; readonly why: 'nobody' | 'dead' | 'numberTaken' };

/**
 * Somebody answers at this number (a blind index). `id` makes twice once. What was answered on any channel is not asked again; what was
 * open there is asked on, once it is proved who speaks.
 */
export async function beginCall(
  services: Services,
  programme: Programme,
  task: Pick<DeskTaskDoc, 'person'>,
  { id, by, address }: { readonly id: string; readonly by: string; readonly address: string },
): Promise<Began> {
  const { store, clock } = services;
  const now = clock.now();
  const doc = task.person ? await store.persons.findOne({ _id: task.person }) : null;
  if (!doc || !isReadable(doc)) return { ok: false, why: 'nobody' };
  if (isDead(doc)) return { ok: false, why: 'dead' };
  const person = openPerson(store, doc);
  const before = await conversationsOf(services, doc);
  const live = before.find(({ conversation }) => conversation.live) ?? before[0];
  const own = before.find(({ conversation }) => conversation.address === address && isTheirs(conversation.ended));
  const entries = (await entriesToAsk(services, programme, [doc._id], { leftToPerson: true })).get(doc._id) ?? [];
  const interrupted = live ? interruptedOf(live.conversation) : null;
  const event: TurnEvent = {
    kind: 'called',
    eventId: `called:${id}`,
    at: now,
    by,
    facts: factsOf(person, entries, address),
    outcomes: await answered(
      services,
      programme,
      entries.map((entry) => entry.id),
    ),
    // What it was about may be off the list by now.
    interrupted: interrupted && entries.some((entry) => entry.id === interrupted.context.current) ? interrupted : null,
  };
  const conversation = own?.conversation.id ?? (await openNew(services, programme, person, address, event, now));
  if (conversation === null) return { ok: false, why: 'numberTaken' };
  if (own) await handleEvents(services, [{ conversation, event }]);
  const held = await store.conversations.findOne({ _id: conversation }, { projection: { held: 1, applied: 1 } });
  return held?.applied.includes(event.eventId) && held.held?.by === by
    ? { ok: true, conversation }
    : { ok: false, why: 'numberTaken' };
}

/** Theirs, the newest first, as far as they can still be read; none of a number that only somebody with their document wrote from. */
async function conversationsOf({ store }: Services, { _id }: PersonDoc): Promise<Loaded[]> {
  const docs = await store.conversations
    .find({ person: _id })
    .project<Pick<ConversationDoc, '_id' | 'touchedAt' | 'unverified'>>({ touchedAt: 1, unverified: 1 })
    .toArray();
  const newest = docs
    .filter(({ unverified }) => unverified !== true)
    .sort((a, b) => b.touchedAt.getTime() - a.touchedAt.getTime())
    .map((doc) => doc._id);
  const loaded = await loadConversations(store, newest);
  return newest.flatMap((id) => loaded.get(id) ?? []);
}

/** Where the number turned out not to be theirs, or death was reported, nothing is taken up again. */
const isTheirs = (ended: ConversationDoc['ended']): boolean => ended !== 'wrongPerson' && ended !== 'deceased';

async function openNew(
  services: Services,
  programme: Programme,
  person: KnownPerson,
  address: string,
  event: TurnEvent,
  now: number,
): Promise<string | null> {
  const id = services.newId();
  const claimed = await claimAddresses(services.store, [{ address, conversation: id }], now);
  if (!claimed.has(id)) return null;
  const fresh = newConversation(services, { id, programme, person, address, channel: 'operator', at: now });
  await handleEvents(services, [{ conversation: id, event }], new Map([[id, fresh]]));
  return id;
}

/** What was said of each entry lately, on any channel; what was left to a person is asked by this one. */
async function answered(
  { store, clock }: Services,
  { asking }: Programme,
  ids: readonly string[],
): Promise<Record<string, OutcomeKind>> {
  const since = clock.now() - asking.validDays * DAY;
  const entries = await store.entries
    .find({ _id: { $in: [...ids] } })
    .project<Pick<EntryDoc, '_id' | 'outcome'>>({ outcome: 1 })
    .toArray();
  return Object.fromEntries(
    entries.flatMap(({ _id, outcome }) =>
      outcome && outcome.at.getTime() >= since && outcome.is !== 'undecided' && outcome.is !== 'notLocated'
        ? [[_id, outcome.is]]
        : [],
    ),
  );
}

/** What the operator heard: an answer that was offered, one of those that count at any moment, or their words typed. */
export interface HeardOnThePhone {
  readonly choice: string | null;
  readonly text: string | null;
  /** The turn that was before them; anything since, and they are shown it first. */
  readonly turn: number;
}

/** False = it changed meanwhile, and nothing was recorded. The same click twice is one. */
export async function hear(
  services: Services,
  conversation: string,
  by: string,
  { choice, text, turn }: HeardOnThePhone,
): Promise<boolean> {
  const now = services.clock.now();
  const eventId = `operator:${conversation}:${turn}`;
  const said = { channel: 'operator' as const, choice, text, media: null, by, onTurn: turn };
  await handleEvents(services, [
    { conversation, event: { kind: 'said', eventId, at: now, saidAt: now, said, facts: null } },
  ]);
  const doc = await services.store.conversations.findOne({ _id: conversation }, { projection: { applied: 1 } });
  return doc?.applied.includes(eventId) === true;
}

/** The call is over, whatever was reached: what is still open goes on where it was. */
export async function endCall(services: Services, conversation: string, by: string): Promise<void> {
  const at = services.clock.now();
  const event = { kind: 'handedBack' as const, eventId: `handedBack:${conversation}:${at}`, at, by };
  await handleEvents(services, [{ conversation, event }]);
}

/** We say from which number we will call, once a day and task, where the programme calls from an official number and there is a conversation to say it in. */
export async function announce(services: Services, programme: Programme, task: DeskTaskDoc): Promise<boolean> {
  const { store, clock } = services;
  const outgoing = programme.official.some(({ use, state }) => use === 'outgoingCalls' && state === 'live');
  const doc = task.person && outgoing ? await store.persons.findOne({ _id: task.person }) : null;
  if (!doc || !isReadable(doc) || isDead(doc)) return false;
  const [latest] = await conversationsOf(services, doc);
  if (!latest || !isTheirs(latest.conversation.ended) || latest.conversation.ended === 'stopped') return false;
  const at = clock.now();
  const eventId = `callComes:${task._id}:${taskZone(programme, doc).day(at)}`;
  await handleEvents(services, [{ conversation: latest.conversation.id, event: { kind: 'callComes', eventId, at } }]);
  return true;
}
