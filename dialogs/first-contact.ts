/** Who is reading, and the proof, of somebody to whom we write first about something of theirs: before it nothing is told. */
import { IDENTITY_TRIES, may } from '../src/domain/assurance.js';
import type { DialogContext, DialogEvent } from './context.js';
import { ask, dialog, handOff, is, record, say } from './kit.js';
import { who } from './who.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;
/** Nothing is owed to us: no second message. */
const silent = { target: 'done' } as const;

const notProved = [
  heard,
  { type: 'notProved' },
  handOff(() => ({ queue: 'call', reason: 'identityNotProved' })),
  say('identity.person'),
] as const;

/** Spread into a dialog with `done` that goes on with `told`. */
export const firstContact = <T extends string>(told: T) =>
  ({
    who: dialog.createStateConfig({
      ...who,
      entry: ask(() => ({
        key: 'remind.who',
        question: 'identity',
        choices: ['self', 'relative', 'notHere'],
        kind: 'first',
      })),
      on: { ...who.on, NO_REPLY: silent },
    }),
    next: {
      always: [
        { guard: ({ context }: Scope) => may('tellAppointment', context.assurance), target: told },
        {
          guard: ({ context }: Scope) => context.identityTries >= IDENTITY_TRIES,
          target: 'handed',
          actions: [handOff(() => ({ queue: 'call', reason: 'identityNotProved' }))],
        },
        { target: 'proof' },
      ],
    },
    proof: {
      entry: ask(() => ({ key: 'tell.identity', expects: 'identity' as const })),
      on: {
        TOLD: [
          {
            guard: ({ event }: Scope) => event.type === 'TOLD' && event.proof === 'match',
            target: told,
            actions: [heard, { type: 'proved' }, record(() => ({ fact: 'identified', assurance: 2 }))],
          },
          {
            guard: ({ context }: Scope) => context.identityTries + 1 < IDENTITY_TRIES,
            actions: [heard, { type: 'notProved' }, { type: 'repeatInOtherWords' }],
          },
          { target: 'handed', actions: notProved },
        ],
        ANSWER: [{ guard: is('no'), target: 'handed', actions: notProved }],
        NO_REPLY: silent,
      },
    },
  }) as const;
