/** What a suppression stops (DESIGN §3.5). */

/** `stop`: they said no more · `death`: news of the person's death · `wrongPerson`: the number is not this person's. */
export type SuppressionReason = 'stop' | 'death' | 'wrongPerson';

/** Why something would be sent or somebody called. `lasting`: one word that is allowed in spite of everything. */
export type Purpose = 'campaign' | 'reminder' | 'reply' | 'lasting' | 'portalCode' | 'operatorCall';

/**
 * A STOP is about messages: a code the person asks for in the portal still comes, and a person may still call about care.
 * After a death, and where the number is not theirs, nothing goes: not even a call by the book, which is a decision of the desk.
 */
const STOPS: Readonly<Record<SuppressionReason, readonly Purpose[]>> = {
  stop: ['campaign', 'reminder', 'reply'],
  death: ['campaign', 'reminder', 'reply', 'portalCode', 'operatorCall'],
  wrongPerson: ['campaign', 'reminder', 'reply', 'portalCode', 'operatorCall'],
};

export function stops(why: SuppressionReason, purpose: Purpose): boolean {
  return STOPS[why].includes(purpose);
}
