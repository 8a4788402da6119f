/** Decisions of `confirm-need`, over its context alone. */
import { IDENTITY_TRIES, may } from '../../src/domain/assurance.js';
import { isRemoving, keepsPlace, REMOVING_OUTCOMES } from '../../src/domain/outcome.js';
import { alikeCurrent, gaveUpSomething } from '../kit.js';
import type { AnswerId, DialogContext, DialogEvent } from '../context.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

import { hasMoreThanFits } from '../entries.js';

export { hasMoreThanFits, hasNextAppointment, hasNextEntry, isSomebody } from '../entries.js';

export const isProved = ({ context }: Scope) => may('recordRemoval', context.assurance);
export const someoneIsKept = ({ context }: Scope) => Object.values(context.outcomes).some(keepsPlace);

export const mayGoOnInPortal = ({ context }: Scope) => hasMoreThanFits({ context } as Scope) && context.portal === true;
export const inPortal = ({ context }: Scope) => context.channel === 'portal';

export const allIsKept = ({ context }: Scope) => someoneIsKept({ context } as Scope) && !gaveUpSomething({ context });

const LEAVES: readonly AnswerId[] = ['no', ...REMOVING_OUTCOMES];

/** They would leave, and another of their requests reads the same in every message. An operator sees which is which, and says it. */
export const leavesOneOfAlike = ({ context, event }: Scope) =>
  event.type === 'ANSWER' &&
  LEAVES.includes(event.answer) &&
  context.channel !== 'operator' &&
  alikeCurrent(context).length > 0;

export const provesIdentity = ({ event }: Scope) => event.type === 'TOLD' && event.proof === 'match';
export const isOutOfTries = ({ context }: Scope) => context.identityTries >= IDENTITY_TRIES;
export const hasTriesLeft = ({ context }: Scope) => context.identityTries + 1 < IDENTITY_TRIES;

/** Care outside needs a place and a date, a new insurer only the date; the rest needs no detail. */
export const needsPlace = ({ context }: Scope) =>
  context.reason === 'attendedPublic' || context.reason === 'attendedElsewhere';
export const needsDate = ({ context }: Scope) =>
  needsPlace({ context } as Scope) || context.reason === 'insurerChanged';

/** After the end: one of these answers, and only one entry it can mean. */
export const onlyOneEntryAnd =
  (any: readonly AnswerId[]) =>
  ({ context, event }: Scope) =>
    context.entries.length === 1 && event.type === 'ANSWER' && any.includes(event.answer);

/** After the end: they say so of something that they have kept, or never answered. */
export const saysNoLonger = ({ context, event }: Scope) =>
  event.type === 'ANSWER' &&
  (event.answer === 'notNeeded' || (event.answer === 'no' && !event.bare)) &&
  context.entries.some(({ id }) => !isRemoving(context.outcomes[id] ?? 'stillNeeds'));

export const refusesCare = ({ context }: Scope) => context.reason === 'refuses';
export const chose =
  (id: string) =>
  ({ event }: Scope) =>
    event.type === 'CHOSEN' && event.id === id;
