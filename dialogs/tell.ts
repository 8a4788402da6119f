/**
 * "When is my appointment?", "when am I paid?", answered from a source with its day (REQUIREMENTS extra 9): once the person has proved who
 * they are, and then on with whatever was being asked. What is known comes with the event; where nothing fresh is known nothing is told here.
 */
import { IDENTITY_TRIES, may } from '../src/domain/assurance.js';
import type { KnownAppointments } from '../src/domain/appointment.js';
import type { KnownPayments, Payment } from '../src/domain/payment.js';
import type { Say } from '../src/domain/effect.js';
import type { DialogContext, DialogEvent } from './context.js';
import { ask, dialog, handOff, is, record, say } from './kit.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;

type Known =
  | { readonly of: 'appointments'; readonly told: KnownAppointments }
  | { readonly of: 'payments'; readonly told: KnownPayments };

/** What they want to be told, where a fresh source says it; `telling` was asked before the proof. */
function known({ context, event }: Scope): Known | undefined {
  if (event.type !== 'ASKED' && event.type !== 'TOLD') return undefined;
  const of =
    event.type === 'TOLD'
      ? (context.telling ?? 'appointments')
      : { askAppointment: 'appointments', askPayment: 'payments' }[event.about as string];
  if (of === 'appointments' && event.appointments) return { of, told: event.appointments };
  if (of === 'payments' && event.payments) return { of, told: event.payments };
  return undefined;
}

/** An SMS has room for the nearest alone. */
const ROOM = { sms: 1, whatsapp: 3, portal: 3, operator: 3 } as const;
/** Of a name, in an SMS. */
const LONGEST_IN_SMS = 26;

/** "Hospital Clínico San Borja Arriarán, piso 3" → "Hospital Clínico San Borja": whole words. */
export function shortened(text: string): string {
  if (text.length <= LONGEST_IN_SMS) return text;
  const cut = text.slice(0, LONGEST_IN_SMS + 1);
  return cut
    .slice(0, Math.max(cut.lastIndexOf(' '), 1))
    .replace(/(?:[\s,;:.-]+|\s(?:de|del|la|las|los|el|y|en))+$/, '');
}

/** ICU `select` has no empty value. */
const NOTHING = 'none';

type Speak = (key: string, params?: Say['params']) => void;

const tell = dialog.enqueueActions(({ context, event, enqueue }) => {
  const found = known({ context, event });
  const speak: Speak = (key, params = {}) =>
    enqueue({ type: 'say', params: { key, params, choices: [], kind: 'reply' } });
  // The source grew old between the question and the proof.
  if (!found) return speak(context.telling === 'payments' ? 'answer.askPayment' : 'answer.askAppointment');
  if (found.of === 'payments') tellPayments(found.told, context, speak);
  else tellAppointments(found.told, context, speak);
});

function tellAppointments(all: KnownAppointments, context: DialogContext, speak: Speak): void {
  const fit = (text: string) => (context.channel === 'sms' ? shortened(text) : text);
  const from = { source: fit(all.source), day: { day: all.asOf } };
  const room = ROOM[context.channel];
  for (const { on, at, place } of all.ahead.slice(0, room))
    speak('tell.appointment', { day: { day: on, weekday: true }, time: at ?? NOTHING, place: fit(place) || NOTHING });
  const more = all.ahead.length - room;
  if (more > 0) speak('tell.more', { count: more });
  // The list itself names a day: an agenda that does not have it is no reason to say that there is none.
  const listed = context.entries.some(({ appointmentOn }) => appointmentOn !== undefined);
  if (all.ahead.length > 0) speak('tell.from', from);
  else if (listed) speak('appointment.hour');
  else speak('tell.none', from);
}

