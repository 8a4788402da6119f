/**
 * Writes to a person first, about something of theirs that is no campaign's: on their best number, where they write to us, else by SMS; within
 * the hours, once.
 */
import { channelFor } from './channel-for.js';
import { bestContact, suppressedOf } from '../campaigns/start.js';
import type { Programme } from '../programmes/programme.js';
import { hoursFor, whereaboutsOf } from '../programmes/zones.js';
import { claimAddresses } from '../store/addresses.js';
import type { PersonDoc } from '../store/documents.js';
import { factsOf, isReadable, openPerson } from '../store/loadConversations.js';
import { nextAllowed } from '../timers/hours.js';
import type { TurnEvent } from '../turn/conversation.js';
import { handleEvents } from '../turn/handle.js';
import { newConversation } from '../turn/open.js';
import type { Services } from '../turn/services.js';

/** A reminder and a place both begin with it (dialogs/first-contact.ts). */
const FIRST_TEXT = 'remind.who';

type Start = Extract<TurnEvent, { kind: 'start' }>;

export interface Message {
  /** Of the conversation. Made of what it is about: taken up again after a crash it is the same one. */
  readonly id: string;
  /** Narrower than the programme's; null = those. */
  readonly hours: { readonly from: string; readonly to: string } | null;
  readonly about: Partial<Pick<Start, 'reminds' | 'offers'>>;
}

export type Reached =
  | { readonly is: 'begun' }
  /** Night, a holiday, or another conversation on their number; `at` — epoch ms. */
  | { readonly is: 'later'; readonly at: number; readonly why: 'hours' | 'busy' }
  | { readonly is: 'noNumber' };

/** Their number is busy with another conversation: tried again so much later. */
const BUSY_RETRY = 30 * 60_000;

/** Nobody who died, whom nobody may write to first, or whose last word to us was a STOP, on whatever number it was said. */
export async function mayBeWritten(services: Services, doc: PersonDoc): Promise<boolean> {
  const alive = doc.death === undefined && doc.checked?.dead !== true && doc.asking.why !== 'deceased';
  return alive && isReadable(doc) && doc.never === undefined && !(await hasStopped(services, doc));
}

/** Said by a reader whom we do not know it stops one number: their others are left in peace too, until somebody says START on any. */
async function hasStopped({ store }: Services, { _id, contacts, asking }: PersonDoc): Promise<boolean> {
  if (asking.why !== 'optedOut') return false;
  const scopes = [`person:${_id}`, ...contacts.map(({ address }) => `number:${address}`)];
  const said = await store.optOuts.find({ scopes: { $in: scopes } }).toArray();
  return said.sort((a, b) => b.at.getTime() - a.at.getTime())[0]?.action !== 'start';
}

export async function reach(
  services: Services,
  programme: Programme,
  doc: PersonDoc,
  { id, hours, about }: Message,
): Promise<Reached> {
  const { store, clock } = services;
  const now = clock.now();
  const open = hoursFor(programme, whereaboutsOf(programme, doc));
  const allowed = services.anyHour ? now : nextAllowed(now, { ...open, hours: narrower(open.hours, hours) });
  if (allowed > now) return { is: 'later', at: allowed, why: 'hours' };
  const contact = bestContact(doc, await suppressedOf(services, [doc]));
  if (!contact) return { is: 'noNumber' };
  // Begun before a crash: it goes on by itself, or has ended by now.
  if (await store.conversations.findOne({ _id: id }, { projection: { _id: 1 } })) return { is: 'begun' };
  const claimed = await claimAddresses(store, [{ address: contact.address, conversation: id }], now);
  if (!claimed.has(id)) return { is: 'later', at: now + BUSY_RETRY, why: 'busy' };
  const person = openPerson(store, doc);
  const loaded = newConversation(services, {
    id,
    programme,
    person,
    address: contact.address,
    channel: await channelFor(services, programme, doc, contact, FIRST_TEXT),
    at: now,
  });
  const sharedNumber =
    (await store.persons.find({ 'contacts.address': contact.address }).limit(2).toArray()).length > 1;
  const facts = factsOf(person, [], contact.address);
  await handleEvents(
    services,
    [
      {
        conversation: id,
        event: { kind: 'start', eventId: `start:${id}`, at: now, step: 0, facts, sharedNumber, ...about },
      },
    ],
    new Map([[id, loaded]]),
  );
  return { is: 'begun' };
}

type Hours = { readonly from: string; readonly to: string };
const narrower = (all: Hours, own: Hours | null): Hours =>
  own === null ? all : { from: own.from > all.from ? own.from : all.from, to: own.to < all.to ? own.to : all.to };
