/** Somebody writes from a number we cannot tie to one person: nothing is disclosed, a person finds out who it is. */
import { dialog, handOff, say } from '../kit.js';
import { freshContext } from '../context.js';
import { endings } from '../endings.js';
import { interruptions } from '../interruptions.js';

const greet = {
  target: 'handed',
  actions: [{ type: 'heard' }, say('unknown.hello'), handOff(() => ({ queue: 'identify', reason: 'unknownPerson' }))],
} as const;

export const unknownWriter = dialog.createMachine({
  id: 'unknown-writer',
  context: ({ input }) => freshContext(input),
  initial: 'fresh',
  on: interruptions,
  states: {
    fresh: {
      on: {
        ANSWER: greet,
        TOLD: greet,
        ASKED: greet,
        UNCLEAR: greet,
        SMALLTALK: greet,
        CONTACT: greet,
        LATER: greet,
        VOICE: greet,
        PHOTO: greet,
        RELATIVE: greet,
      },
    },
    again: { always: 'fresh' },
    ...endings,
  },
});
