/**
 * For people under eighteen: asks whoever is responsible for them, first whether they are, then for each entry whether it is still
 * needed (REQUIREMENTS M14). Nobody under age leaves the list by chat: a "no" is a person's work, and the place is kept.
 */
import { dialog, handOff, is, record, say } from '../kit.js';
import { appointmentStates, lateWords } from '../appointment.js';
import { freshContext, type DialogContext, type DialogEvent } from '../context.js';
import { done, endings, relativeThanked } from '../endings.js';
import { hasMoreThanFits, hasNextAppointment, hasNextEntry, isSomebody, turnToNext } from '../entries.js';
import { interruptions } from '../interruptions.js';
import { leaveThen } from '../leave.js';
import { gotWorse, settle } from '../settle.js';
import { itIsNot, itIsThem } from '../who.js';
import * as questions from './questions.js';

const heard = { type: 'heard' } as const;

const LEAVES = is('no', 'notNeeded', 'attendedPublic', 'attendedElsewhere', 'recovered', 'refuses', 'insurerChanged');

const responsible = (relation: 'parent' | 'responsible') =>
  [...itIsThem, record(() => ({ fact: 'responsibleAnswered', relation }))] as const;

/** "I am the aunt": neither yes nor no to being responsible, and in a later answer no news. Asked once more, then a person. */
const relative = [
  // After somebody had said to be responsible: another person holds the phone, and is asked that first.
  {
    guard: ({ context, event }: { readonly context: DialogContext; readonly event: DialogEvent }) =>
      context.assurance >= 1 && context.asked !== null && event.type === 'RELATIVE' && event.parent !== true,
    target: '.responsible',
    actions: [heard, { type: 'someoneElse' }],
  },
  { guard: 'firstMiss', actions: [heard, { type: 'missed' }, { type: 'repeatInOtherWords' }] },
  {
    target: '.handed',
    actions: [heard, handOff(() => ({ queue: 'call', reason: 'relativeAnswered' })), say('unclear.person')],
  },
] as const;

// A relative is the one we write to here: the endings for those who answer in a patient's stead are not part of it.
const { relative: _asked, relativeNumber: _number, relativeThanked: _thanked, ...shared } = endings;

export const confirmForMinor = dialog.createMachine({
  id: 'confirm-for-minor',
  context: ({ input }) => freshContext(input),
  initial: 'again',
  on: { ...interruptions, RELATIVE: relative },
  states: {
    again: { always: [{ guard: isSomebody, target: 'next' }, { target: 'responsible' }] },

    responsible: {
      entry: questions.askResponsible,
      on: {
        ANSWER: [
          { guard: is('self', 'yes'), target: 'known', actions: responsible('responsible') },
          {
            guard: is('other'),
            target: 'relativeThanked',
            actions: [heard, record(() => ({ fact: 'relativeAnswered' }))],
          },
          { guard: is('no'), target: 'handed', actions: itIsNot },
        ],
        RELATIVE: {
          guard: ({ event }) => event.type === 'RELATIVE' && event.parent === true,
          target: 'known',
          actions: responsible('parent'),
        },
      },
    },
    known: { always: [{ guard: 'needsLeave', target: 'leave' }, { target: 'next' }] },
    leave: leaveThen('next'),

    next: {
      always: [
        { guard: hasNextAppointment, target: 'appointmentAhead', actions: turnToNext },
        { guard: hasNextEntry, target: 'minorNeed', actions: turnToNext },
        {
          guard: hasMoreThanFits,
          target: 'done',
          actions: [say('minor.more'), handOff(() => ({ queue: 'call', reason: 'moreEntries' }))],
        },
        { target: 'done', actions: say('minor.done') },
      ],
    },

    minorNeed: {
      entry: questions.askNeed,
      on: {
        ANSWER: [
          { guard: is('yes', 'keep'), target: 'next', actions: settle('stillNeeds') },
          {
            guard: is('worse'),
            target: 'next',
            actions: gotWorse,
          },
          { guard: is('postpone'), target: 'next', actions: [...settle('postpones'), say('minor.postponed')] },
          {
            guard: LEAVES,
            target: 'next',
            actions: [
              ...settle('undecided'),
              handOff(({ context }) => ({ queue: 'review', reason: 'minorNotNeeded', entry: context.current ?? '' })),
              say('minor.notNeeded'),
            ],
          },
        ],
      },
    },

    ...appointmentStates,
    ...shared,
    wasTold: { always: 'done' },
    /** Another person is responsible: whoever answered is asked to pass it on, and somebody calls. */
    relativeThanked: {
      ...relativeThanked,
      entry: [
        handOff(() => ({ queue: 'call', reason: 'relativeAnswered' })),
        say('responsible.passOn'),
        { type: 'nothingAsked' },
      ],
    },
    done: {
      ...done,
      on: {
        ...done.on,
        ASKED: [...lateWords.ASKED],
        ANSWER: [
          ...lateWords.ANSWER,
          {
            guard: LEAVES,
            actions: [heard, say('minor.notNeeded'), handOff(() => ({ queue: 'review', reason: 'minorNotNeeded' }))],
          },
          { actions: [heard, { type: 'lateAnswer' }] },
        ],
      },
    },
  },
});
