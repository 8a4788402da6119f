import type { Label, Question } from './meaning.js';
import type { Errand } from './booking.js';
import type { RequestAnswer } from './request.js';
import type { OutcomeKind } from './outcome.js';
import type { Assurance } from './assurance.js';

/** What a dialog asks the service to do: four verbs, as data (DESIGN §4). The service acts, the dialog never does. */
export type Effect =
  | ({ readonly type: 'say' } & Say)
  | ({ readonly type: 'record' } & Fact)
  | { readonly type: 'wait'; readonly for: WaitKey }
  | ({ readonly type: 'handOff' } & HandOff);

/**
 * Why a message is sent, which decides whether a suppression lets it through (DESIGN §3.5):
 * `first` opens a conversation; `reply` answers the person; `reminder` follows silence;
 * `stopConfirmation`, `closing` (after a death or a wrong number) and `emergency` are sent once in spite of a suppression.
 */
export type SayKind = 'first' | 'reply' | 'reminder' | 'stopConfirmation' | 'closing' | 'emergency';

/** Words to say, by key; never the words themselves. */
export interface Say {
  readonly key: string;
  readonly params: Readonly<Record<string, SayParam>>;
  /** Ids of the answers offered, in order; empty for a free answer or none. */
  readonly choices: readonly string[];
  /** Of answers that are days: which, and at what time ('' = not known). */
  readonly labels?: Readonly<Record<string, { readonly on: string; readonly at: string }>>;
  readonly kind: SayKind;
}
export type SayParam = string | number | EntryMention | DayMention | NumberOfThis | LinkOfThis | Within | Places;

/** The number by which the task of this turn is found again: "261130-4F7K2". */
export interface NumberOfThis {
  readonly numberOf: 'this';
}

/** The address of the portal, with letters of this turn's own. */
export interface LinkOfThis {
  readonly linkTo: 'portal';
}

/** Free places, one a line. */
export interface Places {
  readonly slots: readonly { readonly on: string; readonly at: string; readonly place: string }[];
}

/** The day until when it is answered, so many working days from now. */
export interface Within {
  readonly workingDays: number;
}

/** How an entry is mentioned: month and health service always, the care's everyday name only when it may be told. */
export interface EntryMention {
  /** yyyy-mm */
  readonly askedOn: string;
  readonly place: string;
  readonly care: string | null;
}

/** A day, written out in the language of the text: "12 de diciembre". */
export interface DayMention {
  /** yyyy-mm-dd */
  readonly day: string;
  /** With the day of the week: "martes 4 de marzo". */
  readonly weekday?: true;
  /** Until when somebody answers: no day of an appointment, and no secret. */
  readonly of?: 'answer';
}

/** The question that is open; an answer is understood against it. */
export interface Asked extends Say {
  readonly question: Question;
  /** What a free answer should hold; null where only the offered answers make sense. */
  readonly expects: 'identity' | 'document' | 'place' | 'date' | 'phone' | 'field' | 'choice' | 'search' | null;
}

