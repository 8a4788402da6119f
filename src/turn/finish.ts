/** Makes of a step the next conversation and the record of the turn. */
import type { DialogContext } from '../../dialogs/context.js';
import { dialogs } from '../../dialogs/index.js';
import type { Channel } from '../domain/channel.js';
import type { HandOff, SayKind, WaitKey } from '../domain/effect.js';
import type { Ended } from '../domain/ended.js';
import type {
  Attempt,
  Conversation,
  Heard,
  Held,
  Outgoing,
  RecordedOutcome,
  Timer,
  Turn,
  TurnEvent,
  TurnRecord,
} from './conversation.js';
import { outgoing } from './outgoing.js';
import { segmentsOf } from '../words/gsm7.js';
import { afterTheCall, LEFT_AFTER } from './holding.js';
import { inLocale, type Rules } from './rules.js';
import type { Stepped } from './step.js';

/** Event ids remembered for "twice is once". A conversation has tens of events; providers repeat within days. */
const APPLIED_KEPT = 300;

/** A question is put a few times at most: asked, in other words, reminded, on the next channel, sent again. */
const ASKED_KEPT = 10;

/** Hours for which a message of the person lets us write freely on WhatsApp (Meta's customer service window). */
const WINDOW = 24 * 3_600_000;

/** Once said they are sent, whatever is said after: help in danger, that a STOP was heard, one word after a death. */
const LASTING: readonly SayKind[] = ['emergency', 'stopConfirmation', 'closing'];

/** The key of what a person wrote in their own words. */
export const BY_HAND = 'person';

/** What a turn changes besides what its step says. */
export interface Changes {
  readonly heard?: Heard;
  /** Ends the conversation, whatever its state. */
  readonly ended?: Ended;
  readonly channel?: Channel;
  readonly step?: number;
  readonly notLocated?: readonly string[];
  /** A message that failed on the way is sent again, with the same words. */
  readonly resend?: Outgoing;
  /** From here on it is this person's conversation. */
  readonly linked?: NonNullable<TurnRecord['linked']>;
  /** Who has it from now on; null = nobody any more. */
  readonly held?: Held | null;
  /** What somebody wrote in their own words. */
  readonly words?: string;
  /** The provider says that the window is closed. */
  readonly windowClosed?: true;
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
  const before = conversation.held ?? null;
  const held = closed ? null : changes.held === undefined ? before : changes.held;
  const callEnds = before?.mode === 'call' && held === null;
  // What is said next, by whomever, goes where it went before the call.
  const next = callEnds ? before.channel : channel;
  const context = callEnds ? afterTheCall(stepped.context) : stepped.context;
  const dialogChannel =
    context.channel === next ? context : { ...context, channel: next, maxEntries: rules.programme.maxEntries[next] };
  const waits = stepped.effects.filter((effect) => effect.type === 'wait');
  const running = conversation.timers.filter(({ waitId }) => event.kind !== 'timer' || waitId !== event.waitId);
  const resent = changes.resend ? [{ ...changes.resend, id: `m${turn}` }] : [];
  const sent =
    resent.length > 0
      ? resent
      : changes.words !== undefined
        ? [byHand(turn, channel, changes.words, event.at)]
        : outgoing(turn, channel, stepped.effects, event, inLocale(rules, stepped.context.locale), conversation);
  // What an operator reads aloud was said when it was shown: nothing of it waits to be sent.
  const queued = channel === 'operator' ? [] : sent;
  // What waits for the morning, or for the end of a row of holidays, can only be answered from then on.
  const askedAt = Math.max(event.at, ...sent.map(({ dueAt }) => dueAt));
  // A live conversation always waits for something: without an end in sight it would hold its number for good.
  const timers: readonly Timer[] = closed
    ? []
    : held
      ? [{ waitId: `w${turn}`, dueAt: event.at + LEFT_AFTER[held.mode] }]
      : waits.length > 0 || running.length === 0
        ? [
            {
              waitId: `w${turn}`,
              dueAt: askedAt + waitOf(rules, changes.step ?? conversation.step, waits.at(-1)?.for ?? 'reply'),
            },
          ]
        : running;
  const outcomes: RecordedOutcome[] = [];
  const handOffs: HandOff[] = [];
  const facts: TurnRecord['facts'][number][] = [];
  for (const effect of stepped.effects) {
    if (effect.type === 'handOff') {
      const { type: _, ...task } = effect;
      handOffs.push(task);
    }
    if (effect.type === 'record' && effect.fact === 'outcome')
      outcomes.push({ entry: effect.entry, is: effect.is, details: effect.details });
    else if (effect.type === 'record') facts.push(effect);
  }
  // What answers the person, and what ends, takes the place of what still waited to be sent; help in danger never gives way.
  const replaced =
    ((event.kind === 'said' || event.kind === 'entered') && sent.length > 0) ||
    (closed && conversation.live) ||
    (held !== null && before === null);
  const withdrawn = replaced
    ? conversation.queued.filter(({ kind }) => !LASTING.includes(kind)).map(({ id }) => id)
    : [];
  const saidAt = event.kind === 'said' ? Math.max(conversation.saidAt, event.saidAt) : conversation.saidAt;
  const windowUntil = changes.windowClosed ? 0 : Math.max(conversation.windowUntil, windowAfter(event));
  const asksTheSame = questionOf(conversation.state, conversation.context) === questionOf(stepped.state, dialogChannel);
  const askedIn = [...(asksTheSame ? conversation.askedIn : []), ...sent.map(({ id }) => id)].slice(-ASKED_KEPT);
  const attempts = attemptsWith(conversation, event, sent, resent.length > 0);
  return {
    conversation: {
      ...conversation,
      ...(changes.linked ? { person: changes.linked.person } : {}),
      channel: next,
      held,
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
      windowUntil,
      askedIn,
      attempts,
      timers,
      queued: [
        ...conversation.queued.filter(({ id }) => !withdrawn.includes(id)),
        ...queued.map(({ id, kind }) => ({ id, kind })),
      ],
    },
    record: {
      turn,
      at: event.at,
      eventId: event.eventId,
      kind: event.kind,
      channel: event.kind === 'said' ? event.said.channel : channel,
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
      ...(changes.linked ? { linked: changes.linked } : {}),
      ...(byOf(event) ? { by: byOf(event) as string } : {}),
      ...(closed && attempts.length > 0 ? { attempts } : {}),
    },
  };
}

