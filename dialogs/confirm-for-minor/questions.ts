/** The questions of `confirm-for-minor`, and how an entry is mentioned in them: by month and service, never by its care. */
import type { EntryMention } from '../../src/domain/effect.js';
import { ask } from '../kit.js';
import { currentEntry, type DialogContext } from '../context.js';

/** Nobody proves who they are here, so no care is ever named. */
export function mention(context: DialogContext): { readonly entry: EntryMention } {
  const { askedOn, place } = currentEntry(context);
  return { entry: { askedOn, place, care: null } };
}

/** The first text: it says nothing about health to whoever picks up the phone. */
export const askResponsible = ask(() => ({
  key: 'responsible.ask',
  question: 'identity',
  choices: ['self', 'other', 'notHere'],
  kind: 'first',
}));

export const askNeed = ask(({ context }) => ({
  key: 'minor.need',
  question: 'stillNeed',
  params: mention(context),
  choices: ['yes', 'worse', 'postpone', 'no'],
}));
