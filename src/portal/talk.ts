/**
 * The portal speaks through the same dialogs as every channel: it goes on with the person's conversation, wherever that was, and hands in what is
 * clicked as a message like any other (stored first, DESIGN §3.1).
 */
import { randomUUID } from 'node:crypto';
import { isAboutNoEntry, isDialogId } from '../../dialogs/index.js';
import { entriesToAsk } from '../campaigns/entries.js';
import { isMinor } from '../domain/age.js';
import type { Assurance } from '../domain/assurance.js';
import type { Ended } from '../domain/ended.js';
import { dispatch } from '../outbox/dispatch.js';
import { waitingIn } from '../outbox/due.js';
import type { Programme } from '../programmes/programme.js';
import { claimAddresses } from '../store/addresses.js';
import type { ConversationDoc } from '../store/documents.js';
import { factsOf, loadConversations, type KnownPerson, type Loaded } from '../store/loadConversations.js';
import { ZoneClock } from '../timers/offset.js';
import type { Said } from '../turn/conversation.js';
import { handleEvents, type Addressed } from '../turn/handle.js';
import { newConversation } from '../turn/open.js';
import { applyReceived, receive } from '../turn/receive.js';
import type { Services } from '../turn/services.js';

const DAY = 86_400_000;
/** After these the number was somebody else's, or nothing more is said there: the person here begins anew. */
const ENDED_FOR_GOOD: readonly (Ended | null)[] = [
  'stopped',
  'wrongPerson',
  'deceased',
  'relative',
  'unreachable',
  'nextNumber',
];
/** An answer is on disk at once; another worker may be at it for a moment. */
const PATIENCE = 20;
const AGAIN_AFTER = 150;

export interface Visitor {
  readonly programme: Programme;
  readonly person: KnownPerson;
  readonly level: Assurance;
  /** Blind index of the number that the code or the link came to. */
  readonly address: string | null;
  /** Names this visit: entering twice is entering once. */
  readonly visit: string;
}

/** Takes the person's conversation to the portal; returns it as it then is, null = nothing is open and nothing was said lately. */
export async function enterTalk(services: Services, visitor: Visitor): Promise<Loaded | null> {
  const known = await theirTalk(services, visitor);
  if (known !== null) {
    await handleEvents(services, [enteredBy(services, known, visitor)]);
    return settled(services, known);
  }
  const opened = await openTalk(services, visitor);
  return opened === null ? null : settled(services, opened);
}

/** What they click or write here. `shown` — id of our message that asked: a page that is no longer true answers nothing. */
export async function sayInTalk(
  services: Services,
  { doc }: Pick<Loaded, 'doc'>,
  said: Pick<Said, 'text' | 'choice' | 'media'> & { readonly shown: string },
): Promise<Loaded | null> {
  const { shown, ...words } = said;
  const id = `portal:${randomUUID()}`;
  await receive(services, [
    {
      id,
      channel: 'portal',
      address: doc.address,
      saidAt: services.clock.now(),
      said: { ...words, channel: 'portal', ...(words.choice === null ? {} : { choiceOf: shown }) },
      letter: {
        reach: null,
        replyTo: null,
        media: [],
        via: 'portal',
        to: null,
        toRef: null,
        conversation: doc._id,
      },
    },
  ]);
  await applied(services, id);
  return settled(services, doc._id);
}

async function applied(services: Services, id: string): Promise<void> {
  for (let tries = 0; tries < PATIENCE; tries += 1) {
    await applyReceived(services);
    if (!(await services.store.inbound.findOne({ _id: id, state: 'received' }, { projection: { _id: 1 } }))) return;
    await services.sleep(AGAIN_AFTER);
  }
}

/** What was said is on the page: it has left. */
async function settled(services: Services, conversation: string): Promise<Loaded | null> {
  await dispatch(services, await waitingIn(services, [conversation]));
  return (await loadConversations(services.store, [conversation])).get(conversation) ?? null;
}

