/** How long callers wait at a desk, by time of day: so that a person can choose when to call (REQUIREMENTS T2). */
export interface CallWait {
  /** HH:MM there. */
  readonly from: string;
  readonly to: string;
  /** Minutes. */
  readonly average: number;
}

/** As of a day, by a source that is fresh enough to be told. */
export interface KnownWaits {
  readonly source: string;
  /** yyyy-mm-dd */
  readonly asOf: string;
  /** When one waits least, and when most. */
  readonly best: CallWait;
  readonly worst: CallWait;
}

/** A time of the day as a source tells it. */
export interface WaitRow extends CallWait {
  /** Minutes; null = not told. */
  readonly least: number | null;
  readonly most: number | null;
  readonly source: string;
  /** Epoch ms, and the day it is there. */
  readonly asOf: number;
  readonly day: string;
}

/** Of an average wait: short, middling, long. */
export const FACES = ['green', 'yellow', 'red'] as const;
export type Face = (typeof FACES)[number];

export interface WaitLine {
  readonly from: string;
  readonly to: string;
  /** Minutes; null = nobody has measured this time of the day. */
  readonly known: {
    readonly average: number;
    readonly least: number | null;
    readonly most: number | null;
    readonly face: Face;
  } | null;
}

/** `stale`: what there is is too old to be told. */
export interface WaitTable {
  readonly is: 'fresh' | 'stale' | 'missing';
  readonly source: string | null;
  /** yyyy-mm-dd */
  readonly asOf: string | null;
  readonly lines: readonly WaitLine[];
  readonly best: CallWait | null;
}
