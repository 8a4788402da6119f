/** The questions of `confirm-need`, as the machine asks them. */
import { BARRIERS, type SayParam } from '../../src/domain/effect.js';
import { may } from '../../src/domain/assurance.js';
import { ask } from '../kit.js';
import { currentEntry, type DialogContext } from '../context.js';

/** How the entry may be mentioned to whoever is reading (DESIGN §3.11). */
export function mention(context: DialogContext): Record<string, SayParam> {
  const { askedOn, place, care } = currentEntry(context);
  return { entry: { askedOn, place, care: may('nameCare', context.assurance) ? care : null } };
}

export const askNeed = ask(({ context }) => ({
  key: 'need.ask',
  question: 'stillNeed',
  params: mention(context),
  choices: ['yes', 'worse', 'postpone', 'no', ...(may('nameCare', context.assurance) ? [] : ['which'])],
}));

export const askReason = ask(({ context }) => ({
  key: 'reason.ask',
  question: 'reason',
  params: mention(context),
  choices: ['attendedPublic', 'attendedElsewhere', 'recovered', 'refuses', 'insurerChanged', 'keep'],
}));

export const askIdentity = ask(() => ({ key: 'identity.ask', expects: 'identity' }));

export const askPlace = ask(() => ({ key: 'details.place', question: 'reason', expects: 'place' }));

export const askDate = ask(({ context }) => ({
  key: context.reason === 'insurerChanged' ? 'details.changedOn' : 'details.date',
  question: 'reason',
  expects: 'date',
}));

export const askBarrier = ask(() => ({
  key: 'barrier.ask',
  question: 'reason',
  expects: 'choice',
  choices: [...BARRIERS.filter((each) => each !== 'none'), 'none', 'keep'],
}));

/** Says what giving up the place means, and offers every other way; first the call, to those whom something keeps away. */
export const askRemoval = ask(({ context }) => ({
  key: hasBarrier(context) ? 'removal.readBack.barrier' : 'removal.readBack',
  question: 'confirmRemoval',
  params: { ...mention(context), reason: context.reason ?? '' },
  choices: ['remove', 'postpone', 'call', 'keep'],
}));

const hasBarrier = ({ details }: DialogContext): boolean => details.barrier !== undefined && details.barrier !== 'none';

/** The same once more, in other words: nobody leaves the list by one slip of a thumb. */
export const askRemovalAgain = ask(({ context }) => ({
  key: 'removal.confirm',
  question: 'confirmRemoval',
  params: mention(context),
  choices: ['remove', 'keep'],
}));

export const askPhone = ask(() => ({ key: 'phone.ask', question: 'phoneOk', choices: ['yes', 'no'] }));

export const askWhichPhone = ask(() => ({ key: 'phone.which', question: 'phoneOk', expects: 'phone' }));
