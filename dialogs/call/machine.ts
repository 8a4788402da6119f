/**
 * A call: who speaks, and the proof, before anything of health is said. From there on the operator reads the dialog that was open on the
 * other channels, at the very question that was open, and clicks what they hear.
 */
import { IDENTITY_TRIES } from '../../src/domain/assurance.js';
import { freshContext, type DialogContext, type DialogEvent } from '../context.js';
import { endings } from '../endings.js';
import { interruptions } from '../interruptions.js';
import { ask, dialog, handOff, is, record, say } from '../kit.js';
import { askWho, itIsNot, itIsThem } from '../who.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;

/** Nothing is lost by it; somebody finds out who they are. */
const notProved = [
  heard,
  { type: 'notProved' },
  handOff(() => ({ queue: 'identify', reason: 'identityNotProved' })),
  say('call.notProved'),
] as const;

const isProved = ({ context }: Scope) => context.assurance >= 2;
const isSpoken = ({ context }: Scope) => context.assurance === 1;

export const call = dialog.createMachine({
  id: 'call',
  context: ({ input }) => freshContext(input),
  initial: 'who',
  on: interruptions,
  states: {
    who: {
      entry: askWho,
      on: {
        ANSWER: [
          { guard: is('self', 'yes'), target: 'again', actions: itIsThem },
          { guard: is('no'), target: 'handed', actions: itIsNot },
        ],
      },
    },
    again: {
      always: [{ guard: isProved, target: 'proved' }, { guard: isSpoken, target: 'proof' }, { target: 'who' }],
    },
    proof: {
      entry: ask(() => ({ key: 'call.identity', expects: 'identity' as const })),
      on: {
        TOLD: [
          {
            guard: ({ event }: Scope) => event.type === 'TOLD' && event.proof === 'match',
            target: 'proved',
            actions: [heard, { type: 'proved' }, record(() => ({ fact: 'identified', assurance: 2 }))],
          },
          {
            guard: ({ context }: Scope) => context.identityTries + 1 < IDENTITY_TRIES,
            actions: [heard, { type: 'notProved' }, { type: 'repeatInOtherWords' }],
          },
          { target: 'handed', actions: notProved },
        ],
        ANSWER: [{ guard: is('no', 'cannot'), target: 'handed', actions: notProved }],
      },
    },
    /** The dialog that was open goes on. */
    proved: { tags: ['next'] },
    ...endings,
  },
});
