/** "Who is reading?": the first question of a conversation with somebody we do not know yet. */
import { asksToFindFirst } from './find.js';
import { wantsRequestFirst } from './requests.js';
import { asksToBeToldFirst } from './tell.js';
import { ask, dialog, handOff, is, record } from './kit.js';

/** The words about an appointment do not ask whether the care is still needed. */
export const askWho = ask(({ context }) => ({
  key: context.topic === 'appointment' ? 'appointment.who' : 'who.ask',
  question: 'identity',
  choices: ['self', 'relative', 'notHere'],
  kind: 'first',
}));

/** They read for themself, on a number on file. */
export const itIsThem = [
  { type: 'heard' },
  { type: 'selfAnswers' },
  record(() => ({ fact: 'identified', assurance: 1 })),
  record(() => ({ fact: 'numberConfirmed' })),
] as const;

/** A bare "no" does not say whose number it is: a person finds out. */
export const itIsNot = [{ type: 'heard' }, handOff(() => ({ queue: 'identify', reason: 'unknownPerson' }))] as const;

/** Spread into a dialog that goes on with `next`. */
export const who = dialog.createStateConfig({
  entry: askWho,
  on: {
    ANSWER: [
      { guard: is('self', 'yes'), target: 'next', actions: itIsThem },
      { guard: is('no'), target: 'handed', actions: itIsNot },
    ],
    ASKED: [asksToBeToldFirst, ...asksToFindFirst],
    WANTS: wantsRequestFirst,
  },
});
