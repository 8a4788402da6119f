/** Data of other systems as stored: each with its source and its day. */
import type { Errand } from '../domain/booking.js';
import type { Sealed } from './person-documents.js';

/** What a programme answers from; a closed list. */
export const SOURCE_KINDS = ['appointments', 'payments', 'slots', 'professionals', 'waits', 'centres'] as const;
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
  /** `gone`: a newer complete file has it no more; `leaving`: given up here, and that can still be undone. */
  readonly state: 'booked' | 'cancelled' | 'gone' | 'leaving';
  /** Sealed {place, care, agenda, reference}. */
  readonly secret: Sealed;
  /** What was done here with it: no file undoes that. */
  readonly booking?: string;
  /** When they last said that they come. */
  readonly comesAt?: Date;
  /** The place it has, of those that were told as free. */
  readonly slot?: string;
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

/** A centre that answers people: where it is, whose it is, who sits there. */
export interface CentreDoc {
  /** programme:code */
  readonly _id: string;
  readonly programme: string;
  readonly code: string;
  readonly name: string;
  /** Degrees north and east. */
  readonly at: readonly [number, number];
  /** First digits of the postcodes, or codes of the communes, of its area. */
  readonly areas: readonly string[];
  readonly phone: string;
  /** As a language begins: es, ca, it. */
  readonly languages: readonly string[];
  /** What it does; empty = everything. */
  readonly skills: readonly string[];
  /** Callers who can wait there. */
  readonly places: number;
  /** Local times, `08:30`. */
  readonly shifts: readonly { readonly from: string; readonly to: string; readonly agents: number }[];
  readonly source: string;
  readonly asOf: Date;
}

/** A place of an agenda; says nothing of anybody. */
export interface SlotDoc {
  /** programme:hash of source and reference */
  readonly _id: string;
  readonly programme: string;
  readonly agenda: string;
  /** yyyy-mm-dd and HH:MM there. */
  readonly on: string;
  readonly at: string;
  readonly startsAt: Date;
  /** `gone`: the source has it no more. */
  readonly state: 'free' | 'taken' | 'gone' | 'held';
  /** The booking that took it here; of one that is `held`, the offer, or what gives it on. */
  readonly booking: string | null;
  /** When it was last offered to somebody: for a while others are offered others first. */
  readonly offeredAt?: Date;
  /** Times it was offered in that while. */
  readonly offers?: number;
  readonly place: string;
  readonly commune: string;
  /** The agenda's own id of the place; absent = it gave none. */
  readonly reference?: string;
  readonly source: string;
  readonly asOf: Date;
}

/** A place that was given, changed or given up here. */
export interface BookingDoc {
  /** That of its errand. */
  readonly _id: string;
  readonly programme: string;
  readonly person: string;
  readonly conversation: string;
  readonly kind: 'new' | 'change' | 'cancel';
  /** Appointment that is given up, and the one that came into being. */
  readonly old: string | null;
  readonly made: string | null;
  readonly slot: string | null;
  readonly reason: string | null;
  /** `open`: can be undone until `settleAt`, when what it frees becomes free (`settling` while that is done). */
  readonly state: 'open' | 'settling' | 'settled' | 'undone';
  readonly at: Date;
  readonly settleAt: Date;
  /** When it was told to the agenda's own system (booking/tell.ts). */
  readonly toldAt: Date | null;
  /** The agenda's system would not have it: why. Somebody calls the person. */
  readonly refused?: string;
}

/** Something a conversation sent for; its result is an event of that conversation. */
export interface ErrandDoc {
  /** Row of its turn, and its place there. */
  readonly _id: string;
  readonly programme: string;
  readonly person: string | null;
  readonly conversation: string;
  readonly errand: Errand;
  readonly at: Date;
  readonly state: 'open' | 'done';
}

/** Somebody who waits for a place of an agenda. */
export interface WaitingDoc {
  /** programme:agenda:person */
  readonly _id: string;
  readonly programme: string;
  readonly agenda: string;
  readonly person: string;
  /** 1 = before all others; by the service. */
  readonly priority: number;
  /** yyyy-mm-dd */
  readonly since: string;
  /** `gone`: the source has them no more. */
  readonly state: 'waiting' | 'placed' | 'gone';
  readonly source: string;
  readonly asOf: Date;
}

