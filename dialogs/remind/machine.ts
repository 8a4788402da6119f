/**
 * An appointment ahead, of which somebody is reminded: who is reading, the proof, then its day, which they confirm, move or give up. Before
 * the proof nothing of it is said. It is a service, not a question of ours: silence ends it without another message.
 */
import { IDENTITY_TRIES, may } from '../../src/domain/assurance.js';
import type { Appointment } from '../../src/domain/appointment.js';
import type { Label } from '../../src/domain/meaning.js';
import type { SayParam } from '../../src/domain/effect.js';
import { CANNOT, NOT_NEEDED } from '../appointment.js';
import { firstContact } from '../first-contact.js';
import { freshContext, type AnswerId, type DialogContext, type DialogEvent } from '../context.js';
import { done, endings } from '../endings.js';
import { isSomebody } from '../entries.js';
import { interruptions } from '../interruptions.js';
import { ask, dialog, is, record, say } from '../kit.js';
import { shortened } from '../tell.js';
import { itIsThem } from '../who.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;
/** Nothing is owed to us. */
const silent = { target: 'done' } as const;

const NOTHING: Appointment = { id: '', agenda: '', on: '2000-01-01', at: null, place: '' };
const ofWhich = ({ choosable }: DialogContext): Appointment => choosable?.[0] ?? NOTHING;

/** No care is named, and on a number of several people no place either. */
function mention(context: DialogContext): Record<string, SayParam> {
  const { on, at, place } = ofWhich(context);
  const fits = context.channel === 'sms' ? shortened(place) : place;
  return { day: { day: on, weekday: true }, time: at ?? 'none', place: (!context.sharedNumber && fits) || 'none' };
}

const wants = (kind: 'change' | 'cancel') =>
  ({
    target: 'wished',
    actions: [heard, { type: 'wishesThis', params: { kind } }],
  }) as const;

const wishes = {
  ASKED: [
    { guard: { type: 'asksAbout', params: { any: ['reschedule'] } }, ...wants('change') },
    { guard: { type: 'asksAbout', params: { any: ['cancelAppointment'] } }, ...wants('cancel') },
  ],
} as const;

/** They look at it a day later. */
const isLateSelf = ({ context, event }: Scope) =>
  event.type === 'ANSWER' &&
  (event.answer === 'self' || event.answer === 'yes') &&
  !isProved(context) &&
  context.identityTries < IDENTITY_TRIES;
const isProved = ({ assurance }: DialogContext) => may('tellAppointment', assurance);
const lateAnswer =
  (...any: readonly AnswerId[]) =>
  ({ context, event }: Scope) =>
    event.type === 'ANSWER' && any.includes(event.answer) && isProved(context);
const lateWish =
  (about: Label) =>
  ({ context, event }: Scope) =>
    event.type === 'ASKED' && event.about === about && isProved(context);

const confirmed = [
  heard,
  record(({ context }) => ({ fact: 'comes' as const, appointment: ofWhich(context).id })),
  say('remind.confirmed', ({ context }) => mention(context)),
] as const;

export const remind = dialog.createMachine({
  id: 'remind',
  context: ({ input }) => freshContext(input),
  initial: 'again',
  on: interruptions,
  states: {
    again: { always: [{ guard: isSomebody, target: 'next' }, { target: 'who' }] },
    ...firstContact('day'),
    day: {
      entry: ask(({ context }) => ({
        key: 'remind.ask',
        question: 'reminder',
        choices: ['yes', 'reschedule', 'cancelAppointment'],
        params: mention(context),
      })),
      on: {
        ANSWER: [
          { guard: is('yes', 'self', 'keep'), target: 'done', actions: confirmed },
          { guard: NOT_NEEDED, ...wants('cancel') },
          { guard: CANNOT, target: 'cannot', actions: [heard] },
        ],
        ...wishes,
        NO_REPLY: silent,
      },
    },
    /** "I cannot go": on another day, or not at all? */
    cannot: {
      entry: ask(() => ({ key: 'remind.cannot', question: 'reminder', choices: ['reschedule', 'cancelAppointment'] })),
      on: {
        ...wishes,
        ANSWER: [{ guard: is('no', ...NOT_NEEDED.params.any), ...wants('cancel') }],
        NO_REPLY: silent,
      },
    },
    ...endings,
    wasTold: { always: 'done' },
    done: {
      ...done,
      on: {
        ...done.on,
        ANSWER: [
          { guard: isLateSelf, target: 'next', actions: itIsThem },
          { guard: lateAnswer('cannot', 'postpone', 'no'), target: 'cannot', actions: [heard] },
          { guard: lateAnswer(...NOT_NEEDED.params.any), ...wants('cancel') },
          { actions: [heard] },
        ],
        ASKED: [
          { guard: lateWish('reschedule'), ...wants('change') },
          { guard: lateWish('cancelAppointment'), ...wants('cancel') },
        ],
      },
    },
  },
});