export type Fact =
  | { readonly fact: 'outcome'; readonly entry: string; readonly is: OutcomeKind; readonly details: OutcomeDetails }
  /** "I do need it": brings the entry back and holds every export until a person lifts it. */
  | { readonly fact: 'hold'; readonly entry: string }
  | { readonly fact: 'identified'; readonly assurance: Assurance }
  /** `by` the provider: it heard the STOP, or refuses our messages because of an earlier one. */
  | { readonly fact: 'optedOut'; readonly by?: 'provider' }
  | { readonly fact: 'optedIn' }
  /** The number does not belong to this person: only the pair is set apart, the number may be somebody else's. */
  | { readonly fact: 'wrongPerson' }
  | { readonly fact: 'relativeAnswered' }
  /** Who answers says that they are responsible for the minor, or its mother, father or guardian. */
  | { readonly fact: 'responsibleAnswered'; readonly relation: Relation }
  /** What they said about the day of the entry's appointment. */
  | { readonly fact: 'appointment'; readonly entry: string; readonly on: string; readonly is: AppointmentAnswer }
  /** They do not want the place that was offered to them alone. */
  | { readonly fact: 'declinesPlace'; readonly offer: string; readonly freed: string }
  /** No place was free for them: they wait for the next of this agenda. */
  | { readonly fact: 'waitsFor'; readonly agenda: string }
  /** They come on the day that they were reminded of. */
  | { readonly fact: 'comes'; readonly appointment: string }
  /** Something to be done outside the conversation; its result comes back as an event. */
  | { readonly fact: 'errand'; readonly errand: Errand }
  /** They were sent a link to the portal. */
  | { readonly fact: 'portalLink' }
  | { readonly fact: 'deathReported' }
  | { readonly fact: 'deathDenied' }
  | { readonly fact: 'numberConfirmed' }
  /** Could they come at a few days' notice, when a place becomes free? */
  | { readonly fact: 'shortNotice'; readonly is: boolean }
  /** A message could not reach the number. */
  | { readonly fact: 'numberFails'; readonly why: 'landline' | 'notOnWhatsApp' | 'noSuchNumber' | 'unreachable' }
  | { readonly fact: 'whatsappAllowed' }
  | { readonly fact: 'newPhone'; readonly said: string }
  | { readonly fact: 'newAddress'; readonly said: string };

export type Relation = 'parent' | 'responsible';
export type AppointmentAnswer = 'confirmed' | 'cannot' | 'notNeeded';

export interface OutcomeDetails {
  /** Times the person confirmed a removal, each with other words. */
  readonly confirmations?: number;
  /** Where, in the person's words (encrypted at rest). */
  readonly place?: string;
  /** When, as far as known: yyyy, yyyy-mm or yyyy-mm-dd. */
  readonly date?: string;
  /** What keeps somebody away who does not want the care; `none` = nothing does. */
  readonly barrier?: Barrier;
}

export const BARRIERS = ['travel', 'alone', 'fear', 'cost', 'none'] as const;
export type Barrier = (typeof BARRIERS)[number];

/** Cadence keys: how long to wait is the programme's data. */
export const WAIT_KEYS = ['reply', 'later', 'checkIn'] as const;
export type WaitKey = (typeof WAIT_KEYS)[number];

export const QUEUES = [
  'call',
  'sameDay',
  'emergency',
  'registry',
  'listen',
  'questions',
  'identify',
  'review',
  'coordinator',
  'requests',
  'doctor',
  'service',
] as const;
export type Queue = (typeof QUEUES)[number];

export interface HandOff {
  readonly queue: Queue;
  readonly reason: HandOffReason;
  readonly entry?: string;
  /** The appointment it is about. */
  readonly appointment?: string;
  /** The form that was filled in, and what was answered. */
  readonly request?: string;
  readonly answers?: readonly RequestAnswer[];
  /** Within so many working days its person was told that it is answered. */
  readonly workingDays?: number;
  /** The language they write in, where it is none of ours: BCP 47. */
  readonly language?: string;
}
export type HandOffReason =
  | 'askedForPerson' | 'notUnderstood' | 'identityNotProved' | 'relativeAnswered' | 'gotWorse' | 'emergency'
  | 'deathReported' | 'voiceNote' | 'photo' | 'moreEntries' | 'noLongerNeeded' | 'alikeEntries' | 'incident' | 'unwillingToSay' | 'unknownPerson' | 'olderWords'
  | 'unknownState' | 'unreachable' | 'rejected' | 'numberChanged' | 'channelStopped' | 'differsFromFile' | 'stillNeedsAfterExport' | 'callBack' | 'deathNotMatched'
  | 'request' | 'redFlag' | 'whenToCall' | 'checkInSilent' | 'otherLanguage' | 'minorNotNeeded' | 'dataRights' | 'representative' | 'bookingRefused' | 'appointmentCannot' | 'appointmentNotNeeded' | Label; // prettier-ignore
