/**
 * For a sender that can be read but not answered (in Chile an alphanumeric name becomes a random number): says that we will call,
 * from which number, and asks nothing. Whoever answers all the same, on a number that can be answered, goes on with "who is reading?".
 */
import { dialog } from '../kit.js';
import { freshContext } from '../context.js';
import { endings } from '../endings.js';
import { interruptions } from '../interruptions.js';

const heard = { type: 'heard' } as const;

export const announceCall = dialog.createMachine({
  id: 'announce-call',
  context: ({ input }) => freshContext(input),
  initial: 'told',
  on: interruptions,
  states: {
    told: {
      entry: [
        {
          type: 'say',
          params: ({ context }) => ({
            // Of a minor the person responsible is called.
            key: context.topic === 'minor' ? 'announce.minor' : 'announce.call',
            params: { name: context.firstName },
            choices: [],
            kind: 'first',
          }),
        },
        { type: 'wait', params: { for: 'reply' } },
      ],
      on: {
        ANSWER: { target: 'again', actions: [heard] },
        TOLD: { target: 'again', actions: [heard] },
        SMALLTALK: { target: 'again', actions: [heard] },
        UNCLEAR: { target: 'again', actions: [heard] },
        NO_REPLY: { actions: [{ type: 'fellSilent' }] },
      },
    },
    /** They can write to us after all: the next dialog begins with "who is reading?". */
    again: { tags: ['next'] },
    ...endings,
  },
});
