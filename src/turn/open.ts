/** A conversation before its first turn. */
import { freshContext } from '../../dialogs/context.js';
import type { Assurance } from '../domain/assurance.js';
import type { Channel } from '../domain/channel.js';
import type { Programme } from '../programmes/programme.js';
import { menuForUnknown } from '../programmes/requests.js';
import { whereaboutsOf, type Whereabouts } from '../programmes/zones.js';
import { sealJson } from '../privacy/vault.js';
import type { ConversationDoc } from '../store/documents.js';
import type { KnownPerson, Loaded } from '../store/loadConversations.js';
import { firstNameOf } from '../store/loadConversations.js';
import type { Conversation } from './conversation.js';
import type { Services } from './services.js';

/** No dialog has such a state: the first turn opens one. */
const FRESH = 'fresh';

export interface Opening {
  readonly id: string;
  readonly programme: Programme;
  readonly person: KnownPerson | null;
  /** Of somebody unknown: is everybody in this database invented? */
  readonly synthetic?: boolean;
  readonly address: string;
  readonly channel: Channel;
  /** What was proved before it began, in the portal; 0 unless told. */
  readonly assurance?: Assurance;
  /** The campaign that opens it, with its cadence and the wording drawn for the person; none = the person wrote first. */
  readonly campaign?: { readonly id: string; readonly cadence: string; readonly arm: string | null } | null;
  /** Epoch ms. */
  readonly at: number;
}

/** Not stored: the commit of its first turn inserts it. */
export function newConversation(
  services: Services,
  { id, programme, person, synthetic = false, address, channel, at, campaign = null, assurance = 0 }: Opening,
): Loaded {
  const key = person?.key ?? services.store.vault.newKey();
  const context = freshContext({
    firstName: person ? firstNameOf(person.secret.names) : '',
    entries: [],
    channel,
    maxEntries: programme.maxEntries[channel],
    assurance,
    ...(person ? {} : { menu: menuForUnknown(programme) }),
  });
  const when = new Date(at);
  const where = person ? whereaboutsOf(programme, person.doc) : {};
  const doc: ConversationDoc = {
    _id: id, programme: programme.id, person: person?.doc._id ?? null, address, channel, live: person !== null, ended: null,
    dialog: 'unknown-writer', version: 1, state: FRESH, secret: sealJson(key.bytes, context), step: 0, assurance, turn: 0, applied: [],
    campaign: campaign?.id ?? null, cadence: campaign?.cadence ?? null, arm: campaign?.arm ?? null, attempts: [], ...where,
    saidAt: 0, answered: false, windowUntil: 0, askedIn: [], outbox: {}, timers: [], outcomes: {}, pending: [], audit: { seq: 0, head: '' }, nextDueAt: null, turnDueAt: null, sendDueAt: null, replyDueAt: null,
    openedAt: when, touchedAt: when, synthetic: person?.doc.synthetic ?? synthetic, key: person ? null : key.wrapped,
  }; // prettier-ignore
  return {
    doc,
    person,
    key,
    conversation: beforeTheFirst({
      id,
      programme: programme.id,
      person: doc.person,
      address,
      channel,
      context,
      campaign,
      where,
    }),
  };
}

/** As the pure steps of a turn see it. */
export function beforeTheFirst({
  context,
  campaign,
  where,
  ...rest
}: Pick<Conversation, 'id' | 'programme' | 'person' | 'address' | 'channel' | 'context'> & {
  readonly campaign: Opening['campaign'];
  readonly where: Whereabouts;
}): Conversation {
  return {
    ...rest, ...where, live: rest.person !== null, ended: null, dialog: 'unknown-writer', version: 1, state: FRESH, context, step: 0, turn: 0,
    applied: [], saidAt: 0, answered: false, windowUntil: 0, askedIn: [], timers: [], queued: [], attempts: [],
    campaign: campaign?.id ?? null, cadence: campaign?.cadence ?? null, arm: campaign?.arm ?? null,
  }; // prettier-ignore
}
