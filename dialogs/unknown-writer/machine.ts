/**
 * Somebody writes from a number we cannot tie to one person: nothing is disclosed. What needs no proof can be asked for; what is
 * theirs alone once their whole document says who they are; for the rest a person finds out.
 */
import { ask, dialog, handOff, say } from '../kit.js';
import { freshContext, type DialogContext } from '../context.js';
import { endings } from '../endings.js';
import { asksToFindFirst } from '../find.js';
import { interruptions } from '../interruptions.js';
import { asksForTheirs, linkStates, wantsTheirs } from '../link.js';
import { wantsWithoutProof } from '../requests.js';

const heard = { type: 'heard' } as const;
const identify = handOff(() => ({ queue: 'identify', reason: 'unknownPerson' }));

const toAPerson = { target: 'handed', actions: [heard, say('unknown.hello'), identify] } as const;
const offersSomething = ({ context }: { context: DialogContext }) => (context.menu ?? []).length > 0;
const greet = [{ guard: offersSomething, target: 'menu', actions: [heard] }, toAPerson] as const;

/** Another day they may have their document at hand. */
const anew = { WANTS: [wantsWithoutProof, wantsTheirs], ASKED: [...asksToFindFirst, asksForTheirs] } as const;

export const unknownWriter = dialog.createMachine({
  id: 'unknown-writer',
  context: ({ input }) => freshContext(input),
  initial: 'fresh',
  on: interruptions,
  states: {
    fresh: {
      on: {
        WANTS: [wantsWithoutProof, wantsTheirs],
        ANSWER: greet,
        TOLD: greet,
        ASKED: [...asksToFindFirst, asksForTheirs, toAPerson],
        UNCLEAR: greet,
        SMALLTALK: greet,
        CONTACT: toAPerson,
        LATER: greet,
        VOICE: toAPerson,
        PHOTO: toAPerson,
        RELATIVE: greet,
      },
    },
    menu: {
      entry: ask(({ context }) => ({ key: 'unknown.menu', choices: context.menu ?? [] })),
      on: {
        WANTS: [wantsWithoutProof, wantsTheirs],
        ANSWER: toAPerson,
        ASKED: [...asksToFindFirst, asksForTheirs, toAPerson],
        UNCLEAR: toAPerson,
        CONTACT: toAPerson,
        RELATIVE: toAPerson,
        NO_REPLY: { target: 'handed', actions: [identify] },
      },
    },
    again: { always: 'fresh' },
    ...linkStates,
    ...endings,
    handed: { ...endings.handed, on: { ...endings.handed.on, ...anew } },
    wasTold: { ...endings.wasTold, on: anew },
  },
});
