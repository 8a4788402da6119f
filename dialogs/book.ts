/**
 * Another day, no day, or a first one: out of the places that are really free, read back before anything is done, and undone within
 * fifteen minutes. Agendas that a service keeps itself are its task, and the person is told so. For whoever wrote first (`help`).
 */
import { IDENTITY_TRIES } from '../src/domain/assurance.js';
import type { Appointment } from '../src/domain/appointment.js';
import type { OfferedSlot, WishKind } from '../src/domain/booking.js';
import type { HandOff, Say, SayParam } from '../src/domain/effect.js';
import type { AnswerId, DialogContext, DialogEvent } from './context.js';
import { ask, dialog, handOff, is, record, say } from './kit.js';
import { back } from './tell.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;
const OFFERS = { sms: 2, whatsapp: 3, portal: 3, operator: 3 } as const;
/** Offered so often without being taken, a person helps. */
const PAGES = 3;
const SLOTS = ['slot0', 'slot1', 'slot2'] as const;
const APPOINTMENTS = ['appointment0', 'appointment1', 'appointment2'] as const;
const WORKING_DAYS = 2;

const asksFor = ({ event }: Scope): WishKind | undefined =>
  event.type !== 'ASKED' ? undefined : event.about === 'reschedule' ? 'change' : event.about === 'cancelAppointment' ? 'cancel' : undefined; // prettier-ignore

const ahead = ({ event }: Scope): readonly Appointment[] =>
  (event.type === 'ASKED' || event.type === 'TOLD') && event.appointments ? event.appointments.ahead : [];

const wishOf = ({ context }: Scope) => context.wish;
const mayProve = ({ context }: Scope) => context.identityTries < IDENTITY_TRIES;

/** They ask for another day or for none, and the agenda says which they have. For the root of a dialog that helps. */
export const asksToChange = [
  {
    guard: (scope: Scope) => asksFor(scope) !== undefined && ahead(scope).length > 0 && scope.context.assurance >= 2,
    target: '.wished',
    actions: [heard, { type: 'wishes' }],
  },
  {
    guard: (scope: Scope) =>
      asksFor(scope) !== undefined && ahead(scope).length > 0 && scope.context.assurance >= 1 && mayProve(scope),
    target: '.wishProof',
    actions: [heard, { type: 'wishes' }],
  },
] as const;

/** The same, asked of "who is reading?". */
export const asksToChangeFirst = {
  guard: (scope: Scope) => asksFor(scope) !== undefined && ahead(scope).length > 0 && mayProve(scope),
  target: 'wishProof',
  actions: [heard, { type: 'wishes' }],
} as const;

const task = (scope: Scope): HandOff => ({
  queue: 'requests',
  reason: { change: 'reschedule', cancel: 'cancelAppointment', new: 'request' }[
    wishOf(scope)?.kind ?? 'new'
  ] as HandOff['reason'],
  request: { change: 'reschedule', cancel: 'cancelAppointment', new: scope.context.form?.request.id ?? 'newTurn' }[
    wishOf(scope)?.kind ?? 'new'
  ],
  answers: [
    ...(scope.context.form?.answers ?? []),
    ...(wishOf(scope)?.reason ? [{ field: 'reason', said: wishOf(scope)?.reason ?? '' }] : []),
  ],
  workingDays: WORKING_DAYS,
  ...(wishOf(scope)?.appointment ? { appointment: wishOf(scope)?.appointment?.id ?? '' } : {}),
});

const NUMBERED = { number: { numberOf: 'this' }, day: { workingDays: WORKING_DAYS } } as const;
const toAPerson = (key: string) => [handOff(task), say(key, () => NUMBERED)] as const;

/** Whoever found none free is offered the next that becomes free. */
const waitsFor = [
  record(({ context: { wish } }) => ({
    fact: 'waitsFor',
    agenda: wish?.kind === 'new' ? (wish.agenda?.id ?? '') : '',
  })),
] as const;