const enteredBy = ({ clock }: Services, conversation: string, { visit, level }: Visitor): Addressed => {
  const at = clock.now();
  return { conversation, event: { kind: 'entered', eventId: `portal:${visit}:${level}:${at}`, at, assurance: level } };
};

/** The live one, else the last one that can go on. Null = none. */
async function theirTalk(services: Services, { programme, person }: Visitor): Promise<string | null> {
  const { store, clock } = services;
  const mine = await store.conversations
    .find({ person: person.doc._id })
    .project<Pick<ConversationDoc, '_id' | 'live' | 'ended' | 'unverified' | 'touchedAt' | 'address' | 'dialog'>>({
      live: 1, ended: 1, unverified: 1, touchedAt: 1, address: 1, dialog: 1,
    })
    .toArray(); // prettier-ignore
  const recent = clock.now() - programme.reopenDays * DAY;
  const usable = mine
    .filter(({ unverified }) => unverified !== true)
    .filter(({ live, dialog }) => live || !(isDialogId(dialog) && isAboutNoEntry(dialog)))
    .filter(({ live, ended, touchedAt }) => live || (!ENDED_FOR_GOOD.includes(ended) && touchedAt.getTime() > recent))
    .sort((a, b) => Number(b.live) - Number(a.live) || b.touchedAt.getTime() - a.touchedAt.getTime());
  for (const { _id, live, address } of usable) {
    if (live) return _id;
    // One that ended takes its number again; where somebody else is being asked there, a new one is begun.
    const holder = await store.addresses.findOne({ _id: address }, { projection: { live: 1 } });
    if (!holder?.live || holder.live === _id) return _id;
  }
  return null;
}

/** They come by themselves, before anybody has asked them, or long after. */
async function openTalk(services: Services, visitor: Visitor): Promise<string | null> {
  const { programme, person, level } = visitor;
  const now = services.clock.now();
  const entries = await unanswered(services, visitor);
  const today = ZoneClock.of(programme.zone).day(now);
  if (programme.cadence.length > 0 && entries.length === 0) return null;
  const id = services.newId();
  const address = await numberFor(services, visitor, id, now);
  const child = isMinor(person.secret.birthDate, today);
  const loaded = newConversation(services, {
    id, programme, person, address, channel: 'portal', at: now, assurance: child ? 0 : level,
  }); // prettier-ignore
  const start: Addressed = {
    conversation: id,
    event: {
      kind: 'start',
      eventId: `start:${id}`,
      at: now,
      // Who is known needs no first step that asks who reads.
      step: child ? 0 : Math.max(0, programme.cadence.length - 1),
      wroteFirst: true,
      facts: factsOf(person, entries, address),
    },
  };
  await handleEvents(services, [start, enteredBy(services, id, visitor)], new Map([[id, loaded]]));
  return id;
}

/** What they have said lately is not asked again. */
async function unanswered(services: Services, { programme, person }: Visitor) {
  const open = (await entriesToAsk(services, programme, [person.doc._id])).get(person.doc._id) ?? [];
  const since = services.clock.now() - programme.asking.validDays * DAY;
  const told = await services.store.entries
    .find({ _id: { $in: open.map(({ id }) => id) } })
    .project<{ _id: string; outcome?: { at: Date } | null }>({ outcome: 1 })
    .toArray();
  const lately = new Set(told.filter(({ outcome }) => (outcome?.at.getTime() ?? 0) > since).map(({ _id }) => _id));
  return open.filter(({ id }) => !lately.has(id));
}

/** The number they came by, if nobody is being asked there; else one that is nobody's, for the portal alone. */
async function numberFor(services: Services, visitor: Visitor, id: string, now: number): Promise<string> {
  const { store } = services;
  if (visitor.address !== null) {
    const claimed = await claimAddresses(store, [{ address: visitor.address, conversation: id }], now);
    if (claimed.has(id)) return visitor.address;
  }
  const own = store.vault.blindIndex('address', `portal:${visitor.person.doc._id}`);
  await claimAddresses(store, [{ address: own, conversation: id }], now);
  return own;
}
