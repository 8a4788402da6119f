/** The ways a conversation can end, shared by all dialogs. They stay awake: STOP, death, danger and "I do need it" work after the end. */
import { bookStates } from './book.js';
import { findStates } from './find.js';
import { requestStates } from './requests.js';
import { tellStates } from './tell.js';
import { ask, dialog, handOff, is, keptForReview, record, recordContact, say } from './kit.js';

const heard = { type: 'heard' } as const;
const nothingAsked = { type: 'nothingAsked' } as const;

/** After the end a word that is no answer gets one line of help, then a person reads it. Silence there changes nothing. */
const afterTheEnd = {
  ANSWER: { actions: [heard, { type: 'lateAnswer' }] },
  TOLD: {},
  SMALLTALK: { actions: [heard] },
  LATER: { actions: [heard] },
  NO_REPLY: {},
  UNCLEAR: [
    { guard: 'firstMiss', actions: [heard, { type: 'missed' }, say('closed.help')] },
    { actions: [heard, handOff(() => ({ queue: 'questions', reason: 'notUnderstood' }))] },
  ],
} as const;

/** Everything was asked. */
export const done = dialog.createStateConfig({ tags: ['closed'], entry: [nothingAsked], on: afterTheEnd });

/** A person takes over. */
export const handed = dialog.createStateConfig({ tags: ['closed'], entry: [nothingAsked], on: afterTheEnd });

/** "Baja", "annulla": perhaps no more messages, perhaps an appointment or a sick leave. A closed question decides. */
export const stopOrNot = dialog.createStateConfig({
  entry: ask(() => ({ key: 'stop.ask', question: 'phoneOk', choices: ['stop', 'goOn'] })),
  on: {
    ANSWER: [
      // "Yes" to "shall we write no more?" is a STOP.
      {
        guard: is('yes'),
        target: 'stopped',
        actions: [heard, record(() => ({ fact: 'optedOut' })), say('stop.done', undefined, 'stopConfirmation')],
      },
      { target: 'again', actions: [heard] },
    ],
    // Nobody is written to any more who may have asked for just that.
    NO_REPLY: {
      target: 'handed',
      actions: [handOff(() => ({ queue: 'call', reason: 'unwillingToSay' }))],
    },
  },
});

const toAPerson = handOff(({ event }) => ({
  queue: 'questions',
  reason: event.type === 'WANTS' ? 'request' : 'unclear',
}));
/** Where nothing more is said: what is asked for reaches a person, and opens nothing. */
const nothingOpens = {
  WANTS: { actions: [heard, toAPerson] },
  FIELD: {},
  CHOSEN: {},
  PREFERS: {},
  UNDO: { actions: [heard, handOff(() => ({ queue: 'call', reason: 'reschedule' }))] },
  ASKS_STATUS: { actions: [heard, toAPerson] },
  ASKS_WAITS: {},
  ASKS_PORTAL: {},
  CLAIMED: {},
  NOT_LINKED: {},
  OFFER_OVER: {},
  FOREIGN: {
    actions: [
      heard,
      handOff(({ event }) => ({
        queue: 'call',
        reason: 'otherLanguage',
        ...(event.type === 'FOREIGN' ? { language: event.language } : {}),
      })),
    ],
  },
} as const;

/** Opted out: heard and recorded, answered only when in danger, or when they ask to go on. */
export const stopped = dialog.createStateConfig({
  tags: ['closed'],
  entry: [nothingAsked],
  on: {
    ...nothingOpens,
    STOP: { actions: [heard] },
    MAYBE_STOP: { actions: [heard] },
    RESUME: { target: 'again', actions: [heard, record(() => ({ fact: 'optedIn' })), say('resume.done')] },
    ANSWER: { actions: [heard, { type: 'lateAnswer' }] },
    PERSON: { actions: [heard, handOff(() => ({ queue: 'call', reason: 'askedForPerson' }))] },
    ASKED: {
      actions: [
        heard,
        handOff(({ event }) => ({ queue: 'questions', reason: event.type === 'ASKED' ? event.about : 'unclear' })),
      ],
    },
    VOICE: { actions: [heard, handOff(() => ({ queue: 'listen', reason: 'voiceNote' }))] },
    PHOTO: { actions: [heard, handOff(() => ({ queue: 'listen', reason: 'photo' }))] },
    CONTACT: {},
    RELATIVE: {},
    WRONG_PERSON: { actions: [heard, { type: 'someoneElse' }, record(() => ({ fact: 'wrongPerson' }))] },
    LATER: {},
    SMALLTALK: {},
    UNCLEAR: {},
    TOLD: {},
    NO_REPLY: {},
    MOVED: {},
  },
});

