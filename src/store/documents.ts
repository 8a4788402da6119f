/** The shapes of the stored documents. What could name a patient is sealed (`secret`); the rest is codes, states and times. */
import type { Assurance } from '../domain/assurance.js';
import type { Channel } from '../domain/channel.js';
import type { AppointmentAnswer, Barrier, SayKind } from '../domain/effect.js';
import type { Ended } from '../domain/ended.js';
import type { OutcomeKind } from '../domain/outcome.js';
import type { SuppressionReason } from '../domain/suppression.js';

import type { Sealed } from './person-documents.js';

export type { Asking, ContactPoint, ContactStatus, PersonDoc, PersonSecret, Sealed } from './person-documents.js';
export type { CallAttemptDoc, CallResult, DeskClaimDoc, DeskNote, DeskTaskDoc, RoutingDoc } from './desk-documents.js';
export type {
  AppointmentDoc,
  BookingDoc,
  CallWaitDoc,
  ErrandDoc,
  FollowUpDoc,
  PassedOver,
  PaymentDoc,
  CentreDoc,
  ProfessionalDoc,
  ProofTriesDoc,
  FreedPlaceDoc,
  PlaceOfferDoc,
  ReminderDoc,
  WaitingDoc,
  SlotDoc,
  SourceDoc,
} from './source-documents.js';
export type {
  AlarmSignatureDoc, BatchDoc, EvidenceDoc, ProposalDoc, SampleDoc,
} from './discharge-documents.js'; // prettier-ignore
export type { ApiAnswerDoc, ApiTokenDoc, WebhookDoc } from './api-documents.js';
export type {
  AuditDoc,
  ChainHeadDoc,
  ImportDoc,
  JobDoc,
  OnCallDoc,
  SealDoc,
  SessionDoc,
  SignInDoc,
  UserDoc,
} from './record-documents.js';
export type {
  PortalFileDoc,
  PortalLinkDoc,
  PortalProofs,
  PortalSessionDoc,
  PortalTriesDoc,
  RatingDoc,
} from './portal-documents.js';
export type {
  ChannelStopDoc, MediaDoc, OptOutDoc, Report, ReportDoc, TemplateDoc,
} from './provider-documents.js'; // prettier-ignore

export interface EntryDoc {
  /** programme.identity */
  readonly _id: string;
  readonly programme: string;
  readonly person: string;
  readonly state: 'open' | 'closed';
  readonly type: number;
  readonly careCode: string;
  readonly plane: string;
  readonly limb: string;
  readonly enteredOn: string;
  readonly healthService: number;
  readonly origin: string;
  readonly destination: string;
  readonly exitedOn: string | null;
  readonly exitCause: number | null;
  readonly appointmentOn: string | null;
  readonly sigteId: string;
  readonly localId: string;
  /** Diagnoses, the establishment's own name of the care, the requesting professional. */
  readonly secret: Sealed;
  readonly hash: string;
  readonly importId: string;
  readonly synthetic: boolean;
  /** What the person said about a day of appointment (yyyy-mm-dd); of a new day they are asked anew. */
  readonly appointment?: {
    readonly on: string;
    readonly is: AppointmentAnswer;
    readonly at: Date;
    readonly conversation: string;
  };
  /** The last thing learned (projection of `outcomes`). */
  readonly outcome?: EntryOutcome | null;
}

export interface EntryOutcome {
  readonly is: OutcomeKind;
  readonly at: Date;
  readonly assurance: Assurance;
  readonly conversation: string;
  readonly turn: number;
}

export interface AddressDoc {
  /** Blind index of the number, or of a user id where the provider hides the number. */
  readonly _id: string;
  /** This user id writes from that number: learned when both came together. */
  readonly aliasOf?: string | null;
  /** Sealed {phone, userId}: where an answer goes when nobody on the list has this number. */
  readonly reach?: Sealed;
  /** When we last wrote first on WhatsApp: counts against the messaging tier for 24 hours. */
  readonly openedAt?: Date;
  /** The one live conversation, over all persons and programmes. */
  readonly live: string | null;
  readonly liveSince: Date | null;
  readonly last: string | null;
  readonly lastAt: Date | null;
}

export interface OutboxItem {
  readonly state: 'due' | 'sending' | 'unknown' | 'withdrawn';
  readonly dueAt: Date;
  readonly kind: SayKind;
  readonly channel: Channel;
  readonly lease: { readonly until: Date; readonly token: string } | null;
  readonly tries: number;
  /** Was found in `sending` after its lease: it may have been sent before. */
  readonly again?: boolean;
  /** Taken back while it was under way: if it did not leave, it never will. */
  readonly withdrawn?: boolean;
  /** When the first request may have left: a provider is asked for what it took since then. */
  readonly since?: Date;
  /** Sends of the same words before this message, that failed on the way. */
  readonly attempt?: number;
  /** SMS segments. */
  readonly segments?: number;
  /** Sealed {text, choices, keys}. */
  readonly secret: Sealed;
}

