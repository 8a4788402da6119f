/** A conversation as the pure steps of a turn see it: opened from its document, with nothing of the database in it. */
import type { DialogContext, DialogEntry, Interrupted } from '../../dialogs/context.js';
import type { DialogId } from '../../dialogs/index.js';
import type { Appointment, KnownAppointments } from '../domain/appointment.js';
import type { ErrandResult, PlaceOffer } from '../domain/booking.js';
import type { KnownPayments } from '../domain/payment.js';
import type { Assurance } from '../domain/assurance.js';
import type { Channel } from '../domain/channel.js';
import type { Effect, HandOff, OutcomeDetails, SayKind } from '../domain/effect.js';
import type { KnownWaits } from '../domain/call-waits.js';
import type { Directory } from '../domain/directory.js';
import type { KnownRequest, RequestForm } from '../domain/request.js';
import type { Label, Question } from '../domain/meaning.js';
import type { OutcomeKind } from '../domain/outcome.js';
import type { Ended } from '../domain/ended.js';
import type { SendFailure } from '../domain/failure.js';
import type { Whereabouts } from '../programmes/zones.js';

export interface Conversation extends Whereabouts {
  readonly id: string;
  readonly programme: string;
  readonly person: string | null;
  readonly address: string;
  readonly channel: Channel;
  readonly live: boolean;
  readonly ended: Ended | null;
  readonly dialog: DialogId;
  readonly version: number;
  readonly state: string;
  readonly context: DialogContext;
  /** Step of the cadence. */
  readonly step: number;
  /** The campaign that asks; null = none does, the person wrote by themselves. */
  readonly campaign: string | null;
  /** Name of the cadence; null = the programme's standard one. */
  readonly cadence: string | null;
  /** The wording that was drawn for the person; null = the ordinary one. */
  readonly arm: string | null;
  /** Opening messages and reminders to the person while nobody had answered, those on their earlier numbers included. */
  readonly attempts: readonly Attempt[];
  readonly turn: number;
  readonly applied: readonly string[];
  /** When the newest words applied were said, epoch ms; 0 = none yet. */
  readonly saidAt: number;
  readonly answered: boolean;
  /** Until when free text may be sent on WhatsApp, epoch ms; 0 = they have not written there. */
  readonly windowUntil: number;
  /** Messages that put the open question; a button of any other is an old one. */
  readonly askedIn: readonly string[];
  readonly timers: readonly Timer[];
  /** Messages not yet sent. */
  readonly queued: readonly Queued[];
  /** A person has it: they speak, and the program keeps silent; absent or null = nobody does. */
  readonly held?: Held | null;
}

export interface Held {
  /** Who: a user of the console. */
  readonly by: string;
  /** `call`: the operator reads the dialog aloud and clicks the answers; `write`: they write in their own words. */
  readonly mode: 'call' | 'write';
  /** Where it goes on afterwards. */
  readonly channel: Channel;
  /** How it had ended before; null = it was live, and goes on. */
  readonly ended: Ended | null;
}

export interface Attempt {
  readonly channel: Channel;
  /** When it was due, epoch ms. */
  readonly at: number;
}

export interface Queued {
  /** Key in the outbox. */
  readonly id: string;
  readonly kind: SayKind;
  /** The dispatcher has it: it may have left. Withdrawn, it does not leave any more if it has not. */
  readonly sending?: boolean;
}

export interface Timer {
  readonly waitId: string;
  /** Epoch ms. */
  readonly dueAt: number;
}

/** What is known of the person and needed to understand them. */
export interface PersonFacts {
  readonly firstName: string;
  /** Last four digits of the document before the check digit; null when there is none to prove. */
  readonly documentTail: string | null;
  readonly birthYear: number | null;
  /** yyyy-mm-dd; null = not known. */
  readonly bornOn: string | null;
  /** Open entries to ask about, in the order in which they are asked. */
  readonly entries: readonly DialogEntry[];
  /** What a fresh source says of their appointments; absent = none does. */
  readonly appointments?: KnownAppointments;
  /** The same of their benefit payments. */
  readonly payments?: KnownPayments;
  /** They said yes to WhatsApp at the number they are asked on. */
  readonly whatsappAllowed?: boolean;
  /** Usable numbers of theirs that were not tried yet, besides this one. */
  readonly otherNumbers?: number;
  /** What was tried on their other numbers before. */
  readonly earlier?: readonly Attempt[];
}

/** Words, a click or a file of the person. */
export interface Said {
  readonly channel: Channel;
  readonly text: string | null;
  /** Id of the answer clicked. */
  readonly choice: string | null;
  /** Id of our message whose button was clicked; undefined = not known. */
  readonly choiceOf?: string;
  /** What came besides words. `reaction` a thumb, `edit` and `deletion` of earlier words, `opened` the chat without a word. */
  readonly media:
    'voice' | 'photo' | 'contacts' | 'sticker' | 'reaction' | 'edit' | 'deletion' | 'opened' | 'other' | null;
  /** The provider has heard it as this already, and has answered. */
  readonly handled?: 'stop' | 'start' | 'help';
  /** The operator who heard it, and the turn that they had before them: whatever happened since, they have not seen. */
  readonly by?: string;
  readonly onTurn?: number;
  /** A STOP stands for the number they write from, whenever and in whatever conversation it was said. */
  readonly stopped?: boolean;
}

