/**
 * An appointment ahead is confirmed, never asked about as if it were still waited for (REQUIREMENTS M14). Shared by the dialogs that ask
 * about entries. The day is told to nobody who has not proved who they are; nothing said here removes anybody, and whoever cannot go is
 * called.
 */
import { IDENTITY_TRIES, may } from '../src/domain/assurance.js';
import type { SayParam } from '../src/domain/effect.js';
import type { Label } from '../src/domain/meaning.js';
import { currentEntry, type DialogContext, type DialogEvent } from './context.js';
import { ask, dialog, handOff, is, record, say } from './kit.js';
import { gotWorse, settle } from './settle.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;

export const CANNOT = is('cannot', 'no', 'postpone');
export const NOT_NEEDED = is(
  'notNeeded', 'attendedPublic', 'attendedElsewhere', 'recovered', 'refuses', 'insurerChanged',
); // prettier-ignore
const WANTS_ANOTHER = { type: 'asksAbout', params: { any: ['reschedule', 'cancelAppointment'] } } as const;
const WHEN: readonly Label[] = ['askAppointment'];

const withAppointment = ({ entries }: DialogContext) => entries.filter(({ appointmentOn }) => appointmentOn);
const knows = ({ context }: Scope) => may('tellAppointment', context.assurance);

/** The day and the service; no care is named. */
function mention(context: DialogContext): Record<string, SayParam> {
  const { place, appointmentOn } = currentEntry(context);
  return { place, day: { day: appointmentOn ?? '' } };
}

const isMinor = (context: DialogContext) => context.topic === 'minor';

const call = (reason: 'appointmentCannot' | 'appointmentNotNeeded' | 'identityNotProved') =>
  handOff(({ context }) => {
    // After the end no entry is open any more; with one appointment alone it can be no other.
    const [only, more] = withAppointment(context);
    const entry = context.current ?? (more ? undefined : only?.id);
    return { queue: 'call', reason, ...(entry ? { entry } : {}) };
  });

/** What was said about this very day: it is not asked again. */
const answered = (what: 'confirmed' | 'cannot' | 'notNeeded') =>
  record(({ context }) => {
    const { id, appointmentOn } = currentEntry(context);
    return { fact: 'appointment', entry: id, on: appointmentOn ?? '', is: what };
  });

/** Whoever wants another day still needs the care; whoever may not is asked by a person. The place is kept either way. */
const cannot = [answered('cannot'), ...settle('undecided'), call('appointmentCannot'), say('appointment.cannot')];
const notNeeded = [
  answered('notNeeded'),
  ...settle('undecided'),
  call('appointmentNotNeeded'),
  say('appointment.notNeeded'),
];
const notProved = [...settle('undecided'), call('identityNotProved'), say('identity.person')];

/** Before the day is told: whoever holds the phone need not be the patient. */
const appointmentAhead = dialog.createStateConfig({
  always: [
    { guard: knows, target: 'appointment' },
    {
      guard: ({ context }) => context.identityTries >= IDENTITY_TRIES,
      target: 'next',
      actions: [...settle('undecided'), call('identityNotProved')],
    },
    { target: 'appointmentProof' },
  ],
});

const appointmentProof = dialog.createStateConfig({
  entry: ask(({ context }) => ({
    key: isMinor(context) ? 'minor.identity' : 'appointment.identity',
    expects: 'identity',
  })),
  on: {
    TOLD: [
      {
        guard: ({ event }) => event.type === 'TOLD' && event.proof === 'match',
        target: 'appointment',
        actions: [heard, { type: 'proved' }, record(() => ({ fact: 'identified', assurance: 2 }))],
      },
      {
        guard: ({ context }) => context.identityTries + 1 < IDENTITY_TRIES,
        actions: [heard, { type: 'notProved' }, { type: 'repeatInOtherWords' }],
      },
      { target: 'next', actions: [{ type: 'notProved' }, ...notProved] },
    ],
    ANSWER: { guard: is('no'), target: 'next', actions: notProved },
  },
});

