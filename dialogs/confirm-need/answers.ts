/** Where an answer about an entry leads, whatever the question was: kept, given up for a reason, or left to a person. */
import type { RemovalReason } from '../../src/domain/meaning.js';
import { handOff, is, say } from '../kit.js';
import { gotWorse, settle } from '../settle.js';
import * as guards from './guards.js';

const heard = { type: 'heard' } as const;

const because = (reason: RemovalReason) =>
  ({
    guard: is(reason),
    target: '#confirm-need.claimed',
    actions: [heard, { type: 'because', params: { reason } }],
  }) as const;

/** At any question about an entry: it is needed, worse, or not now. The place is kept whatever was said before. */
export const keeps = [
  { guard: is('yes', 'keep'), target: '#confirm-need.next', actions: settle('stillNeeds') },
  {
    guard: is('worse'),
    target: '#confirm-need.next',
    actions: gotWorse,
  },
  { guard: is('postpone'), target: '#confirm-need.next', actions: [...settle('postpones'), say('postpone.noted')] },
] as const;

export const reasons = [
  because('attendedPublic'), because('attendedElsewhere'), because('recovered'), because('refuses'), because('insurerChanged'),
] as const; // prettier-ignore

/** The person would not say or prove: undecided, nothing is lost, somebody calls. */
export const leaveToPerson = (reason: 'unwillingToSay' | 'identityNotProved' | 'alikeEntries') =>
  [
    ...settle('undecided'),
    handOff(({ context }) => ({ queue: 'call', reason, entry: context.current ?? '' })),
  ] as const;

/** Two requests that no message can tell apart: nobody gives one up for the other by chat. */
export const alike = [
  {
    guard: guards.leavesOneOfAlike,
    target: '#confirm-need.next',
    actions: [...leaveToPerson('alikeEntries'), { type: 'leaveAlike' }, say('alike.call')],
  },
] as const;
