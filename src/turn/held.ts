/** A person has the conversation: an operator on the phone, or somebody who writes. The program keeps silent until they hand it back. Pure. */
import type { Interrupted } from '../../dialogs/context.js';
import { isDialogId } from '../../dialogs/index.js';
import type { Effect } from '../domain/effect.js';
import type { Conversation, Held, Turn, TurnEvent } from './conversation.js';
import { aside } from './aside.js';
import { finish } from './finish.js';
import type { Rules } from './rules.js';
import { open, unchanged, type Stepped } from './step.js';
import { topicOf } from './topic.js';
import { ZoneClock } from '../timers/offset.js';

type Of<K extends TurnEvent['kind']> = Extract<TurnEvent, { readonly kind: K }>;

/** What was recorded stays recorded; who speaks, and that they are the person, is found out anew. */
export function called(conversation: Conversation, event: Of<'called'>, rules: Rules): Turn {
  const { facts, outcomes, interrupted, by, at } = event;
  const channel = 'operator' as const;
  const today = ZoneClock.of(conversation.zone ?? rules.programme.zone).day(at);
  const opened = open('call', {
    topic: topicOf(facts, today),
    firstName: facts.firstName,
    entries: facts.entries,
    outcomes,
    channel,
    maxEntries: rules.programme.maxEntries[channel],
    assurance: 0,
    menu: rules.programme.menu,
    ...(conversation.context.locale ? { locale: conversation.context.locale } : {}),
    ...(interrupted ? { interrupted } : {}),
  });
  return finish(conversation, event, rules, opened, { channel, held: holdOf(conversation, by, 'call') });
}

/** Null where the dialog that was open cannot be taken up in a call: it is begun, and what was answered is not asked again. */
export function interruptedOf({ dialog, version, state, context, held }: Conversation): Interrupted | null {
  // Of a call that broke off, what that call had interrupted.
  if (dialog === 'call') return context.interrupted ?? null;
  const { asked } = context;
  if (!isDialogId(dialog) || held?.mode === 'call' || asked === null || context.assurance < 1) return null;
  if (asked.question === 'identity' || context.current === null) return null;
  // The proof of the call answers that question; of other proofs somebody may want to know something first.
  if (asked.expects === 'identity' && !['identity', 'identityToName'].includes(state)) return null;
  const { interrupted: _, ...rest } = context;
  return { dialog, version, state, context: rest };
}

function holdOf({ channel, held, ended, turn }: Conversation, by: string, mode: Held['mode']): Held {
  if (held) return { ...held, by, mode };
  // A conversation that the call itself opens is over with the call.
  return { by, mode, channel: channel === 'operator' ? 'sms' : channel, ended: turn === 0 ? 'handed' : ended };
}

/** Whoever writes has the number for as long as they write, whatever had ended there. */
export function hold(conversation: Conversation, event: Of<'held'>, rules: Rules): Turn | null {
  if (conversation.held && (conversation.held.mode === 'call' || conversation.held.by !== event.by)) return null;
  return finish(conversation, event, rules, awake(conversation), { held: holdOf(conversation, event.by, 'write') });
}

/** Null once nobody holds it: a STOP came in between, or it was handed back. */
export function wrote(conversation: Conversation, event: Of<'wrote'>, rules: Rules): Turn | null {
  if (conversation.held?.mode !== 'write' || conversation.held.by !== event.by) return null;
  return finish(conversation, event, rules, awake(conversation), { words: event.text });
}

const awake = (conversation: Conversation): Stepped => ({
  ...unchanged(conversation),
  context: { ...conversation.context, silent: false },
  tags: new Set(),
});

/** By whoever had it, or by time. */
export function handBack(conversation: Conversation, event: TurnEvent, rules: Rules): Turn | null {
  const { held } = conversation;
  if (!held) return null;
  const back = held.mode === 'call' ? beforeTheCall(conversation, held, rules) : awake(conversation);
  const { ended, channel } = held;
  if (ended !== null) return finish(conversation, event, rules, { ...back, effects: [] }, { ended, channel });
  const asked = held.mode === 'write' ? back.context.asked : null;
  const effects: Effect[] = [
    ...(asked ? [{ type: 'say' as const, ...asked, kind: 'reply' as const }] : []),
    { type: 'wait', for: 'reply' },
  ];
  return finish(conversation, event, rules, { ...back, effects }, { channel, held: null });
}

/**
 * Where nobody proved in the call who they are, the other channel goes on as if there had been none. Otherwise at the entry that was open,
 * from its first question: what was proved on the phone proves nothing of whoever writes, and what follows a proof must not be written without.
 */
function beforeTheCall(conversation: Conversation, { channel }: Held, rules: Rules): Stepped {
  const { interrupted, ...context } = conversation.context;
  const now = awake(conversation);
  if (conversation.dialog === 'call') {
    if (!interrupted || !isDialogId(interrupted.dialog)) return now;
    const { dialog, state, context: then } = interrupted;
    return { ...now, dialog, state, context: { ...then, silent: false } };
  }
  const assurance = context.assurance > 1 ? 1 : context.assurance;
  const opened = open('confirm-need', {
    ...context,
    channel,
    maxEntries: rules.programme.maxEntries[channel],
    assurance,
  });
  return { ...opened, effects: [] };
}

/** Nothing to whoever is on the phone with us already. It leaves within the hours, and never to a number that was stopped (outbox). */
export function callComes(conversation: Conversation, event: Of<'callComes'>, rules: Rules): Turn | null {
  if (conversation.held) return null;
  const { channel, context } = conversation;
  const say = {
    key: context.topic === 'minor' ? 'announce.minor' : 'announce.call',
    params: { name: context.firstName },
    choices: [],
    kind: 'reply' as const,
  };
  if (channel === 'sms' || channel === 'whatsapp') return aside(conversation, event, rules, say);
  const effects: Effect[] = [{ type: 'say', ...say }];
  return finish(conversation, event, rules, { ...unchanged(conversation), effects }, { channel: 'sms' });
}
