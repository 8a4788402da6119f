/** "When is it best to call?": told from what callers waited in the last weeks, to anybody. */
import type { DialogContext, DialogEvent } from './context.js';
import { handOff, say } from './kit.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;
const waitsOf = ({ event }: Scope) => (event.type === 'ASKS_WAITS' ? event.waits : null);

/** For the root of a dialog. */
export const asksWhenToCall = [
  {
    guard: (scope: Scope) => waitsOf(scope) !== null,
    actions: [
      heard,
      say('waits.best', (scope) => {
        const waits = waitsOf(scope);
        const rounded = (minutes: number | undefined) => Math.max(1, Math.round(minutes ?? 0));
        return {
          from: waits?.best.from ?? '', to: waits?.best.to ?? '', minutes: rounded(waits?.best.average),
          worstFrom: waits?.worst.from ?? '', worstTo: waits?.worst.to ?? '', worst: rounded(waits?.worst.average),
        }; // prettier-ignore
      }),
      { type: 'repeat' },
    ],
  },
  {
    actions: [
      heard,
      handOff(() => ({ queue: 'questions', reason: 'whenToCall' })),
      say('answer.noted'),
      { type: 'repeat' },
    ],
  },
] as const;
