/** From a provider's event to what a turn hears. Pure. */
import type { InboundEvent, MediaReference, OptOutEvent } from '../domain/provider-event.js';
import type { Said } from './conversation.js';

/** How the writer can be answered. */
export interface Reach {
  /** E.164 */
  readonly phone: string | null;
  /** Business-scoped user id. */
  readonly userId: string | null;
}

/** A message as it is stored, sealed, until it is applied. */
export interface Letter {
  readonly said: Said;
  /** Null where the message has no sender of its own (an invented person's). */
  readonly reach: Reach | null;
  /** Provider's id of our message that this one answers. */
  readonly replyTo: string | null;
  readonly media: readonly MediaReference[];
  /** Name of the provider's ingress. */
  readonly via: string;
  /** Our number, and the provider's id of it: they say which programme was written to. */
  readonly to: string | null;
  readonly toRef: string | null;
  /** Said in the portal: the conversation that the page showed. Elsewhere a number tells whose message it is. */
  readonly conversation?: string;
}

/** Separates our message's id from the answer's in the id of a button. */
export const BUTTON_SEPARATOR = '#';

export function letterOf(event: InboundEvent | OptOutEvent, via: string): Letter {
  return {
    said: saidOf(event),
    reach: { phone: event.from, userId: event.userId },
    replyTo: event.replyTo ?? null,
    media: event.media ?? [],
    via,
    to: event.to,
    toRef: event.toRef ?? null,
  };
}

function saidOf(event: InboundEvent | OptOutEvent): Said {
  const base = { channel: event.channel, choice: null, media: null, text: event.text };
  // A word that only we have seen is judged by the dialog, with what was asked; the provider's own STOP is a fact.
  if (event.kind === 'optOut' && event.by === 'provider') return { ...base, handled: event.action };
  if (event.change) return { ...base, media: event.change };
  switch (event.type) {
    case 'text':
    case 'empty':
      return base;
    case 'button':
    case 'list':
      return { ...base, ...choiceOf(event) };
    case 'audio':
      return { ...base, media: 'voice' };
    case 'image':
    case 'video':
    case 'document':
      return { ...base, media: 'photo' };
    case 'contacts':
      return { ...base, text: event.contacts?.[0]?.phones[0] ?? '', media: 'contacts' };
    case 'reaction':
      return { ...base, media: 'reaction' };
    case 'sticker':
      return { ...base, media: 'sticker' };
    case 'location':
    case 'flow':
    case 'order':
    case 'unsupported':
      return { ...base, media: 'other' };
    case 'unknown':
      return { ...base, media: event.text === '' ? 'opened' : 'other' };
    default:
      event.type satisfies never;
      return base;
  }
}

/** "c12-m3#yes": the answer "yes" to our message c12-m3. Without our mark it is the bare id of a template's button. */
function choiceOf({
  payload,
  text,
}: InboundEvent | OptOutEvent): Pick<Said, 'choice'> & Partial<Pick<Said, 'choiceOf' | 'text'>> {
  if (payload === undefined || payload === '') return { choice: null, text };
  const at = payload.lastIndexOf(BUTTON_SEPARATOR);
  return at < 1 ? { choice: payload } : { choice: payload.slice(at + 1), choiceOf: payload.slice(0, at) };
}
