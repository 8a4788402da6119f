/** What an incident does to a conversation: a correction is said, a channel is left. Pure. */
import type { Effect } from '../domain/effect.js';
import type { Conversation, Turn, TurnEvent } from './conversation.js';
import { aside } from './aside.js';
import { finish } from './finish.js';
import type { Rules } from './rules.js';
import { step } from './step.js';

type Of<K extends TurnEvent['kind']> = Extract<TurnEvent, { readonly kind: K }>;

/** The correction, and nothing else: the open question stays open. */
export function correction(conversation: Conversation, event: Of<'correction'>, rules: Rules): Turn {
  const params = { name: conversation.context.firstName, text: event.text };
  return aside(conversation, event, rules, { key: 'incident.correction', params, choices: [], kind: 'reply' });
}

/** Null when the conversation is over, or is not on that channel. What was asked is asked again by SMS. */
export function channelLost(conversation: Conversation, event: Of<'channelLost'>, rules: Rules): Turn | null {
  if (!conversation.live || conversation.channel !== event.channel || event.channel === 'sms') return null;
  const moved = step(conversation, { type: 'MOVED', channel: 'sms', maxEntries: rules.programme.maxEntries.sms });
  // Whoever has answered is in the middle of something: the question goes to them at once, whatever is paused.
  const effects = conversation.answered
    ? moved.effects.map((effect): Effect => (effect.type === 'say' ? { ...effect, kind: 'reply' } : effect))
    : moved.effects;
  return finish(conversation, event, rules, { ...moved, effects }, { channel: 'sms' });
}
