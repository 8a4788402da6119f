/** Something is said that asks nothing and changes nothing. Pure. Where only a template may go on WhatsApp, it goes by SMS. */
import type { Say } from '../domain/effect.js';
import type { Conversation, Turn, TurnEvent } from './conversation.js';
import { finish } from './finish.js';
import type { Rules } from './rules.js';
import { unchanged } from './step.js';

export function aside(conversation: Conversation, event: TurnEvent, rules: Rules, say: Say): Turn {
  const shut = conversation.channel === 'whatsapp' && conversation.windowUntil <= event.at;
  const stepped = { ...unchanged(conversation), effects: [{ type: 'say' as const, ...say }] };
  return finish(conversation, event, rules, stepped, shut ? { channel: 'sms' } : {});
}
