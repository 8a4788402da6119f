/** Data of other systems as stored: each with its source and its day. */
import type { Sealed } from './person-documents.js';

/** What a programme answers from; a closed list. */
export const SOURCE_KINDS = ['appointments', 'payments'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export interface SourceDoc {
  /** programme:kind:hash of the name */
  readonly _id: string;
  readonly programme: string;
  readonly kind: SourceKind;
  /** Who gave it: "Agenda Hospital Base Osorno". */
  readonly name: string;
  /** The data are as of this moment, by the source's own word. */
  readonly asOf: Date;
  readonly loadedAt: Date;
  /** Rows of the last file that were taken. */
  readonly rows: number;
  /** The last file had every appointment ahead and was read whole: only then does "not in it" mean "none". */
  readonly complete?: boolean;
}

export interface AppointmentDoc {
  /** programme:reference, or programme:person:day:time where the source has no reference. */
  readonly _id: string;
  readonly programme: string;
  readonly person: string;
  /** yyyy-mm-dd */
  readonly on: string;
  /** HH:MM there; null = not told. */
  readonly at: string | null;
  /** `gone`: a newer complete file has it no more. */
  readonly state: 'booked' | 'cancelled' | 'gone';
  /** Sealed {place, care}. */
  readonly secret: Sealed;
  readonly source: string;
  readonly asOf: Date;
}

export interface PaymentDoc {
  /** programme:hash of source, person and reference */
  readonly _id: string;
  readonly programme: string;
  readonly person: string;
  /** yyyy-mm-dd; null = no day is set. */
  readonly on: string | null;
  /** `waiting`: something is missing, or no day is set. */
  readonly state: 'paid' | 'scheduled' | 'waiting' | 'gone';
  /** Sealed {amount, missing}. */
  readonly secret: Sealed;
  readonly source: string;
  readonly asOf: Date;
}
