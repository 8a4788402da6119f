/** Makes of a step the next conversation and the record of the turn. */
import { dialogs } from '../../dialogs/index.js';
import type { Channel } from '../domain/channel.js';
import type { HandOff, SayKind } from '../domain/effect.js';
import type { Ended } from '../domain/ended.js';
import type { Conversation, Heard, RecordedOutcome, Timer, Turn, TurnEvent, TurnRecord } from './conversation.js';
import { outgoing } from './outgoing.js';
import type { Rules } from './rules.js';
import type { Stepped } from './step.js';

/** Event ids remembered for "twice is once". A conversation has tens of events; providers repeat within days. */
const APPLIED_KEPT = 300;

/** Once said they are sent, whatever is said after: help in danger, that a STOP was heard, one word after a death. */
const LASTING: readonly SayKind[] = ['emergency', 'stopConfirmation', 'closing'];

/** What a turn changes besides what its step says. */
export interface Changes {
  readonly heard?: Heard;
  /** Ends the conversation, whatever its state. */
  readonly ended?: Ended;
  readonly channel?: Channel;
  readonly step?: number;
  readonly notLocated?: readonly string[];
}

/** Makes of the step the next conversation and the record of the turn. */
export function finish(
  conversation: Conversation,
  event: TurnEvent,
  rules: Rules,
  stepped: Stepped,
  changes: Changes,
): Turn {
  const turn = conversation.turn + 1;
  const channel = changes.channel ?? conversation.channel;
  const closed = stepped.tags.has('closed') || stepped.context.silent || changes.ended !== undefined;
  const ended = closed ? (changes.ended ?? endOf(conversation, stepped)) : null;
  const dialogChannel =
    stepped.context.channel === channel
      ? stepped.context
      : { ...stepped.context, channel, maxEntries: rules.programme.maxEntries[channel] };
  const waits = stepped.effects.filter((effect) => effect.type === 'wait');
  const running = conversation.timers.filter(({ waitId }) => event.kind !== 'timer' || waitId !== event.waitId);
  // A live conversation always waits for something: without an end in sight it would hold its number for good.
  const timers: readonly Timer[] = closed
    ? []
    : waits.length > 0 || running.length === 0
      ? [
          {
            waitId: `w${turn}`,
            dueAt: event.at + rules.programme.waitFor(waits.at(-1)?.for ?? 'reply'),
          },
        ]
      : running;
  const sent = outgoing(turn, channel, stepped.effects, event, rules);
  const outcomes: RecordedOutcome[] = [];
  const handOffs: HandOff[] = [];
  const facts: TurnRecord['facts'][number][] = [];
  for (const effect of stepped.effects) {
    if (effect.type === 'handOff')
      handOffs.push({ queue: effect.queue, reason: effect.reason, ...(effect.entry ? { entry: effect.entry } : {}) });
    if (effect.type === 'record' && effect.fact === 'outcome')
      outcomes.push({ entry: effect.entry, is: effect.is, details: effect.details });
    else if (effect.type === 'record') facts.push(effect);
  }
  // What answers the person, and what ends, takes the place of what still waited to be sent; help in danger never gives way.
  const replaced = (event.kind === 'said' && sent.length > 0) || (closed && conversation.live);
  const withdrawn = replaced
    ? conversation.queued.filter(({ kind }) => !LASTING.includes(kind)).map(({ id }) => id)
    : [];
  const saidAt = event.kind === 'said' ? Math.max(conversation.saidAt, event.saidAt) : conversation.saidAt;
  return {
    conversation: {
      ...conversation,
      channel,
      live: !closed,
      ended,
      dialog: stepped.dialog,
      version: dialogs[stepped.dialog].version,
      state: stepped.state,
      context: dialogChannel,
      step: changes.step ?? conversation.step,
      turn,
      applied: [...conversation.applied, event.eventId].slice(-APPLIED_KEPT),
      saidAt,
      answered: conversation.answered || event.kind === 'said',
      timers,
      queued: [
        ...conversation.queued.filter(({ id }) => !withdrawn.includes(id)),
        ...sent.map(({ id, kind }) => ({ id, kind })),
      ],
    },
    record: {
      turn,
      at: event.at,
      eventId: event.eventId,
      kind: event.kind,
      channel,
      dialog: stepped.dialog,
      version: dialogs[stepped.dialog].version,
      from: conversation.state,
      to: stepped.state,
      heard: changes.heard ?? null,
      sent,
      outcomes,
      handOffs,
      facts,
      assurance: stepped.context.assurance,
      ended: closed && (conversation.live || conversation.turn === 0) ? ended : null,
      notLocated: changes.notLocated ?? [],
      withdrawn,
    },
  };
}

/** How it ended; what had ended already and moved nowhere ended as it did. */
function endOf(conversation: Conversation, { state, tags }: Stepped): Ended {
  if (!conversation.live && conversation.ended !== null && state === conversation.state) return conversation.ended;
  return tags.has('parked') ? 'handed' : endedBy(state);
}

/** The ending states of the dialogs (`dialogs/endings.ts`) and what they mean for the conversation. */
function endedBy(state: string): Ended {
  switch (state) {
    case 'stopped':
      return 'stopped';
    case 'wrong':
      return 'wrongPerson';
    case 'bereaved':
      return 'deceased';
    case 'handed':
      return 'handed';
    case 'relativeThanked':
      return 'relative';
    case 'withdrawn':
      return 'withdrawn';
    default:
      return 'answered';
  }
}
