/** Where a person of a campaign stands: at which point of the cadence, in which of the four places, and why "open". Pure. */
import type { Channel } from '../domain/channel.js';
import type { Ended } from '../domain/ended.js';
import type { Exclusion } from '../domain/exclusion.js';
import { placeOf, type Place } from '../domain/outcome.js';
import type { Counted } from './people-of.js';
import type { Talk } from './talks.js';

/**
 * `queued` nothing was sent yet · `nextNumber` waits for the try on another number · `step n channel` was written to at that step (from 1)
 * and has not answered · `answering channel` · `elsewhere` talks outside the campaign · `ended why` · `calling` the desk calls ·
 * `exhausted` not located · `excluded why` · `closed` left the list · `listed` given back by a stopped campaign.
 */
export type CadencePlace =
  | 'queued'
  | 'nextNumber'
  | `step ${number} ${Channel}`
  | `answering ${Channel}`
  | 'elsewhere'
  | `ended ${Ended}`
  | 'calling'
  | 'exhausted'
  | `excluded ${Exclusion | 'unknown'}`
  | 'closed'
  | 'listed';

/** Why a person is in none of the other three places. Closed list; every one is shown. */
export const OPEN_REASONS = [
  'queued', 'silentSoFar', 'answering', 'handed', 'relative', 'unfinished', 'partly', 'calling', 'deceased', 'optedOut', 'noMobile', 'excluded',
  'nothingOpen', 'stopped',
] as const; // prettier-ignore
export type OpenReason = (typeof OPEN_REASONS)[number];

export interface PersonStanding {
  readonly cadence: CadencePlace;
  readonly place: Place;
  /** Null unless the place is `open`. */
  readonly why: OpenReason | null;
}

export function standingOf(counted: Counted, talk: Talk | undefined): PersonStanding {
  const { person, entries } = counted;
  const place = placeOf({
    outcomes: entries.map(({ outcome }) => outcome),
    proposed: entries.filter(({ proposed }) => proposed).length,
    // Who says that they live is not to be checked any more.
    frozen: isDead(counted) || person.asking.why === 'optedOut',
    attemptsExhausted: person.asking.state === 'exhausted',
  });
  return { cadence: cadencePlaceOf(counted, talk), place, why: place === 'open' ? whyOpen(counted, talk) : null };
}

const isDead = ({ person: { death } }: Counted): boolean => death !== undefined && !death.denied;

function cadencePlaceOf({ person: { asking } }: Counted, talk: Talk | undefined): CadencePlace {
  switch (asking.state) {
    case 'queued':
      return talk ? 'nextNumber' : 'queued';
    case 'asking':
      if (!talk?.live) return 'elsewhere';
      return talk.answered ? `answering ${talk.channel}` : `step ${talk.step + 1} ${talk.channel}`;
    case 'answered':
      if (!talk) return 'elsewhere';
      // Who writes again after the end is answering once more.
      return talk.ended === null ? `answering ${talk.channel}` : `ended ${talk.ended}`;
    case 'excluded':
      return `excluded ${asking.why ?? 'unknown'}`;
    case 'calling':
    case 'exhausted':
    case 'closed':
    case 'listed':
      return asking.state;
    default:
      return asking.state satisfies never;
  }
}

function whyOpen(counted: Counted, talk: Talk | undefined): OpenReason {
  const { person, entries } = counted;
  const { state, why } = person.asking;
  if (isDead(counted)) return 'deceased';
  if (why === 'optedOut') return 'optedOut';
  if (entries.length === 0) return 'nothingOpen';
  switch (state) {
    case 'queued':
      return talk?.answered ? 'unfinished' : talk ? 'silentSoFar' : 'queued';
    case 'asking':
      return talk?.live && !talk.answered ? 'silentSoFar' : 'answering';
    case 'answered':
      if (talk?.live) return 'answering';
      if (talk?.ended === 'handed') return 'handed';
      if (talk?.ended === 'relative') return 'relative';
      return entries.some(({ outcome }) => outcome !== null) ? 'partly' : 'unfinished';
    case 'calling':
      return 'calling';
    case 'exhausted':
      return 'partly';
    case 'excluded':
      return why === 'noMobile' ? 'noMobile' : why === 'deceased' ? 'deceased' : 'excluded';
    case 'closed':
      return 'nothingOpen';
    case 'listed':
      return 'stopped';
    default:
      return state satisfies never;
  }
}
