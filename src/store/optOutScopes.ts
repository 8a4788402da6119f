import type { TurnRecord } from '../turn/conversation.js';

/** The person themself is there: known to read, and writing. */
const isSelf = (record: TurnRecord): boolean => record.assurance >= 1 && record.kind === 'said';

/**
 * A STOP stops the number; said by the person themself it stops that person on every number. A relative's, or one the provider
 * tells us of, says nothing about the person elsewhere.
 */
export function optOutScopes(address: string, person: string | null, record: TurnRecord): string[] {
  return [`number:${address}`, ...(person !== null && isSelf(record) ? [`person:${person}`] : [])];
}

/** START brings back the number; the person, only when it is they who say so. */
export function optInScopes(address: string, person: string | null, record: TurnRecord): string[] {
  return [`number:${address}`, ...(person !== null && isSelf(record) ? [`person:${person}`] : [])];
}
