/** Step 1 (REQUIREMENTS M3): does this number answer, and is it this person? Asks nothing about health. */
import { ask, dialog, handOff, is, record } from '../kit.js';
import { freshContext } from '../context.js';
import { endings } from '../endings.js';
import { interruptions } from '../interruptions.js';
import { askWho } from '../who.js';

export const verifyNumber = dialog.createMachine({
  id: 'verify-number',
  context: ({ input }) => freshContext(input),
  initial: 'who',
  on: interruptions,
  states: {
    who: {
      entry: askWho,
      on: {
        ANSWER: [
          {
            guard: is('self', 'yes'),
            target: 'known',
            actions: [
              { type: 'heard' },
              { type: 'selfAnswers' },
              record(() => ({ fact: 'identified', assurance: 1 })),
              record(() => ({ fact: 'numberConfirmed' })),
            ],
          },
          // Whatever else they answer, we do not know who speaks.
          {
            guard: is('no'),
            target: 'handed',
            actions: [{ type: 'heard' }, handOff(() => ({ queue: 'identify', reason: 'unknownPerson' }))],
          },
        ],
      },
    },
    known: { always: [{ guard: 'needsLeave', target: 'leave' }, { target: 'verified' }] },
    /** Meta and some laws want a yes before the first message there; the answer and its date are kept with the number. */
    leave: {
      entry: ask(() => ({ key: 'whatsapp.ask', question: 'phoneOk', choices: ['yes', 'no'] })),
      on: {
        ANSWER: [
          {
            guard: is('yes', 'self'),
            target: 'verified',
            actions: [
              { type: 'heard' },
              { type: 'leaves', params: { whatsapp: 'given' } },
              record(() => ({ fact: 'whatsappAllowed' })),
            ],
          },
          { target: 'verified', actions: [{ type: 'heard' }, { type: 'leaves', params: { whatsapp: 'refused' } }] },
        ],
        UNCLEAR: { target: 'verified', actions: [{ type: 'heard' }] },
      },
    },
    /** The person is there, phone in hand: the next dialog of the cadence goes on in the same turn. */
    verified: { tags: ['next'] },
    again: { always: 'who' },
    ...endings,
  },
});
