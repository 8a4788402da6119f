/** What the portal keeps: links that were sent, who is there, tries that are counted, files and signed writings. No number, name or word in the open. */
import type { Locale } from '../domain/meaning.js';
import type { Sealed } from './person-documents.js';

/** A link that a conversation sent to its person. It says whom it is for, and proves nothing. */
export interface PortalLinkDoc {
  /** Blind index of its twelve letters. */
  readonly _id: string;
  readonly programme: string;
  readonly person: string;
  /** Blind index of the number that it was sent to. */
  readonly address: string;
  readonly at: Date;
  readonly expiresAt: Date;
  /** When it was opened; a second time it opens nothing. */
  readonly usedAt: Date | null;
}

/** What was proved, and when. */
export interface PortalProofs {
  /** A code that came to a number on file; `signs`: the number had been validated for long enough. */
  readonly code: { readonly at: Date; readonly address: string; readonly signs: boolean } | null;
  /** The last digits of the document and the year of birth. */
  readonly document: Date | null;
  /** An identity provider said who it is. */
  readonly provider: { readonly at: Date; readonly issuer: string } | null;
}

export interface PortalSessionDoc {
  /** Hash of what the browser has. */
  readonly _id: string;
  readonly programme: string;
  /** Whom it is about. Whether there is such a person is told by nothing: `known` false lives through the same pages. */
  readonly person: string;
  readonly known: boolean;
  /** The number that the link came to. */
  readonly address: string | null;
  readonly at: Date;
  readonly seenAt: Date;
  readonly locale: Locale;
  /** The code that was asked for last. It is made of `nonce` and of a key that is not in the database. */
  readonly code: {
    readonly nonce: string;
    readonly expiresAt: Date;
    /** To come in, or to show that a new number is theirs: the one is never taken for the other. */
    readonly use: 'enter' | 'number';
    readonly address: string | null;
    readonly signs: boolean;
  } | null;
  readonly proofs: PortalProofs;
  /** A sign-in at the identity provider that is under way: sealed {state, nonce, verifier}. */
  readonly oidc?: Sealed;
  /** They have said how it went; asked once. */
  readonly rated?: true;
  /** A number that was given here and waits for its code: sealed {phone}. */
  readonly newPhone?: Sealed;
  /** A line for the next page alone: its name among the texts. */
  readonly notice?: string | null;
}

/** Tries at one thing within a window; counted before anything is compared. */
export interface PortalTriesDoc {
  readonly _id: string;
  readonly tries: number;
  readonly at: Date;
}

/** How well it went, as people said at the end: easy, so so, hard. */
export const RATINGS = ['easy', 'fair', 'hard'] as const;
export type Rating = (typeof RATINGS)[number];

/** How many said so on a day. Who said what is written nowhere. */
export interface RatingDoc {
  /** programme:day:how */
  readonly _id: string;
  readonly programme: string;
  /** yyyy-mm-dd, in the programme's zone. */
  readonly day: string;
  readonly how: Rating;
  readonly count: number;
}

/** A file that a person gave us here. Its bytes are in GridFS, sealed with the person's key. */
export interface PortalFileDoc {
  readonly _id: string;
  readonly programme: string;
  readonly person: string;
  readonly kind: 'document' | 'representative' | 'writing';
  /** As its bytes say: image/jpeg, application/pdf … */
  readonly type: string;
  readonly size: number;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
  readonly at: Date;
  /** Of a writing: the entry it gives up. */
  readonly entry: string | null;
  /** Its name in GridFS. */
  readonly stored: string;
  /** Sealed: what was said with it. */
  readonly secret: Sealed;
}
