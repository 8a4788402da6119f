/** From one channel to the next, and what is left when there is none. Pure. */
import type { WhatsappLeave } from '../../dialogs/context.js';
import type { Channel } from '../domain/channel.js';
import type { Effect } from '../domain/effect.js';
import type { Conversation, Turn, TurnEvent } from './conversation.js';
import { finish } from './finish.js';
import type { Rules } from './rules.js';
import { open, type Stepped } from './step.js';

/** The next step of the cadence: its dialog on its channel, with what is known. Null when there is none. Nothing is asked twice. */
export function moveOn(conversation: Conversation, event: TurnEvent, rules: Rules, stepped: Stepped): Turn | null {
  const { firstName, entries, outcomes, assurance, whatsapp } = stepped.context;
  const { cadence } = rules.programme;
  const next = cadence.findIndex(({ channel }, index) => index > conversation.step && mayWriteOn(channel, whatsapp));
  const attempt = cadence[next];
  if (!attempt) return null;
  const opened = open(attempt.dialog, {
    firstName,
    entries,
    outcomes,
    assurance,
    whatsapp,
    channel: attempt.channel,
    maxEntries: rules.programme.maxEntries[attempt.channel],
  });
  const facts = stepped.effects.filter(({ type }) => type === 'record');
  return finish(
    conversation,
    event,
    rules,
    { ...opened, effects: [...facts, ...opened.effects] },
    { step: next, channel: attempt.channel },
  );
}

/** Where leave is needed, WhatsApp is for those who gave it. */
const mayWriteOn = (channel: Channel, leave: WhatsappLeave): boolean =>
  channel !== 'whatsapp' || leave === 'notNeeded' || leave === 'given';

/** Nobody answered any attempt: the entries were not located, and the desk has to call. Silence never discharges. */
export function endSilent(conversation: Conversation, event: TurnEvent, rules: Rules, stepped: Stepped): Turn {
  const unsettled = conversation.answered
    ? []
    : stepped.context.entries.map(({ id }) => id).filter((id) => stepped.context.outcomes[id] === undefined);
  const task: Effect = { type: 'handOff', queue: 'call', reason: 'unknownPerson' };
  return finish(
    conversation,
    event,
    rules,
    { ...stepped, effects: [...stepped.effects, task] },
    { ended: 'silent', notLocated: unsettled },
  );
}
