/** Meta and some laws want a yes before the first message on WhatsApp; the answer and its date are kept with the number. */
import { ask, is, record } from './kit.js';

const heard = { type: 'heard' } as const;

/** The state that asks for it, and goes on with `target` whatever the answer is. */
export const leaveThen = <T extends string>(target: T) =>
  ({
    entry: ask(() => ({ key: 'whatsapp.ask', question: 'phoneOk', choices: ['yes', 'no'] })),
    on: {
      ANSWER: [
        {
          guard: is('yes', 'self'),
          target,
          actions: [
            heard,
            { type: 'leaves', params: { whatsapp: 'given' } },
            record(() => ({ fact: 'whatsappAllowed' })),
          ],
        },
        { target, actions: [heard, { type: 'leaves', params: { whatsapp: 'refused' } }] },
      ],
      UNCLEAR: { target, actions: [heard] },
    },
  }) as const;
