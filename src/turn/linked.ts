/** The turn in which somebody at a number we do not have turns out to be a person of the programme. Pure. */
import type { DialogEvent } from '../../dialogs/context.js';
import type { Effect } from '../domain/effect.js';
import type { Conversation, PersonFacts, Turn, TurnEvent } from './conversation.js';
import { finish } from './finish.js';
import type { Rules } from './rules.js';
import { open, step } from './step.js';

/** They are helped with what they asked for, and nothing else: no entry of theirs is asked about at this number. Null = it is too late. */
export function linked(
  conversation: Conversation,
  event: Extract<TurnEvent, { kind: 'linked' }>,
  rules: Rules,
): Turn | null {
  if (!conversation.live || conversation.state !== 'linking') return null;
  const { person, facts, unverified } = event;
  const { channel, context } = conversation;
  const opened = open('help', {
    topic: 'help', firstName: facts.firstName, entries: [], channel, maxEntries: rules.programme.maxEntries[channel], assurance: 2,
    menu: rules.programme.menu, ...(context.locale ? { locale: context.locale } : {}), ...(unverified ? { unverified: true } : {}),
  }); // prettier-ignore
  const asked = askedFor(conversation, facts);
  const stepped = asked ? step({ ...conversation, ...opened }, asked) : opened;
  const proved: Effect = { type: 'record', fact: 'identified', assurance: 2 };
  return finish(conversation, event, rules, { ...stepped, effects: [proved, ...stepped.effects] }, { linked: { person, unverified } }); // prettier-ignore
}

function askedFor({ context: { form, wants } }: Conversation, facts: PersonFacts): DialogEvent | null {
  const { appointments, payments } = facts;
  if (wants)
    return {
      type: 'ASKED',
      about: wants,
      ...(appointments ? { appointments } : {}),
      ...(payments ? { payments } : {}),
    };
  if (!form) return null;
  const said = form.answers[0]?.said;
  return {
    type: 'WANTS',
    form: form.request,
    ...(form.agenda ? { agenda: form.agenda } : {}),
    ...(said === undefined ? {} : { said }),
  };
}
