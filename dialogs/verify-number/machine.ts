/** Step 1 (REQUIREMENTS M3): does this number answer, and is it this person? Asks nothing about health. */
import { dialog, is } from '../kit.js';
import { freshContext } from '../context.js';
import { endings } from '../endings.js';
import { isSomebody } from '../entries.js';
import { interruptions } from '../interruptions.js';
import { leaveThen } from '../leave.js';
import { asksToBeToldFirst } from '../tell.js';
import { askWho, itIsNot, itIsThem } from '../who.js';

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
          { guard: is('self', 'yes'), target: 'known', actions: itIsThem },
          // Whatever else they answer, we do not know who speaks.
          { guard: is('no'), target: 'handed', actions: itIsNot },
        ],
        ASKED: asksToBeToldFirst,
      },
    },
    known: { always: [{ guard: 'needsLeave', target: 'leave' }, { target: 'verified' }] },
    leave: leaveThen('verified'),
    /** The person is there, phone in hand: the next dialog of the cadence goes on in the same turn. */
    verified: { tags: ['next'] },
    again: { always: [{ guard: isSomebody, target: 'known' }, { target: 'who' }] },
    ...endings,
  },
});