const appointment = dialog.createStateConfig({
  entry: ask(({ context }) => ({
    key: isMinor(context) ? 'minor.appointment' : 'appointment.ask',
    question: 'reminder',
    params: mention(context),
    choices: ['yes', 'cannot', 'notNeeded', 'worse'],
  })),
  on: {
    ANSWER: [
      {
        guard: is('yes', 'self', 'keep'),
        target: 'next',
        actions: [
          answered('confirmed'),
          say('appointment.confirmed', ({ context }) => mention(context)),
          // Whoever goes needs the care: an older word to the contrary is withdrawn.
          ...settle('stillNeeds'),
        ],
      },
      { guard: CANNOT, target: 'next', actions: cannot },
      { guard: NOT_NEEDED, target: 'next', actions: notNeeded },
      {
        guard: is('worse'),
        target: 'next',
        actions: gotWorse,
      },
    ],
    ASKED: [
      { guard: WANTS_ANOTHER, target: 'next', actions: cannot },
      // Where the service's own agenda is known, it is told from there (interruptions).
      {
        guard: ({ event }) => event.type === 'ASKED' && WHEN.includes(event.about) && event.appointments === undefined,
        actions: [heard, say('appointment.hour'), { type: 'repeat' }],
      },
    ],
  },
});

/** Spread into the states of a dialog that has a state `next`. */
export const appointmentStates = { appointmentAhead, appointmentProof, appointment };

/**
 * "When is it?", of somebody who has a day and has not proved who they are: that we have none would be false, and the day is told to
 * nobody we do not know. A person answers.
 */
export const asksWhen = {
  guard: ({ context, event }: Scope) =>
    event.type === 'ASKED' && WHEN.includes(event.about) && withAppointment(context).length > 0,
  actions: [
    heard,
    handOff(({ event }) => ({ queue: 'questions', reason: event.type === 'ASKED' ? event.about : 'unclear' })),
    say('answer.noted'),
    { type: 'repeat' },
  ],
} as const;

/** After the end the words can only be about the one appointment there is. */
const answeredLate = (what: 'cannot' | 'notNeeded') =>
  record(({ context }) => {
    const [only] = withAppointment(context);
    return { fact: 'appointment', entry: only?.id ?? '', on: only?.appointmentOn ?? '', is: what };
  });
const hadOne = (any: (scope: Scope) => boolean) => (scope: Scope) =>
  withAppointment(scope.context).length === 1 && any(scope);
const had = (any: (scope: Scope) => boolean) => (scope: Scope) =>
  withAppointment(scope.context).length > 0 && any(scope);

const saysCannot = ({ event }: Scope) => event.type === 'ANSWER' && CANNOT.params.any.includes(event.answer);
const saysNotNeeded = ({ event }: Scope) => event.type === 'ANSWER' && NOT_NEEDED.params.any.includes(event.answer);
const asksAnotherDay = ({ event }: Scope) =>
  event.type === 'ASKED' && ['reschedule', 'cancelAppointment'].includes(event.about);

/** A person calls; where it can only be this one, what was said before of the day is no longer so. */
function sayLate(guard: (scope: Scope) => boolean, what: 'cannot' | 'notNeeded') {
  const then =
    what === 'cannot'
      ? ([call('appointmentCannot'), say('appointment.cannot')] as const)
      : ([call('appointmentNotNeeded'), say('appointment.notNeeded')] as const);
  return [
    { guard: hadOne(guard), actions: [heard, answeredLate(what), ...then] },
    { guard: had(guard), actions: [heard, ...then] },
  ] as const;
}

/** After the end, of somebody with an appointment: what is said against it reaches a person, and removes nothing. */
export const lateWords = {
  ANSWER: [...sayLate(saysCannot, 'cannot'), ...sayLate(saysNotNeeded, 'notNeeded')],
  ASKED: sayLate(asksAnotherDay, 'cannot'),
} as const;
