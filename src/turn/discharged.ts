/** Nobody is removed unheard (REQUIREMENTS M15): a short notice that names no care, on the channel they used. Pure. */
import type { Effect } from '../domain/effect.js';
import type { Conversation, Turn, TurnEvent } from './conversation.js';
import { finish } from './finish.js';
import type { Rules } from './rules.js';
import { unchanged } from './step.js';

/** Within the hours, like whatever nobody has just asked for. Where only a template may go, it goes by SMS. */
export function noticeOfDischarge(
  conversation: Conversation,
  event: Extract<TurnEvent, { readonly kind: 'discharged' }>,
  rules: Rules,
): Turn {
  const params = { name: conversation.context.firstName, until: { day: event.until, of: 'answer' as const } };
  const say: Effect = { type: 'say', key: 'discharge.notice', params, choices: [], kind: 'reminder' };
  const shut = conversation.channel === 'whatsapp' && conversation.windowUntil <= event.at;
  return finish(
    conversation,
    event,
    rules,
    { ...unchanged(conversation), effects: [say] },
    shut ? { channel: 'sms' } : {},
  );
}
