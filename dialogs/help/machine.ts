/**
 * For somebody we know and have nothing to ask of, who writes first: who is reading, and what they need. A person takes what the answers
 * here do not solve; what is said about a request that was settled before goes to a person too, and changes nothing by itself.
 */
import { REMOVING_OUTCOMES } from '../../src/domain/outcome.js';
import { asksToChange, asksToChangeFirst } from '../book.js';
import { freshContext } from '../context.js';
import { done, endings } from '../endings.js';
import { isSomebody } from '../entries.js';
import { interruptions } from '../interruptions.js';
import { ask, dialog, handOff, is, say } from '../kit.js';
import { who } from '../who.js';

const heard = { type: 'heard' } as const;

/** News of a request that is not asked about: somebody calls. */
const news = [
  { guard: is('worse'), target: 'handed', actions: [heard, handOff(() => ({ queue: 'sameDay', reason: 'gotWorse' })), say('worse.noted')] },
  {
    guard: is('yes', 'keep', 'postpone', 'notNeeded', 'cannot', ...REMOVING_OUTCOMES),
    target: 'handed',
    actions: [heard, handOff(() => ({ queue: 'call', reason: 'moreEntries' })), say('person.willCall')],
  },
] as const; // prettier-ignore

export const help = dialog.createMachine({
  id: 'help',
  context: ({ input }) => freshContext(input),
  initial: 'again',
  on: { ...interruptions, ASKED: [...asksToChange, ...interruptions.ASKED] },
  states: {
    again: { always: [{ guard: isSomebody, target: 'next' }, { target: 'who' }] },
    // Nothing is owed to us here either.
    who: { ...who, on: { ...who.on, ASKED: [asksToChangeFirst, ...who.on.ASKED], NO_REPLY: { target: 'done' } } },
    next: {
      entry: ask(({ context }) => ({ key: 'help.ask', question: 'reminder', choices: context.menu ?? [] })),
      on: {
        ANSWER: [...news, { guard: is('no'), target: 'done', actions: [heard, say('done.left')] }],
        SMALLTALK: { target: 'done', actions: [heard, say('done.left')] },
        // Nothing is owed to us: silence ends it without a word.
        NO_REPLY: { target: 'done' },
      },
    },
    ...endings,
    wasTold: { always: 'done' },
    done: { ...done, on: { ...done.on, ANSWER: [...news, { actions: [heard] }] } },
  },
});
