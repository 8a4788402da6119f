/** A message did not arrive: what now? Pure. The failure says what it is about; which provider said so is of no interest here. */
import { isAboutNoEntry } from '../../dialogs/index.js';
import type { Channel } from '../domain/channel.js';
import type { Effect, Fact } from '../domain/effect.js';
import type { SendFailure } from '../domain/failure.js';
import { hoursFor } from '../programmes/zones.js';
import { nextAllowed } from '../timers/hours.js';
import type { Conversation, Outgoing, Turn, TurnEvent } from './conversation.js';
import { endSilent, moveOn } from './cadence.js';
import { finish } from './finish.js';
import type { Rules } from './rules.js';
import { open, step, unchanged, type Stepped } from './step.js';

type Undelivered = Extract<TurnEvent, { kind: 'undelivered' }>;

/** Sends of the same words, the first included. A phone that stays off for days is reached elsewhere, or not. */
const MAX_ATTEMPTS = 3;
/** A handset that was off is tried again after this, twice as long each time. */
const BACK_OFF = 2 * 3_600_000;

export function undelivered(conversation: Conversation, event: Undelivered, rules: Rules): Turn {
  const { failure, lost } = event;
  if (failure.kind === 'optedOut') return optedOut(conversation, event, rules);
  // After the end it changes nothing: what was recorded stays recorded. Help in danger is tried again all the same.
  if (!conversation.live && lost?.kind !== 'emergency')
    return finish(conversation, event, rules, unchanged(conversation), {});
  if (lost && isStillWanted(conversation, lost)) {
    const attempt = (lost.attempt ?? 0) + 1;
    const closed = failure.kind === 'windowClosed';
    if ((failure.retryable || closed) && attempt < MAX_ATTEMPTS) {
      const wait = closed ? 0 : (failure.waitMs ?? BACK_OFF * 2 ** (attempt - 1));
      return sendAgain(conversation, event, rules, { ...lost, attempt, dueAt: event.at + wait }, closed);
    }
  } else if (lost) {
    // Something newer was said since: the lost words are no longer needed.
    return finish(conversation, event, rules, unchanged(conversation), {});
  }
  return elsewhere(conversation, event, rules);
}

/** The open question, and what was said last, are worth a second try; not on a channel that the person has left since. */
function isStillWanted({ askedIn, turn, channel }: Conversation, lost: Outgoing): boolean {
  return lost.id === `m${turn}` || (askedIn.includes(lost.id) && lost.channel === channel);
}

function sendAgain(
  conversation: Conversation,
  event: Undelivered,
  rules: Rules,
  lost: Outgoing,
  windowClosed: boolean,
): Turn {
  const opens = lost.kind === 'first' || lost.kind === 'reminder';
  const dueAt = opens && !rules.anyHour ? nextAllowed(lost.dueAt, hoursFor(rules.programme, conversation)) : lost.dueAt;
  return finish(conversation, event, rules, unchanged(conversation), {
    resend: { ...lost, dueAt },
    ...(windowClosed ? { windowClosed: true as const } : {}),
  });
}

/** The provider refuses because the person said no there: it counts as a STOP, without a word from us. */
function optedOut(conversation: Conversation, event: Undelivered, rules: Rules): Turn {
  const stopped = step(conversation, { type: 'STOP' });
  const fact: Effect = { type: 'record', fact: 'optedOut', by: 'provider' };
  return finish(
    conversation,
    event,
    rules,
    { ...stopped, effects: [fact] },
    conversation.live ? { ended: 'stopped' } : {},
  );
}

/**
 * Nobody has answered yet: the next channel of the cadence, and where the number itself is wrong the next number. Somebody has: they
 * were located, and a person goes on.
 */
function elsewhere(conversation: Conversation, event: Undelivered, rules: Rules): Turn {
  const fact = factOf(event.failure);
  const stepped: Stepped = { ...unchanged(conversation), effects: fact ? [{ type: 'record', ...fact }] : [] };
  if (conversation.answered) return toAPerson(conversation, event, rules, stepped);
  // A reminder, a place, a question of the day: no campaign's cadence goes on with it.
  if (isAboutNoEntry(conversation.dialog))
    return (
      bySms(conversation, event, rules, stepped) ??
      finish(conversation, event, rules, stepped, { ended: 'unreachable' })
    );
  if (!isNumberWrong(event.failure, (event.lost ?? conversation).channel)) {
    const moved = moveOn(conversation, event, rules, stepped);
    if (moved) return moved;
    // Our text was refused, or the fault is ours: that says nothing about the person, and nobody may be written off for it.
    if (event.failure.kind !== 'unreachable') return toAPerson(conversation, event, rules, stepped);
    // An earlier channel got through to this number, and nobody answered.
    if (conversation.step > 0) return endSilent(conversation, event, rules, stepped);
  }
  return finish(conversation, event, rules, stepped, { ended: 'unreachable' });
}

/** What WhatsApp did not bring is said by SMS, from its beginning; null = it was there, or the number is nobody's. */
function bySms(conversation: Conversation, event: Undelivered, rules: Rules, stepped: Stepped): Turn | null {
  if (conversation.channel !== 'whatsapp' || isNumberWrong(event.failure, 'whatsapp')) return null;
  const again = open(conversation.dialog, {
    ...stepped.context,
    channel: 'sms',
    maxEntries: rules.programme.maxEntries.sms,
  });
  return finish(
    conversation,
    event,
    rules,
    { ...again, effects: [...stepped.effects, ...again.effects] },
    { channel: 'sms' },
  );
}

function toAPerson(conversation: Conversation, event: Undelivered, rules: Rules, stepped: Stepped): Turn {
  const reason = event.failure.kind === 'unreachable' ? 'unreachable' : 'rejected';
  const task: Effect = { type: 'handOff', queue: 'call', reason };
  return finish(conversation, event, rules, { ...stepped, effects: [...stepped.effects, task] }, { ended: 'handed' });
}

/**
 * It can never work there, on any channel: a landline, a number that does not exist, a phone that no SMS reaches. What WhatsApp cannot
 * reach may still be somebody's phone.
 */
const isNumberWrong = ({ number, kind, retryable }: SendFailure, channel: Channel): boolean =>
  number === 'landline' ||
  number === 'noSuchNumber' ||
  (kind === 'unreachable' && !retryable && number === undefined && channel !== 'whatsapp');

function factOf({ kind, number }: SendFailure): Extract<Fact, { fact: 'numberFails' }> | null {
  if (number) return { fact: 'numberFails', why: number };
  return kind === 'unreachable' ? { fact: 'numberFails', why: 'unreachable' } : null;
}
