/**
 * A form of the programme, asked field by field: a report, a complaint, a prescription. It tells nothing; at its end a person has a task
 * with what was said, and the person its number and the day until when it is answered.
 */
import { IDENTITY_TRIES } from '../src/domain/assurance.js';
import { nextField, type RequestAnswer } from '../src/domain/request.js';
import type { HandOff, Say } from '../src/domain/effect.js';
import type { DialogContext, DialogEvent } from './context.js';
import { ask, dialog, handOff, is, record, say } from './kit.js';
import { back } from './tell.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;

const formOf = ({ context, event }: Scope) => (event.type === 'WANTS' ? event.form : context.form?.request);
const isOpen = (scope: Scope) => {
  const form = formOf(scope);
  return form !== undefined && scope.context.assurance >= form.level;
};
const mayProve = ({ context }: Scope) => context.identityTries < IDENTITY_TRIES;

/** What the form holds once this answer is in. */
function answersWith({ context, event }: Scope): readonly RequestAnswer[] {
  const { form } = context;
  const field = form && nextField(form);
  if (!form || !field || event.type !== 'FIELD') return form?.answers ?? [];
  return [...form.answers, { field: field.id, said: event.said }];
}

const taken = (scope: Scope): HandOff => {
  const form = formOf(scope);
  return {
    queue: form?.queue ?? 'requests',
    reason: 'request',
    request: form?.id ?? '',
    answers: answersWith(scope),
    workingDays: form?.workingDays ?? 0,
  };
};

/** The same for somebody who looks at once: due by its queue. */
function alarm(scope: Scope): HandOff {
  const { workingDays: _, ...task } = taken(scope);
  return { ...task, reason: 'redFlag' };
}

/** The answer that was chosen, where it is one that was offered. */
const chosen = ({ context, event }: Scope) =>
  event.type === 'FIELD' && context.form
    ? nextField(context.form)?.choices.find(({ id }) => id === event.said)
    : undefined;

const isLast = ({ context: { form } }: Scope) =>
  form !== undefined && form.answers.length + 1 >= form.request.fields.length;
const needsNobody = (scope: Scope) => formOf(scope)?.queue === null;

/** The programme's own words of the end; what was chosen decides which of them. */
const sayEnd = (part: 'done' | 'text') => ({
  type: 'say' as const,
  params: (scope: Scope): Say => ({
    key: `request.${formOf(scope)?.id}.${part}`,
    params: {
      name: scope.context.firstName,
      ...chosenSoFar(scope),
      ...(part === 'done'
        ? { number: { numberOf: 'this' }, day: { workingDays: formOf(scope)?.workingDays ?? 0 } }
        : {}),
    },
    choices: [],
    kind: 'reply',
  }),
});

/** By field, the ids of the answers that were chosen; words of their own are repeated to nobody. */
function chosenSoFar(scope: Scope): Record<string, string> {
  const fields = formOf(scope)?.fields ?? [];
  return Object.fromEntries(
    answersWith(scope).flatMap(({ field, said }) =>
      fields.find(({ id }) => id === field)?.choices.some(({ id }) => id === said) ? [[field, said]] : [],
    ),
  );
}

const noted = [handOff(taken), sayEnd('done')] as const;

/** They ask for it, by word or by the menu. For the root of a dialog. */
export const wantsRequest = [
  {
    guard: isOpen,
    target: '.form',
    actions: [heard, { type: 'formBegins' }],
  },
  {
    guard: (scope: Scope) => scope.context.assurance >= 1 && mayProve(scope),
    target: '.formProof',
    actions: [heard, { type: 'formBegins' }],
  },
  // Somebody else at the phone, or somebody who could not prove it: a person takes it up.
  { actions: [heard, handOff(taken), say('answer.noted'), { type: 'repeat' }] },
] as const;

/** The number is theirs, and says nothing of what was asked: it is told to whoever has both. */
export const asksStatus = [
  {
    guard: ({ event }: Scope) => event.type === 'ASKS_STATUS' && event.request !== null,
    actions: [
      heard,
      say('request.status', ({ event }) => {
        const request = event.type === 'ASKS_STATUS' ? event.request : null;
        return {
          number: request?.number ?? '',
          state: request?.state ?? 'open',
          day: { day: request?.dueOn ?? '2000-01-01', weekday: true, of: 'answer' },
        };
      }),
      { type: 'repeat' },
    ],
  },
  {
    actions: [
      heard,
      handOff(() => ({ queue: 'questions', reason: 'request' })),
      say('request.unknown'),
      { type: 'repeat' },
    ],
  },
] as const;