const mention = ({ on, at, place }: Pick<Appointment, 'on' | 'at' | 'place'>): Record<string, SayParam> => ({
  day: { day: on, weekday: true },
  time: at ?? 'none',
  place: place || 'none',
});

const wishProof = dialog.createStateConfig({
  entry: ask(() => ({ key: 'request.identity', expects: 'identity' })),
  on: {
    TOLD: [
      {
        guard: ({ event }) => event.type === 'TOLD' && event.proof === 'match',
        target: 'wished',
        actions: [heard, { type: 'proved' }, record(() => ({ fact: 'identified', assurance: 2 })), { type: 'wishes' }],
      },
      {
        guard: ({ context }) => context.identityTries + 1 < IDENTITY_TRIES,
        actions: [heard, { type: 'notProved' }, { type: 'repeatInOtherWords' }],
      },
      ...back(() => true, [
        heard,
        { type: 'notProved' },
        handOff(() => ({ queue: 'call', reason: 'identityNotProved' })),
        say('identity.person'),
      ] as const),
    ],
    NO_REPLY: [
      { guard: 'mayRemind', actions: [{ type: 'reminded' }, { type: 'remind' }] },
      { target: 'wasTold', actions: [handOff(task)] },
    ],
  },
});

const one = (scope: Scope) => scope.context.choosable?.length === 1;
const keptBy = ({ context }: Scope) => context.wish?.appointment?.keptBy ?? context.wish?.agenda?.by;

/** Which appointment? Asked only of somebody who has several. */
const wished = dialog.createStateConfig({
  always: [
    { guard: (scope) => one(scope) && !wishOf(scope)?.appointment, target: 'wished', actions: [{ type: 'picks' }] },
    { guard: (scope) => !wishOf(scope)?.appointment && (scope.context.choosable?.length ?? 0) > 1, target: 'whichDay' },
    // What the person has is given up at a number on file only: whoever knows a document need not be its owner.
    ...back(
      (scope) => scope.context.unverified === true && wishOf(scope)?.kind !== 'new',
      toAPerson('book.unverified'),
    ),
    // The source grew old between the question and the proof; or the service keeps its agenda itself.
    ...back((scope) => keptBy(scope) !== 'bot', toAPerson('book.byService')),
    { guard: (scope) => wishOf(scope)?.kind === 'cancel', target: 'cancelReason' },
    { target: 'looking' },
  ],
});

const whichDay = dialog.createStateConfig({
  entry: ask(({ context }) => ({
    key: 'book.which',
    choices: APPOINTMENTS.slice(0, context.choosable?.length ?? 0),
    labels: labelsOf(APPOINTMENTS, context.choosable ?? []),
    expects: 'choice' as const,
  })),
  on: {
    CHOSEN: {
      guard: ({ context, event }) =>
        event.type === 'CHOSEN' && context.choosable?.[APPOINTMENTS.indexOf(event.id as never)] !== undefined,
      target: 'wished',
      actions: [heard, { type: 'picks' }],
    },
  },
});

/** The free places are being looked up: it takes no time that anybody notices. */
const looking = dialog.createStateConfig({
  entry: [
    record(({ context }) => ({
      fact: 'errand',
      errand: {
        does: 'findSlots',
        agenda: context.wish?.agenda?.id ?? '',
        ...(context.wish?.prefers ? { prefers: context.wish.prefers } : {}),
        except: context.seenSlots ?? [],
        most: OFFERS[context.channel],
      },
    })),
    { type: 'wait', params: { for: 'reply' } },
  ],
  on: {
    OFFERED: [
      ...back(
        ({ event }) => event.type === 'OFFERED' && event.slots.length === 0,
        [...waitsFor, ...toAPerson('book.none')],
      ),
      { target: 'offer', actions: [{ type: 'offered' }] },
    ],
    ERRAND_FAILED: [...back(() => true, toAPerson('book.failed'))],
    NO_REPLY: [...back(() => true, toAPerson('book.failed'))],
  },
});

