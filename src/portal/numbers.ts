/** Which of a person's numbers gets a code, and what may be signed with it. Pure. */
import type { ContactPoint } from '../store/documents.js';
import type { KnownPerson } from '../store/loadConversations.js';

const DAY = 86_400_000;
/** A number that was just changed may be a thief's: for so long it gets no code, and the old one was told. */
export const UNTRUSTED_FOR = 7 * DAY;

export interface CodeNumber {
  readonly address: string;
  /** E.164 */
  readonly phone: string;
  /** Validated for long enough: what is signed with it counts as signed. */
  readonly signs: boolean;
}

/** A STOP is about messages: a code that somebody asks for still comes (domain/suppression). */
const USABLE: readonly ContactPoint['status'][] = ['validated', 'reachable', 'unverified', 'optedOut'];

/** The numbers of a person that may get a code, the surest first. `now` — epoch ms. */
export function codeNumbers({ doc, secret }: KnownPerson, now: number): CodeNumber[] {
  return doc.contacts
    .flatMap((contact, at) => {
      const phone = secret.contacts[at]?.value ?? '';
      return isUsable(contact, now) && phone !== '' ? [{ contact, phone }] : [];
    })
    .sort((a, b) => USABLE.indexOf(a.contact.status) - USABLE.indexOf(b.contact.status))
    .map(({ contact, phone }) => ({ address: contact.address, phone, signs: isLongValidated(contact, now) }));
}

/** The one that the link came to, where it may get a code; to sign, one that may sign. */
export function codeNumber(
  person: KnownPerson,
  { preferred, toSign }: { readonly preferred: string | null; readonly toSign: boolean },
  now: number,
): CodeNumber | null {
  const numbers = codeNumbers(person, now);
  const signing = toSign ? numbers.filter(({ signs }) => signs) : [];
  const among = signing.length > 0 ? signing : numbers;
  return among.find(({ address }) => address === preferred) ?? among[0] ?? null;
}

const isUsable = (contact: ContactPoint, now: number): boolean =>
  contact.kind === 'mobile' &&
  !contact.shared &&
  contact.guarded !== true &&
  USABLE.includes(contact.status) &&
  !isJustGiven(contact, now);

/** Given here a few days ago. */
export const isJustGiven = ({ from, history }: ContactPoint, now: number): boolean =>
  from === 'person' && now - (history?.[0]?.at.getTime() ?? 0) < UNTRUSTED_FOR;

const isLongValidated = ({ status, statusAt }: ContactPoint, now: number): boolean =>
  status === 'validated' && statusAt !== undefined && now - statusAt.getTime() >= UNTRUSTED_FOR;
