/**
 * For people whose every open entry has an appointment ahead: never "do you still need it", but whether they can go on that day
 * (REQUIREMENTS M14).
 */
import { dialog, handOff, say } from '../kit.js';
import { appointmentStates, lateWords } from '../appointment.js';
import { freshContext } from '../context.js';
import { done, endings } from '../endings.js';
import { hasMoreThanFits, hasNextAppointment, isSomebody, turnToNext } from '../entries.js';
import { interruptions } from '../interruptions.js';
import { who } from '../who.js';

export const confirmAppointment = dialog.createMachine({
  id: 'confirm-appointment',
  context: ({ input }) => freshContext(input),
  initial: 'again',
  on: interruptions,
  states: {
    again: { always: [{ guard: isSomebody, target: 'next' }, { target: 'who' }] },
    who,
    next: {
      always: [
        { guard: hasNextAppointment, target: 'appointmentAhead', actions: turnToNext },
        {
          guard: hasMoreThanFits,
          target: 'done',
          actions: [say('more.call'), handOff(() => ({ queue: 'call', reason: 'moreEntries' }))],
        },
        { target: 'done', actions: say('done.left') },
      ],
    },
    ...appointmentStates,
    ...endings,
    wasTold: { always: 'done' },
    done: {
      ...done,
      on: {
        ...done.on,
        ASKED: [...lateWords.ASKED],
        ANSWER: [...lateWords.ANSWER, { actions: [{ type: 'heard' }, { type: 'lateAnswer' }] }],
      },
    },
  },
});
