/** Step: one event, one conversation, one turn. Pure: the service acts on what it returns. */
import { initialTransition, transition, type AnyMachineSnapshot } from 'xstate';
import { DateTime } from 'luxon';
import type { DialogContext, DialogEvent, DialogInput } from '../../dialogs/context.js';
import { dialogs, isDialogId, type DialogId } from '../../dialogs/index.js';
import type { Channel } from '../domain/channel.js';
import type { Effect, HandOff, SayKind } from '../domain/effect.js';
import type { Programme } from '../programmes/programme.js';
import type { Ended } from '../domain/ended.js';
import { nextAllowed } from '../timers/hours.js';
import { segmentsOf } from '../words/gsm7.js';
import { render } from '../words/render.js';
import type { Words } from '../words/words.js';
import type {
  Conversation,
  Heard,
  Outgoing,
  RecordedOutcome,
  Timer,
  Turn,
  TurnEvent,
  TurnRecord,
} from './conversation.js';
import { readSaid } from './read.js';

/** Event ids remembered for "twice is once". A conversation has tens of events; providers repeat within days. */
const APPLIED_KEPT = 300;

/** Words that are acted on even when newer ones were applied before: late is better than never. */
const URGENT: readonly DialogEvent['type'][] = ['STOP', 'EMERGENCY', 'DEATH', 'WRONG_PERSON', 'PERSON'];

/** Once said they are sent, whatever is said after: help in danger, that a STOP was heard, one word after a death. */
const LASTING: readonly SayKind[] = ['emergency', 'stopConfirmation', 'closing'];

export interface Rules {
  readonly programme: Programme;
  /** Opening messages and reminders wait for the programme's hours; the simulator's own clock may not care. */
  readonly anyHour: boolean;
  readonly words: Words;
}

interface Stepped {
  readonly dialog: DialogId;
  readonly state: string;
  readonly tags: ReadonlySet<string>;
  readonly context: DialogContext;
  readonly effects: readonly Effect[];
}

/** Returns null when the event was applied before, or no longer means anything (a timer of a wait that is over). */
export function takeTurn(conversation: Conversation, event: TurnEvent, rules: Rules): Turn | null {
  if (conversation.applied.includes(event.eventId)) return null;
  if (event.kind === 'timer' && !conversation.timers.some(({ waitId }) => waitId === event.waitId)) return null;
  if (event.kind === 'entryClosed' && !conversation.context.entries.some(({ id }) => id === event.entry)) return null;

  if (event.kind === 'start')
    return finish(conversation, event, rules, begin(conversation, event.step, event.facts, rules), {
      step: event.step,
    });
  if (event.kind === 'unreachable') return undelivered(conversation, event, rules);
  if (event.kind === 'entryClosed')
    return finish(
      conversation,
      event,
      rules,
      step(conversation, { type: 'ENTRY_CLOSED', entry: event.entry }, rules),
      {},
    );
  if (event.kind === 'timer') {
    // What was asked has not left yet: nobody can have kept silent about it.
    if (conversation.queued.length > 0)
      return finish(
        conversation,
        event,
        rules,
        { ...unchanged(conversation), effects: [{ type: 'wait', for: 'reply' }] },
        {},
      );
    const stepped = step(conversation, { type: 'NO_REPLY' }, rules);
    if (!stepped.context.silent) return finish(conversation, event, rules, stepped, {});
    return fallSilent(conversation, event, rules, stepped);
  }

  const today = DateTime.fromMillis(event.at, { zone: rules.programme.zone }).toISODate() as string;
  const reading = readSaid(conversation, event.said, event.facts, rules.programme.locale, today);
  const heard: Heard = { ...reading.heard, saidAt: event.saidAt, inboundId: event.eventId };
  if (event.saidAt < conversation.saidAt && !URGENT.includes(reading.event.type)) {
    // An old message that comes late changes nothing by itself; somebody reads it (DESIGN §3.7).
    const task: Effect = { type: 'handOff', queue: 'review', reason: 'olderWords' };
    return finish(conversation, event, rules, { ...unchanged(conversation), effects: [task] }, { heard });
  }
  return finish(conversation, event, rules, step(conversation, reading.event, rules), {
    heard,
    channel: event.said.channel,
  });
}

/** The turn of an event that no machine can take: the conversation goes to a person, with whatever it had. */
export function parkTurn(conversation: Conversation, event: TurnEvent, rules: Rules): Turn {
  return finish(conversation, event, rules, parked(conversation), {});
}

/**
 * A message could not be delivered. Nobody has answered yet: the number is not theirs, the next one is tried. Somebody has: they
 * were located, and a person goes on. After the end it changes nothing.
 */
function undelivered(conversation: Conversation, event: TurnEvent, rules: Rules): Turn {
  const stepped = unchanged(conversation);
  if (!conversation.live) return finish(conversation, event, rules, stepped, {});
  if (!conversation.answered) return finish(conversation, event, rules, stepped, { ended: 'unreachable' });
  const task: Effect = { type: 'handOff', queue: 'call', reason: 'unreachable' };
  return finish(conversation, event, rules, { ...stepped, effects: [task] }, { ended: 'handed' });
}

