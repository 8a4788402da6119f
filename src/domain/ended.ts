/** How a conversation came to its end. */
export type Ended =
  | 'answered'
  | 'handed'
  | 'stopped'
  | 'wrongPerson'
  | 'deceased'
  | 'relative'
  | 'silent'
  /** Nobody answered here; the person's next number is tried. */
  | 'nextNumber'
  | 'unreachable'
  | 'withdrawn'
  | 'elsewhere';
