/**
 * A place became free, and for a while it is this one person's alone: who is reading, the proof, the place, read back before it is booked.
 * Whoever wants it not, or keeps silent, loses nothing: they stay where they are in the line.
 */
import { may } from '../../src/domain/assurance.js';
import type { SayParam } from '../../src/domain/effect.js';
import { CANNOT, NOT_NEEDED } from '../appointment.js';
import { bookStates } from '../book.js';
import { freshContext, type DialogContext } from '../context.js';
import { done, endings } from '../endings.js';
import { isSomebody } from '../entries.js';
import { firstContact } from '../first-contact.js';
import { interruptions } from '../interruptions.js';
import { ask, dialog, is, record, say } from '../kit.js';
import { shortened } from '../tell.js';

const heard = { type: 'heard' } as const;
const isProved = ({ context }: { readonly context: DialogContext }) => may('tellAppointment', context.assurance);

/** No care is named, and on a number of several people no place either. */
function mention({ placeOffer, channel, sharedNumber }: DialogContext): Record<string, SayParam> {
  const { on = '2000-01-01', at = '00:00', place = '' } = placeOffer?.slot ?? {};
  const until = placeOffer?.until ?? { on, at };
  const fits = channel === 'sms' ? shortened(place) : place;
  return {
    day: { day: on, weekday: true },
    time: at,
    place: (!sharedNumber && fits) || 'none',
    untilDay: { day: until.on, weekday: true },
    untilTime: until.at,
  };
}

const declines = {
  target: 'done',
  actions: [
    heard,
    record(({ context: { placeOffer } }) => ({
      fact: 'declinesPlace' as const,
      offer: placeOffer?.id ?? '',
      freed: placeOffer?.freed ?? '',
    })),
    say('place.declined'),
  ],
} as const;

/** Where the place is being asked about: whoever is in the middle of something else goes on with that. Unread, nothing is said of it. */
const OFFER_OVER = [{ guard: isProved, target: 'over', actions: [say('place.over')] }, { target: 'over' }] as const;

const contact = firstContact('offered');

export const place = dialog.createMachine({
  id: 'place',
  context: ({ input }) => freshContext(input),
  initial: 'again',
  on: interruptions,
  states: {
    again: { always: [{ guard: isSomebody, target: 'next' }, { target: 'who' }] },
    ...contact,
    who: { ...contact.who, on: { ...contact.who.on, OFFER_OVER } },
    proof: { ...contact.proof, on: { ...contact.proof.on, OFFER_OVER } },
    offered: {
      entry: ask(({ context }) => ({
        key: 'place.ask',
        question: 'reminder',
        choices: ['yes', 'no'],
        params: mention(context),
      })),
      on: {
        ANSWER: [
          { guard: is('yes', 'self', 'keep'), target: 'bookConfirm', actions: [heard] },
          { guard: CANNOT, ...declines },
          { guard: NOT_NEEDED, ...declines },
        ],
        NO_REPLY: { target: 'done' },
        OFFER_OVER,
      },
    },
    ...endings,
    bookConfirm: {
      ...bookStates.bookConfirm,
      on: {
        ...bookStates.bookConfirm.on,
        ANSWER: [
          { guard: is('yes', 'self', 'keep'), target: 'booking', actions: [heard] },
          { guard: CANNOT, ...declines },
        ],
        NO_REPLY: { target: 'done' },
        OFFER_OVER,
      },
    },
    booking: {
      ...bookStates.booking,
      on: {
        ...bookStates.booking.on,
        // It is being taken: whether it still could be is what comes back, and no word before it.
        SLOT_GONE: { target: 'over', actions: [say('place.over')] },
      },
    },
    wasTold: { always: 'done' },
    done,
    over: {
      ...done,
      on: {
        ...done.on,
        ANSWER: { actions: [heard, say('place.late')] },
        UNCLEAR: { actions: [heard, say('place.late')] },
      },
    },
  },
});
