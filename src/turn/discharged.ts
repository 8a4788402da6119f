/** Nobody is removed, or put back, unheard (REQUIREMENTS M15): a short notice that names no care, on the channel they used. Pure. */
import { aside } from './aside.js';
import type { Conversation, Turn, TurnEvent } from './conversation.js';
import type { Rules } from './rules.js';

/** Within the hours, like whatever nobody has just asked for. */
export function noticeOfDischarge(
  conversation: Conversation,
  event: Extract<TurnEvent, { readonly kind: 'discharged' }>,
  rules: Rules,
): Turn {
  const params = { name: conversation.context.firstName, until: { day: event.until, of: 'answer' as const } };
  return aside(conversation, event, rules, { key: 'discharge.notice', params, choices: [], kind: 'reminder' });
}

export function noticeOfReinstatement(
  conversation: Conversation,
  event: Extract<TurnEvent, { readonly kind: 'reinstated' }>,
  rules: Rules,
): Turn {
  const params = { name: conversation.context.firstName };
  return aside(conversation, event, rules, { key: 'discharge.undone', params, choices: [], kind: 'reminder' });
}