/** The number is not this person's: nothing more is said there about them. */
export const wrong = dialog.createStateConfig({
  tags: ['closed'],
  entry: [nothingAsked],
  on: {
    ...nothingOpens,
    ANSWER: { actions: [heard, handOff(() => ({ queue: 'review', reason: 'unknownPerson' }))] },
    WANTS_BACK: { actions: [heard, ...keptForReview] },
    RELATIVE: { actions: [heard, handOff(() => ({ queue: 'call', reason: 'relativeAnswered' }))] },
    ASKED: {
      actions: [
        heard,
        handOff(({ event }) => ({ queue: 'questions', reason: event.type === 'ASKED' ? event.about : 'unclear' })),
      ],
    },
    PERSON: { actions: [heard, handOff(() => ({ queue: 'call', reason: 'askedForPerson' }))] },
    WRONG_PERSON: { actions: [heard] },
    MAYBE_STOP: { actions: [heard] },
    CONTACT: {},
    VOICE: { actions: [heard, handOff(() => ({ queue: 'listen', reason: 'voiceNote' }))] },
    PHOTO: {},
    LATER: {},
    SMALLTALK: {},
    UNCLEAR: {},
    TOLD: {},
    NO_REPLY: {},
    MOVED: {},
  },
});

/** A death was reported. One text was sent; from here on only a person speaks. */
export const bereaved = dialog.createStateConfig({
  tags: ['closed'],
  entry: [nothingAsked],
  on: {
    ...nothingOpens,
    ANSWER: [
      {
        guard: is('mistake', 'yes', 'keep', 'self', 'worse', 'postpone'),
        actions: [
          heard,
          record(() => ({ fact: 'deathDenied' })),
          handOff(() => ({ queue: 'call', reason: 'unknownPerson' })),
        ],
      },
      { actions: [heard] },
    ],
    WANTS_BACK: { actions: [heard, handOff(() => ({ queue: 'review', reason: 'unknownPerson' }))] },
    PERSON: { actions: [heard, handOff(() => ({ queue: 'call', reason: 'askedForPerson' }))] },
    DEATH: { actions: [heard] },
    // Recorded, and still a death that can be denied: nothing was said that a STOP would have to silence.
    STOP: { actions: [heard, record(() => ({ fact: 'optedOut' }))] },
    RESUME: { actions: [heard, record(() => ({ fact: 'optedIn' }))] },
    MAYBE_STOP: { actions: [heard] },
    ASKED: {
      actions: [
        heard,
        handOff(({ event }) => ({ queue: 'questions', reason: event.type === 'ASKED' ? event.about : 'unclear' })),
      ],
    },
    RELATIVE: {},
    WRONG_PERSON: { actions: [heard, handOff(() => ({ queue: 'review', reason: 'unknownPerson' }))] },
    CONTACT: {},
    VOICE: { actions: [heard, handOff(() => ({ queue: 'listen', reason: 'voiceNote' }))] },
    PHOTO: { actions: [heard, handOff(() => ({ queue: 'listen', reason: 'photo' }))] },
    LATER: {},
    SMALLTALK: {},
    UNCLEAR: { actions: [heard, handOff(() => ({ queue: 'review', reason: 'notUnderstood' }))] },
    TOLD: {},
    NO_REPLY: {},
    MOVED: {},
  },
});

/** Somebody of the family answers: nothing is disclosed, nothing they say removes; it ends in a call to the patient. */
export const relative = dialog.createStateConfig({
  entry: ask(() => ({ key: 'relative.ask', question: 'phoneOk', choices: ['here', 'other', 'cannot'] })),
  on: {
    ANSWER: [
      { guard: is('other', 'no'), target: 'relativeNumber', actions: [heard] },
      { target: 'relativeThanked', actions: [heard] },
    ],
    RELATIVE: { actions: [heard, { type: 'repeat' }] },
    CONTACT: {
      target: 'relativeThanked',
      actions: [heard, recordContact],
    },
  },
});

export const relativeNumber = dialog.createStateConfig({
  entry: ask(() => ({ key: 'relative.number', question: 'phoneOk', expects: 'phone' })),
  on: {
    CONTACT: {
      target: 'relativeThanked',
      actions: [heard, recordContact],
    },
    RELATIVE: { target: 'relativeThanked', actions: [heard] },
  },
});

export const relativeThanked = dialog.createStateConfig({
  tags: ['closed'],
  entry: [handOff(() => ({ queue: 'call', reason: 'relativeAnswered' })), say('relative.thanks'), nothingAsked],
  on: {
    ...afterTheEnd,
    // What a relative adds goes to the person who will call; it decides nothing here.
    ANSWER: { actions: [heard] },
    WANTS_BACK: { actions: [heard, ...keptForReview] },
    RELATIVE: { actions: [heard] },
    UNCLEAR: { actions: [heard] },
  },
});

/** The list closed every entry that was to be asked: nothing more is said. */
export const withdrawn = dialog.createStateConfig({ tags: ['closed'], entry: [nothingAsked], on: afterTheEnd });

/** Spread into the states of every dialog; `done` is for those that ask to the end. */
export const endings = {
  handed,
  stopped,
  wrong,
  bereaved,
  relative,
  relativeNumber,
  relativeThanked,
  withdrawn,
  stopOrNot,
  ...tellStates,
  ...requestStates,
  ...bookStates,
  ...findStates,
};
