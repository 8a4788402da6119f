/** What is known of a person's benefit payments, and from where: no answer is given without its source and its day (REQUIREMENTS extra 9). */

export interface Payment {
  /** yyyy-mm-dd: when it was or will be paid; null = no day is set. */
  readonly on: string | null;
  /** Written for people, with its currency: "1.234,50 €"; '' = not told. */
  readonly amount: string;
  /** What the service still waits for, in its own words: "parte de baja"; '' = nothing. */
  readonly missing: string;
}

/** As of a day, by a source that is fresh enough to be told. */
export interface KnownPayments {
  readonly source: string;
  /** yyyy-mm-dd */
  readonly asOf: string;
  /** The nearest one to come; null = none is set. */
  readonly next: Payment | null;
  /** The last one made; null = none is known. */
  readonly last: Payment | null;
}