/** What can happen to a conversation. `eventId` makes twice once; `saidAt` and `at` are epoch ms. */
export type TurnEvent = { readonly eventId: string; readonly at: number } & (
  | {
      readonly kind: 'start';
      readonly step: number;
      readonly facts: PersonFacts;
      /** The person wrote first, and their words follow: what is said first is no attempt to reach them. */
      readonly wroteFirst?: true;
      /** A follow-up asks this, whatever the cadence is. */
      readonly form?: RequestForm;
      /** They are reminded of this, and asked nothing else. */
      readonly reminds?: Appointment;
      /** A place that became free is offered to them. */
      readonly offers?: PlaceOffer;
      /** Others have the number too. */
      readonly sharedNumber?: boolean;
    }
  | {
      readonly kind: 'said';
      readonly saidAt: number;
      readonly said: Said;
      readonly facts: PersonFacts | null;
      /** Requests of theirs whose numbers they write. */
      readonly requests?: readonly KnownRequest[];
      /** The list of professionals of their programme; absent = there is none. */
      readonly directory?: Directory | null;
      /** How long callers of their programme wait; absent = nobody says. */
      readonly waits?: KnownWaits | null;
    }
  | { readonly kind: 'timer'; readonly waitId: string; readonly facts?: PersonFacts | null }
  | {
      readonly kind: 'undelivered';
      /** Key of the message in the outbox. */
      readonly message: string;
      readonly failure: SendFailure;
      /** The message itself, so that it can be sent again; null = its words are gone. */
      readonly lost: Outgoing | null;
    }
  /** What the conversation sent for has come. */
  | { readonly kind: 'errand'; readonly result: ErrandResult }
  /** Somebody at a number we do not have has proved who they are. `unverified`: the number is not on file. */
  | { readonly kind: 'linked'; readonly person: string; readonly facts: PersonFacts; readonly unverified: boolean }
  /** They have come into the portal, and proved so much there. */
  | { readonly kind: 'entered'; readonly assurance: Assurance }
  /** The place that was offered goes to the next. */
  | { readonly kind: 'placeOver' }
  | { readonly kind: 'entryClosed'; readonly entry: string }
  /** The person has begun to answer on another number: what was asked on this one is no longer waited for. */
  | { readonly kind: 'answersElsewhere' }
  /** The campaign was stopped for good: whoever has not answered is not asked any more. */
  | { readonly kind: 'campaignStopped' }
  /** Something we sent was wrong: whoever got it is told so, in these words. */
  | { readonly kind: 'correction'; readonly text: string }
  /** What they gave up was discharged: they are told, with the day (yyyy-mm-dd) until which a word brings it back. */
  | { readonly kind: 'discharged'; readonly until: string }
  /** The place is theirs again, with the day it was entered. */
  | { readonly kind: 'reinstated' }
  /** Somebody answers the phone: the operator reads, and what was open goes on from where it stood. */
  | {
      readonly kind: 'called';
      readonly by: string;
      readonly facts: PersonFacts;
      /** Answered before, on whatever channel: it is not asked again. */
      readonly outcomes: Readonly<Record<string, OutcomeKind>>;
      readonly interrupted: Interrupted | null;
    }
  /** We are about to call, and say from which number. */
  | { readonly kind: 'callComes' }
  /** A person writes from here on, in their own words, until they hand it back. */
  | { readonly kind: 'held'; readonly by: string }
  | { readonly kind: 'wrote'; readonly by: string; readonly text: string }
  | { readonly kind: 'handedBack'; readonly by: string }
  /** The channel is restricted: what is open goes on by SMS. */
  | { readonly kind: 'channelLost'; readonly channel: Channel }
);

/** One turn, as it is recorded: immutable, sealed at rest, the evidence of what was asked and answered. */
export interface TurnRecord {
  readonly turn: number;
  readonly at: number;
  readonly eventId: string;
  readonly kind: TurnEvent['kind'];
  readonly channel: Channel;
  readonly dialog: DialogId;
  readonly version: number;
  readonly from: string;
  readonly to: string;
  readonly heard: Heard | null;
  readonly sent: readonly Outgoing[];
  readonly outcomes: readonly RecordedOutcome[];
  readonly handOffs: readonly HandOff[];
  readonly facts: readonly Exclude<Effect & { type: 'record' }, { fact: 'outcome' }>[];
  readonly assurance: Assurance;
  /** Whose conversation it is from this turn on. */
  readonly linked?: { readonly person: string; readonly unverified: boolean };
  /** What ended with this turn, or null. */
  readonly ended: Ended | null;
  /** Nobody answered any attempt: the entries that were never settled. */
  readonly notLocated: readonly string[];
  readonly withdrawn: readonly string[];
  /** The operator who did it, or heard it. */
  readonly by?: string;
  /** With the end: every attempt so far, for the next number and for the record of who was not located. */
  readonly attempts?: readonly Attempt[];
}

export interface Heard {
  /** Masked: a whole document number is never kept. */
  readonly text: string | null;
  readonly choice: string | null;
  readonly media: Said['media'];
  readonly question: Question;
  readonly label: Label | null;
  readonly why: string;
  readonly saidAt: number;
  readonly inboundId: string;
}

/** All that one turn says: one message. */
export interface Outgoing {
  /** Key in the conversation's outbox; the message's id is `conversation-key`. */
  readonly id: string;
  readonly kind: SayKind;
  readonly channel: Channel;
  /** The texts it was made of. */
  readonly keys: readonly string[];
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  /** SMS segments (3GPP TS 23.038); 0 on other channels. */
  readonly segments: number;
  /** Epoch ms. */
  readonly dueAt: number;
  /** Sends of the same words before, that failed on the way. */
  readonly attempt?: number;
}

export interface RecordedOutcome {
  readonly entry: string;
  readonly is: OutcomeKind;
  readonly details: OutcomeDetails;
}

export interface Turn {
  readonly conversation: Conversation;
  readonly record: TurnRecord;
}
