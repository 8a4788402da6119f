/**
 * Why a centre does not take a call: one closed set, asked in one order, so that the overflows of all centres can be compared
 * (REQUIREMENTS A5). The first that holds is the one that is recorded.
 */
export const CRITERIA = ['closed', 'language', 'skill', 'full', 'slow'] as const;
export type Criterion = (typeof CRITERIA)[number];

/** `gaveUp`: the centre took the call, the wait was thought to be short, and the caller left. */
export const CAUSES = [...CRITERIA, 'gaveUp'] as const;
export type Cause = (typeof CAUSES)[number];

/** A centre at the moment of a call. */
export interface Standing {
  readonly agents: number;
  readonly busy: number;
  readonly waiting: number;
  readonly places: number;
  readonly speaks: boolean;
  readonly does: boolean;
  /** Seconds of a call here, on average. */
  readonly seconds: number;
}

/** Seconds until somebody is free for the next caller: each of those before has to be taken first. */
export const expectedWait = ({ agents, busy, waiting, seconds }: Standing): number =>
  busy < agents ? 0 : ((waiting + 1) * seconds) / Math.max(1, agents);

/** Null = it takes the call. `slowAfter` — seconds. */
export function refusal(centre: Standing, slowAfter: number): Criterion | null {
  if (centre.agents === 0) return 'closed';
  if (!centre.speaks) return 'language';
  if (!centre.does) return 'skill';
  if (centre.busy < centre.agents) return null;
  if (centre.waiting >= centre.places) return 'full';
  return expectedWait(centre) > slowAfter ? 'slow' : null;
}