/** A place that was given up, and is given on from one person to the next. */
export interface FreedPlaceDoc {
  /** slot:booking that gave it up */
  readonly _id: string;
  readonly programme: string;
  readonly agenda: string;
  readonly slot: string;
  /** `free`: nobody was left to offer it to, or no time. */
  readonly state: 'open' | 'placed' | 'free';
  /** Offers made: the guard. */
  readonly round: number;
  readonly current: { readonly offer: string; readonly person: string; readonly expiresAt: Date } | null;
  /** Who gave it up, and who was offered it or could not be. */
  readonly passed: readonly string[];
  readonly nextAt: Date;
  readonly at: Date;
}

/** Why somebody was not offered it who came before. */
export type PassedOver = 'mayNotBeWritten' | 'minor' | 'hasOne' | 'enoughOffers' | 'otherOffer' | 'noNumber' | 'busy';

/** One offer of a freed place to one person: the record of the order and its reasons. */
export interface PlaceOfferDoc {
  /** freed:round */
  readonly _id: string;
  readonly freed: string;
  readonly programme: string;
  readonly agenda: string;
  readonly slot: string;
  readonly person: string;
  readonly conversation: string;
  /** What decided: priority, then wait, then whether it is in their commune. */
  readonly priority: number;
  readonly since: string;
  readonly near: boolean;
  /** Those before them in the order, and why it is not theirs. */
  readonly passedOver: readonly { readonly person: string; readonly why: PassedOver }[];
  readonly state: 'begins' | 'offered' | 'accepted' | 'declined' | 'expired' | 'unreachable';
  readonly at: Date;
  readonly expiresAt: Date;
}

/** An appointment of which somebody was reminded, so many days before. */
export interface ReminderDoc {
  /** programme:hash of person, day and hour:days before */
  readonly _id: string;
  readonly programme: string;
  readonly person: string;
  readonly appointment: string;
  /** yyyy-mm-dd of the appointment. */
  readonly on: string;
  readonly daysBefore: number;
  /** `waits`: their number is busy, or it is night there. */
  readonly state: 'waits' | 'begun' | 'left';
  readonly why?: 'mayNotBeWritten' | 'minor' | 'noNumber' | 'staleSource' | 'justMade';
  /** When it is looked at again. */
  readonly nextAt: Date;
  readonly at: Date;
}

/** Tries on one day to say by a whole document who one is. */
export interface ProofTriesDoc {
  /** number:<address>:<day> | document:<person>:<day>; both are blind indexes. */
  readonly _id: string;
  /** In their order; one is one try, however often it is run. */
  readonly errands: readonly string[];
  readonly at: Date;
}

/** Somebody who sees patients, or a service; public. */
export interface ProfessionalDoc {
  /** programme:hash of source and row */
  readonly _id: string;
  readonly programme: string;
  /** '' = the service itself. */
  readonly name: string;
  readonly service: string;
  readonly place: string;
  readonly hours: string;
  readonly phone: string;
  readonly source: string;
  readonly asOf: Date;
}

/** Somebody who is asked how they are, once a day for some days. */
export interface FollowUpDoc {
  /** programme:form:person */
  readonly _id: string;
  readonly programme: string;
  readonly person: string;
  /** The form of the programme that is asked. */
  readonly form: string;
  /** yyyy-mm-dd */
  readonly from: string;
  readonly days: number;
  /** Times they were asked. */
  readonly asked: number;
  readonly nextAt: Date | null;
  readonly state: 'open' | 'ended';
  readonly source: string;
  readonly asOf: Date;
}

/** How long callers waited at a time of day. */
export interface CallWaitDoc {
  /** programme:hash of source and time */
  readonly _id: string;
  readonly programme: string;
  /** HH:MM */
  readonly from: string;
  readonly to: string;
  /** Minutes; null = not told. */
  readonly average: number;
  readonly least: number | null;
  readonly most: number | null;
  readonly source: string;
  readonly asOf: Date;
}
