/** After the last question: what was said can be taken back, and what is said late is heard. */
import { lateWords } from '../appointment.js';
import { done } from '../endings.js';
import { handOff, is, say } from '../kit.js';
import { reasons } from './answers.js';
import * as guards from './guards.js';

const heard = { type: 'heard' } as const;

export const doneAsking = {
  ...done,
  on: {
    ...done.on,
    ASKED: [...lateWords.ASKED],
    ANSWER: [
      ...lateWords.ANSWER,
      // "They operated on me at last", a week later: the whole way again, for the only entry it can mean.
      ...reasons.map((reason) => ({
        ...reason,
        guard: guards.onlyOneEntryAnd(reason.guard.params.any),
        actions: [{ type: 'turnToOnlyEntry' } as const, ...reason.actions],
      })),
      {
        guard: is('attendedPublic', 'attendedElsewhere', 'recovered', 'refuses', 'insurerChanged'),
        actions: [heard, say('person.willCall'), handOff(() => ({ queue: 'call', reason: 'moreEntries' }))],
      },
      // "I no longer need it" after the questions, by whatever words: somebody calls, and nothing changes by itself.
      {
        guard: guards.saysNoLonger,
        actions: [heard, say('person.willCall'), handOff(() => ({ queue: 'call', reason: 'noLongerNeeded' }))],
      },
      { actions: [heard, { type: 'lateAnswer' }] },
    ],
  },
} as const;
