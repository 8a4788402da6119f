/** Which entry comes next, and when there are more than a channel can carry. Shared by the dialogs that ask about entries. */
import { may } from '../src/domain/assurance.js';
import type { DialogContext, DialogEntry, DialogEvent } from './context.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const unanswered = (context: DialogContext): readonly DialogEntry[] =>
  context.entries.filter(({ id }) => context.outcomes[id] === undefined);

/** The next entry to ask about on this channel, or null. */
export function nextEntry(context: DialogContext): DialogEntry | null {
  const answered = context.entries.length - unanswered(context).length;
  return answered >= context.maxEntries ? null : (unanswered(context)[0] ?? null);
}

export const isSomebody = ({ context }: Scope) => may('recordNeed', context.assurance);
export const hasNextEntry = ({ context }: Scope) => nextEntry(context) !== null;
/** One without a day cannot be confirmed: a person calls about it. */
export const hasNextAppointment = ({ context }: Scope) => nextEntry(context)?.appointmentOn !== undefined;
export const hasMoreThanFits = ({ context }: Scope) => unanswered(context).length > 0;

export const turnToNext = {
  type: 'turnTo',
  params: ({ context }: { readonly context: DialogContext }) => ({ entry: nextEntry(context)?.id ?? '' }),
} as const;
