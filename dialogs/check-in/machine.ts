/**
 * "How are you today?", to somebody who is followed for some days: who is reading, then the form of the follow-up. What it is for is never
 * said. An alarm answer is a task at once; whoever keeps silent is called.
 */
import { freshContext } from '../context.js';
import { done, endings } from '../endings.js';
import { isSomebody } from '../entries.js';
import { interruptions } from '../interruptions.js';
import { ask, handOff, dialog } from '../kit.js';
import { who } from '../who.js';

/** Whoever may be getting worse is not waited for as long as others. */
const soon = { type: 'wait', params: { for: 'checkIn' } } as const;

const silent = [
  { guard: 'mayRemind', actions: [{ type: 'reminded' }, { type: 'remind' }, soon] },
  { target: 'done', actions: [handOff(() => ({ queue: 'call', reason: 'checkInSilent' }))] },
] as const;

export const checkIn = dialog.createMachine({
  id: 'check-in',
  context: ({ input }) => freshContext(input),
  initial: 'again',
  on: interruptions,
  states: {
    again: { always: [{ guard: isSomebody, target: 'next' }, { target: 'who' }] },
    who: {
      ...who,
      entry: [
        ...ask(() => ({
          key: 'checkIn.who',
          question: 'identity',
          choices: ['self', 'relative', 'notHere'],
          kind: 'first',
        })),
        soon,
      ],
      on: { ...who.on, NO_REPLY: silent },
    },
    next: { always: 'form' },
    ...endings,
    formField: {
      ...endings.formField,
      entry: [...endings.formField.entry, soon],
      on: { ...endings.formField.on, NO_REPLY: silent },
    },
    wasTold: { always: 'done' },
    done,
  },
});