export interface ConversationDoc {
  readonly _id: string;
  readonly programme: string;
  readonly person: string | null;
  readonly address: string;
  readonly channel: Channel;
  readonly live: boolean;
  readonly ended: Ended | null;
  readonly dialog: string;
  readonly version: number;
  /** Name of the dialog's state; the context is sealed. */
  readonly state: string;
  readonly secret: Sealed;
  readonly step: number;
  /** Absent or null: no campaign asked. */
  readonly campaign?: string | null;
  readonly cadence?: string | null;
  readonly arm?: string | null;
  /** The person's clock and calendar, where they are not the programme's. */
  readonly zone?: string;
  readonly localDays?: string;
  /** Opening messages and reminders while nobody had answered. */
  readonly attempts?: readonly { readonly channel: Channel; readonly at: Date }[];
  readonly assurance: Assurance;
  /** Turns taken: the guard of every update. */
  readonly turn: number;
  readonly applied: readonly string[];
  /** When the person said the newest words applied, epoch ms. */
  readonly saidAt: number;
  /** Has the person written at all? */
  readonly answered: boolean;
  /** Until when free text may be sent on WhatsApp, epoch ms; 0 = the person has not written there. */
  readonly windowUntil: number;
  /** Outbox ids of the messages that put the open question: a button of any other is an old one. */
  readonly askedIn: readonly string[];
  readonly outbox: Readonly<Record<string, OutboxItem>>;
  readonly timers: readonly { readonly waitId: string; readonly dueAt: Date }[];
  readonly outcomes: Readonly<Record<string, { readonly is: OutcomeKind; readonly turn: number; readonly at: Date }>>;
  /** Turns not yet projected; sealed `TurnRecord`s. */
  readonly pending: readonly { readonly turn: number; readonly at: Date; readonly secret: Sealed }[];
  readonly audit: { readonly seq: number; readonly head: string };
  /** Earliest work: a message, a timer or a turn to project. Null = none. */
  readonly nextDueAt: Date | null;
  /** Earliest timer, or turn to project. Null = none. */
  readonly turnDueAt: Date | null;
  /** Earliest message to send, of those that open and remind, or are under way. Null = none. */
  readonly sendDueAt: Date | null;
  /** Earliest answer to send: people who have just written come before those we write to. Null = none. */
  readonly replyDueAt: Date | null;
  readonly openedAt: Date;
  readonly touchedAt: Date;
  readonly synthetic: boolean;
  /** The person proved who they are by the whole document alone: the number is not on file. */
  readonly unverified?: boolean;
  /** A person has it, and the program keeps silent. */
  readonly held?: {
    readonly by: string;
    readonly mode: 'call' | 'write';
    readonly channel: Channel;
    readonly ended: Ended | null;
  } | null;
  /** Wrapped key, where it began with nobody known. */
  readonly key: Sealed | null;
}

export interface InboundDoc {
  /** channel:providerId */
  readonly _id: string;
  /** `unreadable`: what was sealed cannot be opened, or makes no sense; a person looks. */
  readonly state: 'received' | 'applied' | 'unreadable';
  readonly channel: Channel;
  /** Blind index of the number it came from, or of the user id where that is hidden. */
  readonly address: string;
  readonly receivedAt: Date;
  readonly saidAt: Date;
  /** Sealed `Letter`. */
  readonly secret: Sealed;
  readonly conversation?: string;
}

export interface MessageDoc {
  readonly _id: string;
  readonly conversation: string;
  readonly person: string | null;
  readonly programme: string;
  readonly direction: 'in' | 'out';
  readonly channel: Channel;
  readonly at: Date;
  readonly turn: number;
  readonly kind: SayKind | null;
  readonly key: string | null;
  readonly state:
    'received' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'suppressed' | 'withdrawn' | 'unknown';
  readonly segments: number;
  /** The number it goes to or comes from. */
  readonly address?: string;
  /** Words of ours: sends of the same words before this one, that failed on the way. */
  readonly attempt?: number;
  readonly failure?: string;
  readonly providerId?: string;
  readonly possibleDuplicate?: boolean;
  /** The channel that took it: twilio-sms, whatsapp-cloud … */
  readonly via?: string;
  /** Name of the template it went as. */
  readonly template?: string;
  /** As the provider told it. */
  readonly cost?: string;
  readonly category?: string;
  readonly billable?: boolean;
  /** It left although it was withdrawn meanwhile: it was on its way when the person said STOP, or answered. */
  readonly crossed?: boolean;
  /** When it reached each state. */
  readonly sentAt?: Date;
  readonly deliveredAt?: Date;
  readonly readAt?: Date;
  readonly failedAt?: Date;
}

export interface TurnDoc {
  /** conversation:turn */
  readonly _id: string;
  readonly conversation: string;
  readonly person: string | null;
  readonly turn: number;
  readonly at: Date;
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly secret: Sealed;
}

export interface OutcomeDoc {
  readonly _id: string;
  readonly programme: string;
  readonly entry: string;
  readonly person: string | null;
  readonly is: OutcomeKind;
  readonly at: Date;
  readonly assurance: Assurance;
  readonly conversation: string;
  readonly turn: number;
  readonly channel: Channel;
  readonly confirmations: number;
  /** What keeps somebody away who does not want the care. */
  readonly barrier?: Barrier;
  /** Sealed {place, date} in the person's words. */
  readonly secret: Sealed | null;
}

export interface HoldDoc {
  /** The entry. */
  readonly _id: string;
  readonly at: Date;
  readonly conversation: string;
  /** Who looked, and lets it be proposed again. */
  readonly lifted?: { readonly by: string; readonly at: Date; readonly why: string };
}

export interface SuppressionDoc {
  /** number:<address> | person:<person> | pair:<address>:<person> */
  readonly _id: string;
  readonly why: SuppressionReason;
  /** The STOP whose place the news of a death took. */
  readonly over?: 'stop';
  readonly at: Date;
  readonly conversation: string;
}