/** The same, asked of "who is reading?": whoever proves to be the patient has answered that too. */
export const wantsRequestFirst = [
  { guard: isOpen, target: 'form', actions: [heard, { type: 'formBegins' }] },
  { guard: mayProve, target: 'formProof', actions: [heard, { type: 'formBegins' }] },
] as const;

/** Of somebody we do not know: what needs a proof is for a person. */
export const wantsWithoutProof = { guard: isOpen, target: 'form', actions: [heard, { type: 'formBegins' }] } as const;

const notProved = [
  heard,
  { type: 'notProved' },
  handOff((scope) => ({ ...alarm(scope), queue: 'call', reason: 'identityNotProved' })),
  say('identity.person'),
] as const;

const formProof = dialog.createStateConfig({
  entry: ask(() => ({ key: 'request.identity', expects: 'identity' })),
  on: {
    TOLD: [
      {
        guard: ({ event }) => event.type === 'TOLD' && event.proof === 'match',
        target: 'form',
        actions: [heard, { type: 'proved' }, record(() => ({ fact: 'identified', assurance: 2 }))],
      },
      {
        guard: ({ context }) => context.identityTries + 1 < IDENTITY_TRIES,
        actions: [heard, { type: 'notProved' }, { type: 'repeatInOtherWords' }],
      },
      ...back(() => true, notProved),
    ],
    ANSWER: [...back(({ event }) => event.type === 'ANSWER' && is('no').params.any.includes(event.answer), notProved)],
    NO_REPLY: [
      { guard: 'mayRemind', actions: [{ type: 'reminded' }, { type: 'remind' }] },
      { target: 'wasTold', actions: [handOff(taken)] },
    ],
  },
});

/** One with nothing to ask is answered by its text alone. */
const form = dialog.createStateConfig({
  always: [
    { guard: ({ context }) => context.form?.agenda?.by === 'bot', target: 'looking', actions: [{ type: 'wishesNew' }] },
    {
      guard: ({ context }) => context.form !== undefined && nextField(context.form) !== undefined,
      target: 'formField',
    },
    ...back(needsNobody, [sayEnd('text')]),
    ...back(() => true, noted),
  ],
});

const formField = dialog.createStateConfig({
  entry: ask(({ context }) => {
    const field = context.form && nextField(context.form);
    return {
      key: `request.${context.form?.request.id}.${field?.id}`,
      expects: 'field' as const,
      choices: field?.choices.map(({ id }) => id) ?? [],
    };
  }),
  on: {
    FIELD: [
      {
        guard: (scope) => chosen(scope)?.alarm === 'emergency',
        target: 'handed',
        actions: [
          heard,
          say('emergency', undefined, 'emergency'),
          handOff((scope) => ({ ...alarm(scope), queue: 'emergency' })),
        ],
      },
      {
        guard: (scope) => chosen(scope)?.alarm === 'sameDay',
        target: 'handed',
        actions: [heard, handOff((scope) => ({ ...alarm(scope), queue: 'sameDay' })), say('worse.noted')],
      },
      {
        guard: ({ event }) => event.type === 'FIELD' && event.opens !== undefined,
        target: 'formOpened',
        actions: [heard, { type: 'formOpens' }],
      },
      {
        guard: ({ event }) => event.type === 'FIELD' && event.agenda?.by === 'bot',
        target: 'form',
        actions: [heard, { type: 'fieldAnswered' }],
      },
      ...back((scope) => isLast(scope) && needsNobody(scope), [heard, sayEnd('text')]),
      ...back(isLast, [heard, ...noted]),
      { target: 'form', actions: [heard, { type: 'fieldAnswered' }] },
    ],
    // What was said so far is not lost with them.
    NO_REPLY: [
      { guard: 'mayRemind', actions: [{ type: 'reminded' }, { type: 'remind' }] },
      { target: 'wasTold', actions: [handOff(taken)] },
    ],
  },
});

/** Another form took the place of this one: it may want a proof. */
const formOpened = dialog.createStateConfig({
  always: [
    { guard: isOpen, target: 'form' },
    { guard: mayProve, target: 'formProof' },
    ...back(() => true, [handOff(taken), say('answer.noted')]),
  ],
});

export const requestStates = { form, formField, formProof, formOpened };
