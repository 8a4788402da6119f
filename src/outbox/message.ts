/** From what was sealed in the outbox to the message that a channel gets. */
import type { OutboundMessage } from '../channels/port.js';
import type { SendFailure } from '../domain/failure.js';
import { openJson } from '../privacy/vault.js';
import { bytesOf, firstNameOf, keyOf, type KnownPerson } from '../store/loadConversations.js';
import type { Outgoing } from '../turn/conversation.js';
import type { Reach } from '../turn/letter.js';
import type { Services } from '../turn/services.js';
import { segmentsOf } from '../words/gsm7.js';
import { nameOf, type DueMessage } from './due.js';
import { templateFor, type Way } from './prepare.js';
import type { Stops } from './stops.js';

export const NO_NUMBER: SendFailure = { kind: 'rejected', retryable: false, code: 'no-number' };

/** What would be said late, and has no template. */
const TOO_LATE: SendFailure = { kind: 'windowClosed', retryable: false, code: 'window-closed' };

/** What was sealed with the message, opened. */
export interface Words {
  readonly text: string;
  readonly choices: OutboundMessage['choices'];
  readonly keys: readonly string[];
  readonly phone: string;
  readonly firstName: string;
}

export function openWords(services: Services, { doc, item }: DueMessage, person: KnownPerson | null): Words | null {
  const key = keyOf(services.store, doc, person);
  if (!key) return null;
  const at = person?.doc.contacts.findIndex(({ address }) => address === doc.address) ?? -1;
  return {
    ...openJson<Pick<Words, 'text' | 'choices' | 'keys'>>(key.bytes, bytesOf(item.secret)),
    phone: person?.secret.contacts[at]?.value ?? '',
    firstName: person ? firstNameOf(person.secret.names) : '',
  };
}

/** Where the person wrote from: the only way to answer whoever is on no list, or hides their number. Null where it is not needed. */
export async function reachOf({ store }: Services, { doc }: DueMessage, { phone }: Words): Promise<Reach | null> {
  if (phone !== '' || doc.synthetic) return null;
  const address = await store.addresses.findOne({ _id: doc.address }, { projection: { reach: 1 } });
  return address?.reach ? openJson<Reach>(store.vault.inboxKey, bytesOf(address.reach)) : null;
}

export type Outbound =
  | { readonly is: 'ready'; readonly message: OutboundMessage }
  | { readonly is: 'failed'; readonly failure: SendFailure }
  /** The template it needs may not be used now. */
  | { readonly is: 'refused'; readonly why: string; readonly name: string };

export function outbound(
  services: Services,
  message: DueMessage,
  way: Way,
  stops: Stops,
  words: Words,
  reach: Reach | null,
  possibleDuplicate: boolean,
): Outbound {
  const { doc, item } = message;
  const to = words.phone || (reach?.phone ?? reach?.userId ?? '');
  // The portal is read where it stands: it has no number.
  if (to === '' && way.port.reaches === 'real' && item.channel !== 'portal')
    return { is: 'failed', failure: NO_NUMBER };
  const choice =
    way.windowClosed && way.port.capabilities.needsTemplate
      ? templateFor(services, message, words.keys, words.firstName, stops, way.port.id)
      : null;
  if (choice?.is === 'refused') return choice;
  if (choice?.is === 'none') return { is: 'failed', failure: TOO_LATE };
  const outboundMessage: OutboundMessage = {
    id: nameOf(message), channel: item.channel, to, from: way.from, address: doc.address, kind: item.kind, keys: words.keys, text: words.text,
    choices: words.choices, template: choice?.template ?? null, conversation: doc._id, person: doc.person, possibleDuplicate,
  }; // prettier-ignore
  return { is: 'ready', message: outboundMessage };
}

export function lostOf({ id, item }: DueMessage, { text, choices, keys }: Words): Outgoing {
  return {
    id, kind: item.kind, channel: item.channel, keys, text, choices, segments: item.channel === 'sms' ? segmentsOf(text) : 0,
    dueAt: item.dueAt.getTime(), ...(item.attempt ? { attempt: item.attempt } : {}),
  }; // prettier-ignore
}