const chosenSlot = ({ context, event }: Scope): OfferedSlot | undefined =>
  event.type === 'CHOSEN' ? context.wish?.slots[SLOTS.indexOf(event.id as never)] : undefined;

const offer = dialog.createStateConfig({
  entry: ask(({ context }) => {
    const slots = context.wish?.slots ?? [];
    return {
      key: 'book.offer',
      choices: [...SLOTS.slice(0, slots.length), 'otherDay'],
      labels: labelsOf(SLOTS, slots),
      params: { places: { slots } },
      expects: 'choice' as const,
    };
  }),
  on: {
    CHOSEN: [
      {
        guard: (scope) => chosenSlot(scope) !== undefined,
        target: 'bookConfirm',
        actions: [heard, { type: 'picksSlot' }],
      },
      { guard: ({ context }) => (context.wish?.pages ?? 0) < PAGES, target: 'looking', actions: [heard] },
      ...back(() => true, [heard, ...toAPerson('book.none')]),
    ],
    PREFERS: [
      {
        guard: ({ context }) => (context.wish?.pages ?? 0) < PAGES,
        target: 'looking',
        actions: [heard, { type: 'prefers' }],
      },
      ...back(() => true, [heard, ...toAPerson('book.none')]),
    ],
    ANSWER: [
      // "No" to all of them, or to the change itself: the appointment stays.
      ...back(({ event }) => answersAnyOf(event, 'no', 'keep'), [heard, say('book.kept')]),
    ],
    NO_REPLY: [{ guard: 'mayRemind', actions: [{ type: 'reminded' }, { type: 'remind' }] }, { target: 'wasTold' }],
  },
});

const bookConfirm = dialog.createStateConfig({
  entry: ask(({ context }) => ({
    key: context.wish?.kind === 'change' ? 'book.confirm' : 'book.confirmNew',
    question: 'reminder',
    choices: ['yes', 'no'],
    params: {
      ...mention(context.wish?.slot ?? NO_SLOT),
      old: { day: context.wish?.appointment?.on ?? context.wish?.slot?.on ?? NO_SLOT.on, weekday: true },
    },
  })),
  on: {
    ANSWER: [
      { guard: is('yes', 'self', 'keep'), target: 'booking', actions: [heard] },
      { guard: is('no', 'cannot'), target: 'offer', actions: [heard] },
    ],
    NO_REPLY: [{ guard: 'mayRemind', actions: [{ type: 'reminded' }, { type: 'remind' }] }, { target: 'wasTold' }],
  },
});

const booking = dialog.createStateConfig({
  entry: [
    record(({ context }) => ({
      fact: 'errand',
      errand: {
        does: 'book',
        slot: context.wish?.slot?.id ?? '',
        ...(context.wish?.appointment ? { instead: context.wish.appointment.id } : {}),
        ...(context.placeOffer ? { offer: context.placeOffer.id } : {}),
      },
    })),
    { type: 'wait', params: { for: 'reply' } },
  ],
  on: {
    BOOKED: [
      ...back(() => true, [
        { type: 'bookedIt' },
        say('book.done', ({ context }) => mention(context.wish?.slot ?? NO_SLOT)),
      ] as const),
    ],
    // Others are offered, as long as there are any.
    SLOT_GONE: { target: 'looking', actions: [{ type: 'lostSlot' }, say('book.gone')] },
    ERRAND_FAILED: [...back(() => true, toAPerson('book.failed'))],
    NO_REPLY: [...back(() => true, toAPerson('book.failed'))],
  },
});

const REASONS = ['cannotGo', 'better', 'elsewhere', 'otherReason'];

