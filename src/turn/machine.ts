/** xstate's pure steps over one actor scope per machine. */
import { createActor, type AnyActorScope, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import type { DialogEvent, DialogInput } from '../../dialogs/context.js';

export interface Action {
  readonly type: string;
  readonly params: unknown;
}
export type Moved = readonly [AnyMachineSnapshot, readonly Action[]];

interface Scope {
  readonly scope: AnyActorScope;
  actions: Action[];
}

const scopes = new WeakMap<AnyStateMachine, Scope>();

/**
 * `transition` and `initialTransition` of xstate 5.33 make an actor for every step, and with it a whole initial state that nobody looks at:
 * it fails for want of an input, and the failure alone took a fifth of a turn. Our machines start no actors and have no clock, so that one
 * scope serves every step; what it is made of is what those two functions make (xstate/src/transition.ts).
 */
function scopeOf(machine: AnyStateMachine): Scope {
  const known = scopes.get(machine);
  if (known) return known;
  const self = createActor(machine);
  const made: Scope = {
    actions: [],
    scope: {
      self,
      system: self.system,
      id: '',
      sessionId: '',
      logger: () => {},
      defer: () => {},
      stopChild: () => {},
      emit: () => {},
      actionExecutor: (action: Action) => void made.actions.push(action),
    } as unknown as AnyActorScope,
  };
  scopes.set(machine, made);
  return made;
}

/** The first state, and what it asks to be done. Throws what the machine throws. */
export function begin(machine: AnyStateMachine, input: DialogInput): Moved {
  return moved(machine, (scope) => machine.getInitialSnapshot(scope, input));
}

/** One event further. */
export function move(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, event: DialogEvent): Moved {
  return moved(machine, (scope) => machine.transition(snapshot, event, scope));
}

function moved(machine: AnyStateMachine, step: (scope: AnyActorScope) => AnyMachineSnapshot): Moved {
  const own = scopeOf(machine);
  own.actions = [];
  const snapshot = step(own.scope);
  // `getInitialSnapshot` swallows what an entry action throws.
  if (snapshot.status === 'error') throw snapshot.error;
  return [snapshot, own.actions];
}