/** Nobody answered on this channel: the cadence goes on, and at its end the person was not located. Silence never discharges. */
function fallSilent(conversation: Conversation, event: TurnEvent, rules: Rules, stepped: Stepped): Turn {
  const next = conversation.step + 1;
  const attempt = rules.programme.cadence[next];
  if (conversation.answered || !attempt) {
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
  const { firstName, entries, outcomes, assurance } = stepped.context;
  const input = {
    firstName,
    entries,
    outcomes,
    assurance,
    channel: attempt.channel,
    maxEntries: rules.programme.maxEntries[attempt.channel],
  };
  return finish(conversation, event, rules, open(attempt.dialog, input), { step: next, channel: attempt.channel });
}

function begin(
  conversation: Conversation,
  stepNumber: number,
  facts: { firstName: string; entries: DialogInput['entries'] },
  rules: Rules,
): Stepped {
  const attempt = rules.programme.cadence[stepNumber] ?? rules.programme.cadence[0];
  if (!attempt) throw new RangeError('a cadence has at least one step');
  const channel = conversation.channel;
  return open(attempt.dialog, {
    firstName: facts.firstName,
    entries: facts.entries,
    channel,
    maxEntries: rules.programme.maxEntries[channel],
    assurance: conversation.context.assurance,
  });
}

function open(dialog: string, input: DialogInput): Stepped {
  if (!isDialogId(dialog)) throw new RangeError(`no dialog "${dialog}"`);
  const [snapshot, actions] = initialTransition(dialogs[dialog].machine, input);
  return onwards(dialog, snapshot, actions);
}

/** One event through the machine; where a dialog hands over to the next, that one begins in the same turn. */
function step(conversation: Conversation, event: DialogEvent, _rules: Rules): Stepped {
  const { machine, version } = dialogs[conversation.dialog];
  if (version !== conversation.version || !Object.hasOwn(machine.states, conversation.state)) {
    // A snapshot of a machine we no longer have is never guessed at: a person takes over (DESIGN §3.13).
    return parked(conversation);
  }
  const snapshot = machine.resolveState({ value: conversation.state, context: conversation.context } as Parameters<
    typeof machine.resolveState
  >[0]);
  const [next, actions] = transition(machine, snapshot, event);
  return onwards(conversation.dialog, next, actions);
}

function onwards(
  dialog: DialogId,
  snapshot: AnyMachineSnapshot,
  actions: readonly { type: string; params: unknown }[],
): Stepped {
  const effects = effectsOf(actions);
  const next = dialogs[dialog].next;
  if (snapshot.hasTag('next') && next) {
    const context = snapshot.context as DialogContext;
    const following = open(next, context);
    return { ...following, effects: [...effects, ...following.effects] };
  }
  return {
    dialog,
    state: String(snapshot.value),
    tags: snapshot.tags,
    context: snapshot.context as DialogContext,
    effects,
  };
}

const VERBS = ['say', 'record', 'wait', 'handOff'];

function effectsOf(actions: readonly { type: string; params: unknown }[]): Effect[] {
  return actions
    .filter(({ type }) => VERBS.includes(type))
    .map(({ type, params }) => ({ type, ...(params as object) }) as Effect);
}

function parked(conversation: Conversation): Stepped {
  const task: Effect = { type: 'handOff', queue: 'review', reason: 'unknownState' };
  return { ...unchanged(conversation), tags: new Set(['closed', 'parked']), effects: [task] };
}

function unchanged(conversation: Conversation): Stepped {
  const { dialog, state, context } = conversation;
  return { dialog, state, context, tags: new Set(conversation.live ? [] : ['closed']), effects: [] };
}

interface Changes {
  readonly heard?: Heard;
  /** Ends the conversation, whatever its state. */
  readonly ended?: Ended;
  readonly channel?: Channel;
  readonly step?: number;
  readonly notLocated?: readonly string[];
}

/** Somebody else holds the phone: what the patient proved before proves nothing of whoever writes next. */
function someoneElse({ effects }: Stepped): boolean {
  return effects.some(
    (effect) =>
      effect.type === 'record' &&
      (effect.fact === 'relativeAnswered' || effect.fact === 'wrongPerson' || effect.fact === 'deathReported'),
  );
}

/** Makes of the step the next conversation and the record of the turn. */
function finish(conversation: Conversation, event: TurnEvent, rules: Rules, given: Stepped, changes: Changes): Turn {
  const stepped = someoneElse(given) ? { ...given, context: { ...given.context, assurance: 0 as const } } : given;
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

/** All that is said in one turn is one message: one order, one price, and nothing overtakes anything. */
function outgoing(
  turn: number,
  channel: Channel,
  effects: readonly Effect[],
  event: TurnEvent,
  rules: Rules,
): Outgoing[] {
  const says = effects.filter((effect) => effect.type === 'say');
  if (says.length === 0) return [];
  const opens = (kind: SayKind) => kind === 'first' || kind === 'reminder';
  const strongest = says.find((say) => say.kind !== 'reply')?.kind ?? 'reply';
  // Whoever has just written is awake: the opening question put again is an answer to them.
  const kind = event.kind === 'said' && opens(strongest) ? 'reply' : strongest;
  // Only an answer may come at any hour: a list imported at night wakes nobody.
  const mayWait = opens(kind) || event.kind !== 'said';
  const dueAt = mayWait && !rules.anyHour ? nextAllowed(event.at, rules.programme) : event.at;
  const parts = says.map((say) => render(say, channel, rules.programme, rules.words));
  const text = parts.map((part) => part.text).join(channel === 'sms' ? ' ' : '\n\n');
  return [
    {
      id: `m${turn}`,
      kind,
      channel,
      dueAt,
      keys: says.map(({ key }) => key),
      text,
      choices: parts.at(-1)?.choices ?? [],
      segments: channel === 'sms' ? segmentsOf(text) : 0,
    },
  ];
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
