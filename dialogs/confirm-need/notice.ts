/**
 * "Could you come at a few days' notice?" (REQUIREMENTS M13): asked once of who still needs care, where the programme wants to know. An
 * answer is welcome and none is missed: whatever is not one of the two leads on.
 */
import type { DialogContext } from '../context.js';
import { ask, is, record } from '../kit.js';

const heard = { type: 'heard' } as const;

/** Of somebody who put the care off the answer is known. */
export const asksNotice = ({ context }: { readonly context: DialogContext }): boolean =>
  context.asksNotice === true &&
  Object.values(context.outcomes).some((each) => each === 'stillNeeds' || each === 'worse');

const answered = (can: boolean) =>
  [heard, { type: 'noticeAsked' }, record(() => ({ fact: 'shortNotice', is: can }))] as const;
const unanswered = { target: 'phone', actions: [heard, { type: 'noticeAsked' }] } as const;

export const notice = {
  entry: ask(() => ({ key: 'notice.ask', question: 'phoneOk', choices: ['yes', 'no'] })),
  on: {
    ANSWER: [
      { guard: is('yes', 'keep'), target: 'phone', actions: answered(true) },
      { guard: is('no', 'cannot', 'postpone'), target: 'phone', actions: answered(false) },
      unanswered,
    ],
    TOLD: unanswered,
    UNCLEAR: unanswered,
    SMALLTALK: unanswered,
    // The care was answered; this alone is not worth an unsettled conversation.
    NO_REPLY: { target: 'done' },
  },
} as const;
