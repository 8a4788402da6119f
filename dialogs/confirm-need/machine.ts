/**
 * Step 2 (REQUIREMENTS M2, M4): for each open entry of the person, is the care still needed, and if not, why?
 * who → each appointment: can they go? → each entry: needed? → if not: why → proof of identity → details → read back → confirmed again → the phone → thanks.
 */
import { dialog, handOff, is, linkToPortal, record, recordContact, say } from '../kit.js';
import { appointmentStates } from '../appointment.js';
import { freshContext } from '../context.js';
import { endings } from '../endings.js';
import { turnToNext } from '../entries.js';
import { interruptions } from '../interruptions.js';
import { settle } from '../settle.js';
import type { Barrier } from '../../src/domain/effect.js';
import { who } from '../who.js';
import { doneAsking } from './after.js';
import { alike, keeps, leaveToPerson, reasons } from './answers.js';
import * as guards from './guards.js';
import { asksNotice, notice } from './notice.js';
import * as questions from './questions.js';

const heard = { type: 'heard' } as const;

export const confirmNeed = dialog.createMachine({
  id: 'confirm-need',
  context: ({ input }) => freshContext(input),
  initial: 'again',
  on: interruptions,
  states: {
    /** Where a conversation begins, and comes back to after a pause. */
    again: { always: [{ guard: guards.isSomebody, target: 'next' }, { target: 'who' }] },

    who,

    next: {
      always: [
        { guard: guards.hasNextAppointment, target: 'appointmentAhead', actions: turnToNext },
        {
          guard: guards.hasNextEntry,
          target: 'need',
          actions: turnToNext,
        },
        {
          guard: guards.mayGoOnInPortal,
          target: 'phone',
          actions: [
            { type: 'offerBack' },
            ...linkToPortal('more.portal'),
            handOff(() => ({ queue: 'call', reason: 'moreEntries' })),
          ],
        },
        {
          guard: guards.hasMoreThanFits,
          target: 'phone',
          actions: [{ type: 'offerBack' }, say('more.call'), handOff(() => ({ queue: 'call', reason: 'moreEntries' }))],
        },
        // The portal has a page for that.
        { guard: guards.inPortal, target: 'farewell', actions: { type: 'offerBack' } },
        { guard: asksNotice, target: 'notice', actions: { type: 'offerBack' } },
        { guard: guards.someoneIsKept, target: 'phone', actions: { type: 'offerBack' } },
        { target: 'farewell', actions: { type: 'offerBack' } },
      ],
    },

    need: {
      entry: questions.askNeed,
      on: {
        ANSWER: [
          ...keeps,
          ...alike,
          { guard: is('no'), target: 'reason', actions: [heard] },
          ...reasons,
          { guard: is('which'), target: 'identityToName', actions: [heard] },
        ],
      },
    },

    reason: {
      entry: questions.askReason,
      on: {
        ANSWER: [
          ...keeps,
          ...reasons,
          { guard: is('no'), target: 'next', actions: [...leaveToPerson('unwillingToSay'), say('undecided.noted')] },
        ],
      },
    },

    /** A reason was given; before anything more is asked or said, it must be the right person. */
    claimed: {
      always: [
        { guard: guards.isProved, target: 'details' },
        // Three tries in a conversation, not three for every entry.
        {
          guard: guards.isOutOfTries,
          target: 'next',
          actions: [...leaveToPerson('identityNotProved'), say('identity.person')],
        },
        { target: 'identity' },
      ],
    },

    identity: {
      entry: questions.askIdentity,
      on: {
        TOLD: [
          {
            guard: guards.provesIdentity,
            target: 'details',
            actions: [heard, { type: 'proved' }, record(() => ({ fact: 'identified', assurance: 2 }))],
          },
          { guard: guards.hasTriesLeft, actions: [heard, { type: 'notProved' }, { type: 'repeatInOtherWords' }] },
          {
            target: 'next',
            actions: [{ type: 'notProved' }, ...leaveToPerson('identityNotProved'), say('identity.person')],
          },
        ],
        ANSWER: [
          ...keeps,
          {
            guard: is('no', 'call'),
            target: 'next',
            actions: [...leaveToPerson('identityNotProved'), say('identity.person')],
          },
        ],
      },
    },

    /** "Which care is it?": told by its everyday name once the person is known. */
    identityToName: {
      entry: questions.askIdentity,
      on: {
        TOLD: [
          {
            guard: guards.provesIdentity,
            target: 'need',
            actions: [heard, { type: 'proved' }, record(() => ({ fact: 'identified', assurance: 2 }))],
          },
          { guard: guards.hasTriesLeft, actions: [heard, { type: 'notProved' }, { type: 'repeatInOtherWords' }] },
          {
            target: 'next',
            actions: [{ type: 'notProved' }, ...leaveToPerson('identityNotProved'), say('identity.person')],
          },
        ],
        ANSWER: [
          ...keeps,
          ...alike,
          ...reasons,
          {
            guard: is('no', 'call'),
            target: 'next',
            actions: [...leaveToPerson('identityNotProved'), say('identity.person')],
          },
        ],
      },
    },

    details: {
      always: [
        { guard: guards.needsPlace, target: 'place' },
        { guard: guards.needsDate, target: 'date' },
        { guard: guards.refusesCare, target: 'barrier' },
        { target: 'readBack' },
      ],
    },

    /** Who would rather not come may want to and not be able to: travel, nobody to go with, fear, cost. A person can help with each. */
    barrier: {
      entry: questions.askBarrier,
      on: {
        CHOSEN: [
          { guard: guards.chose('keep'), target: 'next', actions: settle('stillNeeds') },
          {
            target: 'readBack',
            actions: [
              heard,
              {
                type: 'detail',
                params: ({ event }) => (event.type === 'CHOSEN' ? { barrier: event.id as Barrier } : {}),
              },
            ],
          },
        ],
        ANSWER: [
          ...keeps,
          {
            guard: is('refuses', 'no'),
            target: 'readBack',
            actions: [heard, { type: 'detail', params: { barrier: 'none' } }],
          },
        ],
      },
    },

    place: {
      entry: questions.askPlace,
      on: {
        TOLD: {
          target: 'date',
          actions: [
            heard,
            { type: 'detail', params: ({ event }) => (event.type === 'TOLD' ? { place: event.text } : {}) },
          ],
        },
        ANSWER: [...keeps],
      },
    },

    date: {
      entry: questions.askDate,
      on: {
        TOLD: {
          target: 'readBack',
          actions: [
            heard,
            {
              type: 'detail',
              params: ({ event }) => (event.type === 'TOLD' && event.date ? { date: event.date } : {}),
            },
          ],
        },
        ANSWER: [...keeps],
      },
    },

    readBack: {
      entry: questions.askRemoval,
      on: { ANSWER: [...keeps, { guard: is('remove'), target: 'confirmed', actions: [heard] }] },
    },

    confirmed: {
      entry: questions.askRemovalAgain,
      on: {
        ANSWER: [
          ...keeps,
          {
            guard: is('remove'),
            target: 'next',
            actions: [
              heard,
              record(({ context }) => ({
                fact: 'outcome',
                entry: context.current ?? '',
                is: context.reason ?? 'undecided',
                details: { ...context.details, confirmations: 2 },
              })),
              {
                type: 'noted',
                params: ({ context }) => ({ entry: context.current ?? '', is: context.reason ?? 'undecided' }),
              },
              say('removal.noted'),
            ],
          },
        ],
      },
    },

    notice,

    phone: {
      entry: questions.askPhone,
      on: {
        ANSWER: [
          {
            guard: is('yes', 'self', 'here'),
            target: 'farewell',
            actions: [heard, record(() => ({ fact: 'numberConfirmed' }))],
          },
          { guard: is('no', 'other'), target: 'whichPhone', actions: [heard] },
        ],
        CONTACT: {
          target: 'farewell',
          actions: [heard, recordContact],
        },
        SMALLTALK: { target: 'farewell', actions: [heard] },
        // The care was answered; the number alone is not worth an unsettled conversation.
        NO_REPLY: { target: 'done' },
      },
    },

    whichPhone: {
      entry: questions.askWhichPhone,
      on: {
        CONTACT: {
          target: 'farewell',
          actions: [heard, recordContact],
        },
        ANSWER: { target: 'farewell', actions: [heard] },
        NO_REPLY: { target: 'done' },
      },
    },

    farewell: {
      always: [
        { guard: guards.allIsKept, target: 'done', actions: say('done.kept') },
        { target: 'done', actions: say('done.left') },
      ],
    },

    ...appointmentStates,
    ...endings,
    wasTold: { always: 'done' },
    done: doneAsking,
  },
});
