/**
 * Somebody at a number we do not have asks for something that is theirs alone: the whole document and the year of birth say who they are.
 * A wrong document and a wrong year get the same words, so that nobody learns here who is on a list.
 */
import type { DialogContext, DialogEvent } from './context.js';
import type { Label } from '../src/domain/meaning.js';
import { wantsWithoutProof } from './requests.js';
import { ask, dialog, handOff, is, record, say } from './kit.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;
const THEIRS: readonly Label[] = ['askAppointment', 'askPayment', 'reschedule', 'cancelAppointment'];

const isTheirs = ({ event }: Scope): boolean => event.type === 'ASKED' && THEIRS.includes(event.about);

/** For `unknown-writer`. */
export const asksForTheirs = {
  guard: isTheirs,
  target: 'linkProof',
  actions: [heard, { type: 'wants' }],
} as const;
export const wantsTheirs = {
  target: 'linkProof',
  actions: [heard, { type: 'wants' }, { type: 'formBegins' }],
} as const;

const toAPerson = {
  target: 'handed',
  actions: [heard, handOff(() => ({ queue: 'identify', reason: 'identityNotProved' })), say('identity.person')],
} as const;

const onlyTheProof = [
  { guard: 'firstMiss', actions: [heard, { type: 'missed' }, { type: 'repeatInOtherWords' }] },
  toAPerson,
] as const;

const linkProof = dialog.createStateConfig({
  entry: ask(() => ({ key: 'link.identity', expects: 'document' as const })),
  on: {
    CLAIMED: { target: 'linking', actions: [heard, { type: 'claims' }] },
    ANSWER: [{ guard: is('no'), ...toAPerson }],
    // What they want is known: only the proof is asked for again.
    WANTS: [wantsWithoutProof, ...onlyTheProof],
    ASKED: [
      {
        guard: (scope) => isTheirs(scope) && scope.context.misses === 0,
        actions: [heard, { type: 'missed' }, { type: 'repeatInOtherWords' }],
      },
      // "Is this a scam?" is answered as anywhere.
      { guard: isTheirs, ...toAPerson },
    ],
    NO_REPLY: [
      { guard: 'mayRemind', actions: [{ type: 'reminded' }, { type: 'remind' }] },
      { target: 'handed', actions: [handOff(() => ({ queue: 'identify', reason: 'unknownPerson' }))] },
    ],
  },
});

/** It is being looked up: it takes no time that anybody notices. */
const linking = dialog.createStateConfig({
  entry: [
    record(({ context: { claim } }) => ({
      fact: 'errand',
      errand: { does: 'link', person: claim?.person ?? '', birthYear: claim?.birthYear ?? 0 },
    })),
    { type: 'wait', params: { for: 'reply' } },
  ],
  on: {
    // Found, the conversation is theirs and goes on in `help` (turn/linked.ts).
    NOT_LINKED: [
      {
        guard: ({ event }) => event.type === 'NOT_LINKED' && event.left > 0,
        target: 'linkAgain',
      },
      // Their task is made that day: more of them would bury those of others.
      {
        guard: ({ context, event }) => event.type === 'NOT_LINKED' && event.again && context.identityTries > 0,
        target: 'handed',
        actions: [heard, say('identity.person')],
      },
      { ...toAPerson, actions: [{ type: 'notProved' }, ...toAPerson.actions] },
    ],
    ERRAND_FAILED: toAPerson,
    NO_REPLY: toAPerson,
  },
});

const linkAgain = dialog.createStateConfig({
  ...linkProof,
  entry: ask(() => ({ key: 'link.wrong', expects: 'document' as const })),
});

export const linkStates = { linkProof, linkAgain, linking };
