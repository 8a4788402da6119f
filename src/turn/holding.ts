/** What holds while a person has a conversation, and when they let it go. Pure. */
import type { DialogContext } from '../../dialogs/context.js';
import type { Held } from './conversation.js';

/** Milliseconds without a word of whoever has it, after which it goes back by itself: nobody is left in silence because a browser was closed. */
export const LEFT_AFTER: Readonly<Record<Held['mode'], number>> = { call: 30 * 60_000, write: 4 * 3_600_000 };

/** What the person proved on the phone proves nothing of whoever writes from the number next. */
export const afterTheCall = (context: DialogContext): DialogContext =>
  context.assurance > 1 ? { ...context, assurance: 1 } : context;
