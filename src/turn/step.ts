/** One event through a dialog's machine: pure, and never a guess at a state it does not know. */
import type { AnyMachineSnapshot } from 'xstate';
import type { DialogContext, DialogEvent, DialogInput } from '../../dialogs/context.js';
import { dialogFor, dialogs, isDialogId, type DialogId } from '../../dialogs/index.js';
import type { Effect } from '../domain/effect.js';
import type { Conversation } from './conversation.js';
import { begin, move } from './machine.js';

/** Where the dialog is after a step, and what it asks to be done. */
export interface Stepped {
  readonly dialog: DialogId;
  readonly state: string;
  readonly tags: ReadonlySet<string>;
  readonly context: DialogContext;
  readonly effects: readonly Effect[];
}

/** Opens a dialog of the cadence: the one that stands for it where the conversation is about something else. */
export function open(dialog: string, input: DialogInput): Stepped {
  if (!isDialogId(dialog)) throw new RangeError(`no dialog "${dialog}"`);
  const id = dialogFor(input.topic ?? 'need', dialog);
  const [snapshot, actions] = begin(dialogs[id].machine, input);
  return onwards(id, snapshot, actions);
}

/** One event through the machine; where a dialog hands over to the next, that one begins in the same turn. */
export function step(conversation: Conversation, event: DialogEvent): Stepped {
  const { machine, version } = dialogs[conversation.dialog];
  if (version !== conversation.version || !Object.hasOwn(machine.states, conversation.state)) {
    // A snapshot of a machine we no longer have is never guessed at: a person takes over (DESIGN §3.13).
    return parked(conversation);
  }
  const snapshot = machine.resolveState({ value: conversation.state, context: conversation.context } as Parameters<
    typeof machine.resolveState
  >[0]);
  const [next, actions] = move(machine, snapshot, event);
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
    const { interrupted, ...context } = snapshot.context as DialogContext;
    const following = goOn(interrupted, context) ?? open(next, context);
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

/** What a call interrupted, at the question that was open there. Null = it is begun, with what was answered. */
function goOn(interrupted: DialogContext['interrupted'], now: DialogContext): Stepped | null {
  if (!interrupted || !isDialogId(interrupted.dialog)) return null;
  const { dialog, version, state, context: before } = interrupted;
  const { machine, version: current } = dialogs[dialog];
  if (version !== current || !Object.hasOwn(machine.states, state)) return null;
  const { channel, maxEntries, assurance } = now;
  const context: DialogContext = { ...before, channel, maxEntries, assurance, identityTries: 0, reminders: 0, misses: 0, silent: false }; // prettier-ignore
  const snapshot = machine.resolveState({ value: state, context } as Parameters<typeof machine.resolveState>[0]);
  const event: DialogEvent =
    before.asked?.expects === 'identity'
      ? { type: 'TOLD', text: '', date: null, proof: 'match' }
      : { type: 'MOVED', channel, maxEntries };
  const [next, actions] = move(machine, snapshot, event);
  return onwards(dialog, next, actions);
}

const VERBS = ['say', 'record', 'wait', 'handOff'];

function effectsOf(actions: readonly { type: string; params: unknown }[]): Effect[] {
  return actions
    .filter(({ type }) => VERBS.includes(type))
    .map(({ type, params }) => ({ type, ...(params as object) }) as Effect);
}

export function parked(conversation: Conversation): Stepped {
  const task: Effect = { type: 'handOff', queue: 'review', reason: 'unknownState' };
  return { ...unchanged(conversation), tags: new Set(['closed', 'parked']), effects: [task] };
}

export function unchanged(conversation: Conversation): Stepped {
  const { dialog, state, context } = conversation;
  return { dialog, state, context, tags: new Set(conversation.live ? [] : ['closed']), effects: [] };
}
