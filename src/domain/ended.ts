/** How a conversation came to its end. */
export type Ended =
  | 'answered'
  | 'handed'
  | 'stopped'
  | 'wrongPerson'
  | 'deceased'
  | 'relative'
  | 'silent'
  | 'unreachable'
  | 'withdrawn'
  | 'elsewhere';