function tellPayments({ source, asOf, next, last }: KnownPayments, context: DialogContext, speak: Speak): void {
  // A number that is not on file shows the days, no money.
  const shown = (amount: string) => (context.unverified ? '' : amount);
  const fit = (text: string) => (context.channel === 'sms' ? shortened(text) : text);
  const named = ({ on, amount, missing }: Payment) => ({
    // A placeholder of a day must hold one; the text does not use it where none is set.
    day: { day: on ?? asOf, weekday: true as const },
    set: on === null ? 'no' : 'yes',
    amount: fit(shown(amount)) || NOTHING,
    missing: fit(missing) || NOTHING,
  });
  if (next) speak('tell.nextPayment', named(next));
  if (last && (next === null || context.channel !== 'sms')) speak('tell.lastPayment', named(last));
  speak('tell.from', { source: fit(source), day: { day: asOf } });
}

/** It is known, and they have proved who they are. */
function mayTell(scope: Scope): boolean {
  const found = known(scope);
  return (
    found !== undefined && may(found.of === 'payments' ? 'tellPayment' : 'tellAppointment', scope.context.assurance)
  );
}

const mayProve = ({ context }: Scope) => context.identityTries < IDENTITY_TRIES;

/** They ask, and the answer is there. For the root of a dialog. */
export const asksToBeTold = [
  {
    guard: mayTell,
    actions: [heard, tell, { type: 'repeat' }],
  },
  {
    guard: ({ context, event }: Scope) =>
      known({ context, event }) !== undefined && context.assurance >= 1 && mayProve({ context, event }),
    target: '.tellProof',
    actions: [heard, { type: 'pausing' }],
  },
  // Somebody else at the phone, or somebody who could not prove it: nothing is told here, and that we have no day would be false.
  {
    guard: (scope: Scope) => known(scope) !== undefined,
    actions: [
      heard,
      handOff(({ event }) => ({ queue: 'questions', reason: event.type === 'ASKED' ? event.about : 'askAppointment' })),
      say('answer.noted'),
      { type: 'repeat' },
    ],
  },
] as const;

/** The same, asked of "who is reading?": whoever proves to be the patient has answered that too. */
export const asksToBeToldFirst = {
  guard: (scope: Scope) => known(scope) !== undefined && mayProve(scope),
  target: 'tellProof',
  actions: [heard, { type: 'pausing' }],
} as const;

const wasAsking = ({ context }: Scope) => context.resumes === true;

/** Back to what was asked, or to the end if nothing was. */
export const back = <A extends readonly unknown[]>(guard: (scope: Scope) => boolean, actions: A) =>
  [
    { guard: (scope: Scope) => guard(scope) && wasAsking(scope), target: 'again', actions },
    { guard, target: 'wasTold', actions },
  ] as const;

const notProved = [
  heard,
  { type: 'notProved' },
  handOff(() => ({ queue: 'call', reason: 'identityNotProved' })),
  say('identity.person'),
] as const;

const tellProof = dialog.createStateConfig({
  entry: ask(({ context }) => ({
    key:
      context.topic === 'minor'
        ? 'tell.minorIdentity'
        : context.telling === 'payments'
          ? 'tell.paymentIdentity'
          : 'tell.identity',
    expects: 'identity',
  })),
  on: {
    TOLD: [
      ...back(({ event }) => event.type === 'TOLD' && event.proof === 'match', [
        heard,
        { type: 'proved' },
        record(() => ({ fact: 'identified', assurance: 2 })),
        tell,
      ] as const),
      {
        guard: ({ context }) => context.identityTries + 1 < IDENTITY_TRIES,
        actions: [heard, { type: 'notProved' }, { type: 'repeatInOtherWords' }],
      },
      ...back(() => true, notProved),
    ],
    NO_REPLY: [
      { guard: (scope) => !wasAsking(scope), target: 'wasTold' },
      { guard: 'mayRemind', actions: [{ type: 'reminded' }, { type: 'remind' }] },
      { actions: [{ type: 'fellSilent' }] },
    ],
    ANSWER: [...back(({ event }) => event.type === 'ANSWER' && is('no').params.any.includes(event.answer), notProved)],
  },
});

/** Told after the end: it stays ended. A dialog with a `done` leads there. */
const wasTold = dialog.createStateConfig({ tags: ['closed'], entry: [{ type: 'nothingAsked' }] });

export const tellStates = { tellProof, wasTold };
