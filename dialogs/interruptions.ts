/** What a person may say at any moment, whatever was asked (DESIGN §4). States answer first; the rest falls through to here. */
import type { HandOff } from '../src/domain/effect.js';
import type { DialogContext, DialogEvent } from './context.js';
import { asksWhen } from './appointment.js';
import { asksWhenToCall } from './call-time.js';
import { asksToFind } from './find.js';
import { lateErrands } from './book.js';
import { asksStatus, wantsRequest } from './requests.js';
import { asksToBeTold } from './tell.js';
import { isSomebody } from './entries.js';
import { gaveUpSomething, handOff, keptForReview, linkToPortal, record, recordContact, say } from './kit.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;
const someoneElse = { type: 'someoneElse' } as const;
const repeat = { type: 'repeat' } as const;

/** Asked again once in other words, then a person. */
const notUnderstood = [
  { guard: 'firstMiss', actions: [heard, { type: 'missed' }, { type: 'repeatInOtherWords' }] },
  {
    target: '.handed',
    actions: [heard, handOff(() => ({ queue: 'call', reason: 'notUnderstood' })), say('unclear.person')],
  },
] as const;

const proposedContact = ({ event }: Scope): HandOff =>
  event.type === 'CONTACT'
    ? { queue: 'review', reason: event.what, answers: [{ field: event.what, said: event.said }] }
    : { queue: 'review', reason: 'unclear' };

/** Root transitions of every dialog; they lead to the endings (`endings.ts`). */
export const interruptions = {
  STOP: {
    target: '.stopped',
    actions: [heard, record(() => ({ fact: 'optedOut' })), say('stop.done', undefined, 'stopConfirmation')],
  },
  // The STOP was said in an earlier conversation, or by somebody else at this number.
  RESUME: { actions: [heard, record(() => ({ fact: 'optedIn' })), say('resume.done'), repeat] },
  MAYBE_STOP: { target: '.stopOrNot', actions: [heard] },
  EMERGENCY: {
    target: '.handed',
    actions: [
      heard,
      say('emergency', undefined, 'emergency'),
      handOff(() => ({ queue: 'emergency', reason: 'emergency' })),
    ],
  },
  PERSON: {
    target: '.handed',
    actions: [heard, handOff(() => ({ queue: 'call', reason: 'askedForPerson' })), say('person.willCall')],
  },
  DEATH: {
    target: '.bereaved',
    actions: [heard, someoneElse, { type: 'reportDeath' }, say('death.condolence', undefined, 'closing')],
  },
  WRONG_PERSON: {
    target: '.wrong',
    actions: [heard, someoneElse, record(() => ({ fact: 'wrongPerson' })), say('wrong.bye', undefined, 'closing')],
  },
  WANTS_BACK: [
    { guard: 'takesBack', actions: [heard, { type: 'bringBack' }, say('undo.done'), repeat] },
    // A relative, or nobody knows who: the place is kept, a person looks, and nothing is told.
    { guard: gaveUpSomething, actions: [heard, ...keptForReview, repeat] },
    ...notUnderstood,
  ],
  RELATIVE: { target: '.relative', actions: [heard, someoneElse, record(() => ({ fact: 'relativeAnswered' }))] },
  ASKED: [
    ...asksToBeTold,
    ...asksToFind,
    asksWhen,
    // These have a text of their own; everything else asked becomes a task, and the person is told so.
    { guard: { type: 'asksAbout', params: { any: ['whoAreYou'] } }, actions: [heard, say('answer.whoAreYou'), repeat] },
    {
      guard: { type: 'asksAbout', params: { any: ['askAppointment'] } },
      actions: [heard, say('answer.askAppointment'), repeat],
    },
    {
      guard: { type: 'asksAbout', params: { any: ['askPayment'] } },
      actions: [heard, say('answer.askPayment'), repeat],
    },
    {
      actions: [
        heard,
        handOff(({ event }) => ({ queue: 'questions', reason: event.type === 'ASKED' ? event.about : 'unclear' })),
        say('answer.noted'),
        repeat,
      ],
    },
  ],
  WANTS: wantsRequest,
  ASKS_STATUS: asksStatus,
  ASKS_WAITS: asksWhenToCall,
  // Who reads is asked first: a link says whose page it is.
  ASKS_PORTAL: [
    { guard: isSomebody, actions: [heard, ...linkToPortal('portal.link'), repeat] },
    { actions: [heard, repeat] },
  ],
  FIELD: notUnderstood,
  CHOSEN: notUnderstood,
  PREFERS: notUnderstood,
  ...lateErrands,
  FOREIGN: {
    target: '.handed',
    actions: [
      heard,
      handOff(({ event }) => ({
        queue: 'call',
        reason: 'otherLanguage',
        ...(event.type === 'FOREIGN' ? { language: event.language } : {}),
      })),
      say('language.person'),
    ],
  },
  CONTACT: [
    // A document alone puts no number on file: somebody looks at it.
    {
      guard: ({ context }: Scope) => context.unverified === true,
      actions: [heard, handOff(proposedContact), say('contact.noted'), repeat],
    },
    { actions: [heard, recordContact, say('contact.noted'), repeat] },
  ],
  VOICE: {
    actions: [
      heard,
      say('media.voice'),
      handOff(() => ({ queue: 'listen', reason: 'voiceNote' })),
      { type: 'waitReply' },
    ],
  },
  PHOTO: { actions: [heard, say('media.photo'), handOff(() => ({ queue: 'listen', reason: 'photo' })), repeat] },
  LATER: { actions: [heard, say('later.ok'), { type: 'wait', params: { for: 'later' } }] },
  SMALLTALK: { actions: [heard, repeat] },
  UNCLEAR: notUnderstood,
  ANSWER: notUnderstood,
  TOLD: notUnderstood,
  NO_REPLY: [
    {
      guard: 'mayRemind',
      actions: [{ type: 'reminded' }, { type: 'remind' }],
    },
    { actions: [{ type: 'fellSilent' }] },
  ],
  ENTRY_CLOSED: [
    { guard: 'nothingLeftToAsk', target: '.withdrawn', actions: [{ type: 'forgetEntry' }] },
    { guard: 'asksAboutIt', target: '.again', actions: [{ type: 'forgetEntry' }] },
    { actions: [{ type: 'forgetEntry' }] },
  ],
  MOVED: { actions: [{ type: 'moved' }, { type: 'repeatOnNewChannel' }] },
} as const;
