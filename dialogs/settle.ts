/** Records the outcome of the entry being asked about, and remembers it in the dialog. */
import { keepsPlace, type OutcomeKind } from '../src/domain/outcome.js';
import type { DialogContext } from './context.js';
import { handOff, record, say } from './kit.js';

export const settle = (kind: OutcomeKind) =>
  [
    { type: 'heard' },
    ...(keepsPlace(kind) ? [{ type: 'holdGivenUp' } as const] : []),
    record(({ context }) => ({ fact: 'outcome', entry: context.current ?? '', is: kind, details: {} })),
    {
      type: 'noted',
      params: ({ context }: { context: DialogContext }) => ({ entry: context.current ?? '', is: kind }),
    },
  ] as const;

/** Needed, and worse than before: somebody looks at it the same day. */
export const gotWorse = [
  ...settle('worse'),
  say('worse.noted'),
  handOff(({ context }) => ({ queue: 'sameDay', reason: 'gotWorse', entry: context.current ?? '' })),
] as const;