/** A step of the cadence may have a patience of its own. */
const waitOf = ({ cadence, programme }: Rules, step: number, key: WaitKey): number =>
  (key === 'reply' ? cadence.steps[step]?.wait : undefined) ?? programme.waitFor(key);

/** Somebody who keeps silent was written to once more. The same words sent again after a failure are the same attempt. */
function attemptsWith(
  { attempts, answered }: Conversation,
  event: TurnEvent,
  sent: readonly Outgoing[],
  isResend: boolean,
): readonly Attempt[] {
  const earlier = event.kind === 'start' ? (event.facts.earlier ?? attempts) : attempts;
  const wroteFirst = event.kind === 'start' && event.wroteFirst === true;
  // A call is an attempt of its own, with what became of it (desk/attempts.ts).
  if (answered || wroteFirst || event.kind === 'said' || event.kind === 'called' || isResend) return earlier;
  const tried = sent.filter(({ kind }) => kind === 'first' || kind === 'reminder');
  return [...earlier, ...tried.map(({ channel, dueAt }) => ({ channel, at: dueAt }))];
}

function byHand(turn: number, channel: Channel, text: string, at: number): Outgoing {
  const segments = channel === 'sms' ? segmentsOf(text) : 0;
  return { id: `m${turn}`, kind: 'reply', channel, keys: [BY_HAND], text, choices: [], segments, dueAt: at };
}

function byOf(event: TurnEvent): string | undefined {
  if (event.kind === 'said') return event.said.by;
  return 'by' in event ? event.by : undefined;
}

/** What is being asked, about which entry: the same answer to two entries must not be the same click. */
const questionOf = (state: string, { asked, current }: DialogContext): string =>
  asked === null ? '' : JSON.stringify([state, asked.key, asked.params, asked.choices, current]);

const windowAfter = (event: TurnEvent): number =>
  event.kind === 'said' && event.said.channel === 'whatsapp' ? event.saidAt + WINDOW : 0;

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
