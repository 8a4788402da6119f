/** What was learned of one entry, and where that leaves the person. Closed lists (DESIGN §1). */

export const OUTCOMES = [
  'stillNeeds', 'worse', 'postpones', 'attendedPublic', 'attendedElsewhere', 'recovered', 'refuses',
  'insurerChanged', 'deceasedReported', 'undecided', 'notLocated',
] as const; // prettier-ignore
export type OutcomeKind = (typeof OUTCOMES)[number];

/** Outcomes that may become a discharge proposal. A reported death only freezes: the registry decides. */
export const REMOVING_OUTCOMES = [
  'attendedPublic',
  'attendedElsewhere',
  'recovered',
  'refuses',
  'insurerChanged',
] as const;
export type RemovingOutcome = (typeof REMOVING_OUTCOMES)[number];

export function isRemoving(kind: OutcomeKind): kind is RemovingOutcome {
  return (REMOVING_OUTCOMES as readonly OutcomeKind[]).includes(kind);
}

/** The person keeps the place and is still to be cared for. */
export function keepsPlace(kind: OutcomeKind): boolean {
  return kind === 'stillNeeds' || kind === 'worse' || kind === 'postpones' || kind === 'undecided';
}

export const PLACES = ['needsCare', 'canBeDischarged', 'notLocated', 'open'] as const;
export type Place = (typeof PLACES)[number];

/** What is known of a person when their place is decided. */
export interface Standing {
  /** Latest outcome of each open entry; null = not asked or not answered. */
  readonly outcomes: readonly (OutcomeKind | null)[];
  /** Entries whose removal is proposed and not withdrawn. */
  readonly proposed: number;
  /** Opted out, a death to check, or in review: never "not located". */
  readonly frozen: boolean;
  /** The attempt rule was met without any answer. */
  readonly attemptsExhausted: boolean;
}

/** The one place a person is in (REQUIREMENTS M7). Someone who needs one care needs care, whatever the others are. */
export function placeOf(standing: Standing): Place {
  if (standing.outcomes.some((kind) => kind !== null && keepsPlace(kind))) return 'needsCare';
  if (standing.frozen) return 'open';
  if (standing.outcomes.length > 0 && standing.proposed === standing.outcomes.length) return 'canBeDischarged';
  if (standing.attemptsExhausted && standing.outcomes.every((kind) => kind === null || kind === 'notLocated'))
    return 'notLocated';
  return 'open';
}
