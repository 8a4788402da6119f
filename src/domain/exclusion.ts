/** Why somebody on the list is not asked by a campaign. Closed list; every one is counted and shown. */
export const EXCLUSIONS = [
  'deceased',
  'optedOut',
  'openConversation',
  'contactedLately',
  'validatedUntil',
  'neverMessage',
  'protectedNumber',
  'noMobile',
  'appointmentKnown',
  'staleCheck',
  'nothingToAsk',
  'erased',
] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];
