/**
 * For people whose every open entry has an appointment ahead: never "do you still need it", but whether they can go on that day
 * (REQUIREMENTS M14). Nothing said here removes anybody: whoever cannot go, or says it is no longer needed, is called.
 */
import type { Label } from '../../src/domain/meaning.js';
import { dialog, handOff, is, record, say } from '../kit.js';
import { freshContext } from '../context.js';
import { done, endings } from '../endings.js';
import { hasMoreThanFits, hasNextAppointment, isSomebody, turnToNext } from '../entries.js';
import { interruptions } from '../interruptions.js';
import { settle } from '../settle.js';
import { askWho } from '../who.js';
import * as questions from './questions.js';

const heard = { type: 'heard' } as const;

const CANNOT = is('cannot', 'no', 'postpone');
const NOT_NEEDED = is('notNeeded', 'attendedPublic', 'attendedElsewhere', 'recovered', 'refuses', 'insurerChanged');
const WANTS_ANOTHER = { type: 'asksAbout', params: { any: ['reschedule', 'cancelAppointment'] } } as const;
const ASKS_WHEN = { type: 'asksAbout', params: { any: ['askAppointment'] } } as const;
const ABOUT_THE_HOUR: readonly Label[] = ['askAppointment', 'reschedule', 'cancelAppointment'];

const call = (reason: 'appointmentCannot' | 'appointmentNotNeeded') =>
  handOff(({ context }) => {
    // After the end no entry is open any more; with one alone it can be no other.
    const entry = context.current ?? (context.entries.length === 1 ? context.entries[0]?.id : undefined);
    return { queue: 'call', reason, ...(entry ? { entry } : {}) };
  });

/** Whoever wants another day still needs the care; whoever may not is asked by a person. The place is kept either way. */
const cannot = [...settle('undecided'), call('appointmentCannot'), say('appointment.cannot')] as const;
const notNeeded = [...settle('undecided'), call('appointmentNotNeeded'), say('appointment.notNeeded')] as const;

export const confirmAppointment = dialog.createMachine({
  id: 'confirm-appointment',
  context: ({ input }) => freshContext(input),
  initial: 'again',
  on: {
    ...interruptions,
    ASKED: [
      // The day is told to nobody we do not know; that we have none would be false.
      {
        guard: ({ context, event }) =>
          !isSomebody({ context, event }) && event.type === 'ASKED' && ABOUT_THE_HOUR.includes(event.about),
        actions: [heard, { type: 'repeat' }],
      },
      { guard: ASKS_WHEN, actions: [heard, say('appointment.hour'), { type: 'repeat' }] },
      ...interruptions.ASKED,
    ],
  },
  states: {
    again: { always: [{ guard: isSomebody, target: 'next' }, { target: 'who' }] },

    who: {
      entry: askWho,
      on: {
        ANSWER: [
          {
            guard: is('self', 'yes'),
            target: 'next',
            actions: [
              heard,
              { type: 'selfAnswers' },
              record(() => ({ fact: 'identified', assurance: 1 })),
              record(() => ({ fact: 'numberConfirmed' })),
            ],
          },
          {
            guard: is('no'),
            target: 'handed',
            actions: [heard, handOff(() => ({ queue: 'identify', reason: 'unknownPerson' }))],
          },
        ],
      },
    },

    next: {
      always: [
        { guard: hasNextAppointment, target: 'appointment', actions: turnToNext },
        {
          guard: hasMoreThanFits,
          target: 'done',
          actions: [say('more.call'), handOff(() => ({ queue: 'call', reason: 'moreEntries' }))],
        },
        { target: 'done', actions: say('appointment.done') },
      ],
    },

    appointment: {
      entry: questions.askAppointment,
      on: {
        ANSWER: [
          {
            guard: is('yes', 'self', 'keep'),
            target: 'next',
            actions: [
              record(({ context }) => ({ fact: 'appointmentConfirmed', entry: context.current ?? '' })),
              say('appointment.confirmed', ({ context }) => questions.mention(context)),
              // Whoever goes needs the care: an older word to the contrary is withdrawn.
              ...settle('stillNeeds'),
            ],
          },
          { guard: CANNOT, target: 'next', actions: cannot },
          { guard: NOT_NEEDED, target: 'next', actions: notNeeded },
          {
            guard: is('worse'),
            target: 'next',
            actions: [
              ...settle('worse'),
              say('worse.noted'),
              handOff(({ context }) => ({ queue: 'sameDay', reason: 'gotWorse', entry: context.current ?? '' })),
            ],
          },
        ],
        ASKED: [{ guard: WANTS_ANOTHER, target: 'next', actions: cannot }],
      },
    },

    ...endings,
    done: {
      ...done,
      on: {
        ...done.on,
        ANSWER: [
          { guard: CANNOT, actions: [heard, call('appointmentCannot'), say('appointment.cannot')] },
          { guard: NOT_NEEDED, actions: [heard, call('appointmentNotNeeded'), say('appointment.notNeeded')] },
          { actions: [heard, { type: 'lateAnswer' }] },
        ],
        ASKED: [{ guard: WANTS_ANOTHER, actions: [heard, call('appointmentCannot'), say('appointment.cannot')] }],
      },
    },
  },
});
