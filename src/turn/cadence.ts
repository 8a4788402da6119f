/** From one channel to the next, from one number to the next, and what is left when there is none. Pure. */
import { DateTime } from 'luxon';
import type { WhatsappLeave } from '../../dialogs/context.js';
import type { Channel } from '../domain/channel.js';
import type { Effect } from '../domain/effect.js';
import type { Cadence } from '../programmes/cadence.js';
import type { Attempt, Conversation, Turn, TurnEvent } from './conversation.js';
import { finish } from './finish.js';
import type { Rules } from './rules.js';
import { open, type Stepped } from './step.js';

/** The next step of the cadence: its dialog on its channel, with what is known. Null when there is none. Nothing is asked twice. */
export function moveOn(conversation: Conversation, event: TurnEvent, rules: Rules, stepped: Stepped): Turn | null {
  const { firstName, entries, outcomes, assurance, whatsapp, topic, identityTries, portal } = stepped.context;
  const { cadence } = rules;
  const next = cadence.steps.findIndex(
    ({ channel }, index) =>
      index > conversation.step && mayWriteOn(channel, whatsapp) && mayTry(conversation, channel, cadence),
  );
  const attempt = cadence.steps[next];
  if (!attempt) return null;
  const opened = open(attempt.dialog, {
    firstName,
    entries,
    outcomes,
    assurance,
    whatsapp,
    topic,
    identityTries,
    channel: attempt.channel,
    maxEntries: rules.programme.maxEntries[attempt.channel],
    ...(portal ? { portal } : {}),
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

/** May somebody who keeps silent be written to once more, on this channel? Those who have answered are not counted. */
export function mayTry(
  { attempts, answered }: Pick<Conversation, 'attempts' | 'answered'>,
  channel: Channel,
  { attempts: most }: Cadence,
): boolean {
  if (answered) return true;
  const there = attempts.filter((attempt) => attempt.channel === channel).length;
  return attempts.length < most.perPerson && there < (most.perChannel[channel] ?? Infinity);
}

/** Were they tried as often, on as many days and over as many channels as the programme wants before it says "not located"? */
export function isNotLocated(attempts: readonly Attempt[], rule: Cadence['notLocated'], zone: string): boolean {
  const days = new Set(attempts.map(({ at }) => DateTime.fromMillis(at, { zone }).toISODate()));
  const channels = new Set(attempts.map(({ channel }) => channel));
  return attempts.length >= rule.attempts && days.size >= rule.days && channels.size >= rule.channels;
}

/**
 * Nobody answered any attempt on this number. The next number of the person is tried; after the last one they were not located if the
 * attempt rule is met, and the desk has to call in any case. Silence never discharges.
 */
export function endSilent(conversation: Conversation, event: TurnEvent, rules: Rules, stepped: Stepped): Turn {
  const { cadence, programme } = rules;
  const facts = event.kind === 'timer' ? event.facts : null;
  const first = cadence.steps[0]?.channel ?? 'sms';
  if (
    !conversation.answered &&
    cadence.secondNumber !== null &&
    (facts?.otherNumbers ?? 0) > 0 &&
    mayTry(conversation, first, cadence)
  )
    return finish(conversation, event, rules, stepped, { ended: 'nextNumber' });
  const zone = conversation.zone ?? programme.zone;
  const located = conversation.answered || !isNotLocated(conversation.attempts, cadence.notLocated, zone);
  const unsettled = stepped.context.entries
    .map(({ id }) => id)
    .filter((id) => stepped.context.outcomes[id] === undefined);
  const task: Effect = { type: 'handOff', queue: 'call', reason: 'unknownPerson' };
  return finish(
    conversation,
    event,
    rules,
    { ...stepped, effects: [...stepped.effects, task] },
    { ended: 'silent', notLocated: located ? [] : unsettled },
  );
}
