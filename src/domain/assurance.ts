/**
 * How sure we are of who is answering, and what may then be said and recorded (DESIGN §1).
 * 0 unknown · 1 answered on a number on file, or a one-time code to it ·
 * 2 last document digits and year of birth (three tries, then a person) · 3 both, in the portal, or an identity provider.
 */
export type Assurance = 0 | 1 | 2 | 3;

/** Tries at the document digits and the year of birth before a person takes over. */
export const IDENTITY_TRIES = 3;

const NEEDED = {
  /** "You asked for care in March 2023": month and health service, no hospital, no specialty. */
  mentionEntry: 1,
  /** The everyday name of a care that is not sensitive. Sensitive or unknown care is never named in a message. */
  nameCare: 2,
  /** The day and the service of an appointment ahead: whoever holds the phone need not be the patient. */
  tellAppointment: 2,
  /** The day, the amount and what is missing of a payment. */
  tellPayment: 2,
  /** Keeping the place can harm nobody, so a number on file is enough. */
  recordNeed: 1,
  /** Anything that could take a person off the list. */
  recordRemoval: 2,
  /** Changing phones and addresses on file. */
  changeContact: 1,
} as const satisfies Record<string, Assurance>;

export type Permission = keyof typeof NEEDED;

export function may(permission: Permission, assurance: Assurance): boolean {
  return assurance >= NEEDED[permission];
}
