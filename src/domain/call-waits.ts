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