const cancelReason = dialog.createStateConfig({
  entry: ask(() => ({ key: 'book.reason', choices: REASONS, expects: 'choice' as const })),
  on: {
    CHOSEN: { target: 'cancelConfirm', actions: [heard, { type: 'givesReason' }] },
    ANSWER: { target: 'cancelConfirm', actions: [heard] },
    NO_REPLY: [{ guard: 'mayRemind', actions: [{ type: 'reminded' }, { type: 'remind' }] }, { target: 'wasTold' }],
  },
});

const cancelConfirm = dialog.createStateConfig({
  entry: ask(({ context }) => ({
    key: 'book.cancelConfirm',
    question: 'phoneOk',
    choices: ['yes', 'no'],
    params: mention(context.wish?.appointment ?? NO_SLOT),
  })),
  on: {
    ANSWER: [
      { guard: is('yes', 'remove'), target: 'cancelling', actions: [heard] },
      ...back(({ event }) => answersAnyOf(event, 'no', 'keep', 'mistake'), [heard, say('book.kept')]),
    ],
    NO_REPLY: [{ guard: 'mayRemind', actions: [{ type: 'reminded' }, { type: 'remind' }] }, { target: 'wasTold' }],
  },
});

const cancelling = dialog.createStateConfig({
  entry: [
    record(({ context }) => ({
      fact: 'errand',
      errand: {
        does: 'cancel',
        appointment: context.wish?.appointment?.id ?? '',
        reason: context.wish?.reason ?? 'otherReason',
      },
    })),
    { type: 'wait', params: { for: 'reply' } },
  ],
  on: {
    CANCELLED: [...back(() => true, [{ type: 'bookedIt' }, say('book.cancelled')] as const)],
    // A failed cancellation is a task, never silence.
    ERRAND_FAILED: [...back(() => true, toAPerson('book.failed'))],
    NO_REPLY: [...back(() => true, toAPerson('book.failed'))],
  },
});

const undoing = dialog.createStateConfig({
  entry: [
    record(({ context }) => ({ fact: 'errand', errand: { does: 'undo', booking: context.booking ?? '' } })),
    { type: 'wait', params: { for: 'reply' } },
  ],
  on: {
    UNDONE: [...back(() => true, [{ type: 'undidIt' }, say('book.undone')] as const)],
    ERRAND_FAILED: [...back(() => true, toAPerson('book.tooLate'))],
    NO_REPLY: [...back(() => true, toAPerson('book.failed'))],
  },
});

const answersAnyOf = (event: DialogEvent, ...any: AnswerId[]) => event.type === 'ANSWER' && any.includes(event.answer);

const NO_SLOT: OfferedSlot = { id: '', on: '2000-01-01', at: '00:00', place: '' };

const labelsOf = (
  ids: readonly string[],
  days: readonly { readonly on: string; readonly at: string | null }[],
): Say['labels'] =>
  Object.fromEntries(days.flatMap(({ on, at }, index) => (ids[index] ? [[ids[index], { on, at: at ?? '' }]] : [])));

/** What comes back when the conversation has gone on to something else: it is told, or a person sees to it. */
export const lateErrands = {
  OFFERED: {},
  BOOKED: {
    actions: [{ type: 'bookedIt' }, say('book.done', ({ context }) => mention(context.wish?.slot ?? NO_SLOT))],
  },
  CANCELLED: { actions: [{ type: 'bookedIt' }, say('book.cancelled')] },
  UNDONE: { actions: [{ type: 'undidIt' }, say('book.undone')] },
  SLOT_GONE: { actions: [handOff(task)] },
  ERRAND_FAILED: { actions: [handOff(task)] },
  UNDO: [
    { guard: ({ context }: Scope) => typeof context.booking === 'string', target: '.undoing', actions: [heard] },
    { actions: [heard, { type: 'repeat' }] },
  ],
} as const;

export const bookStates = {
  wishProof, wished, whichDay, looking, offer, bookConfirm, booking, cancelReason, cancelConfirm, cancelling, undoing,
}; // prettier-ignore
