/** What a dialog knows and what can happen to it. Plain data: it is stored, encrypted, between turns. */
import type { Appointment, KnownAppointments } from '../src/domain/appointment.js';
import type { Found } from '../src/domain/directory.js';
import type { KnownWaits } from '../src/domain/call-waits.js';
import type { KnownPayments } from '../src/domain/payment.js';
import type { Asked, OutcomeDetails } from '../src/domain/effect.js';
import type { AgendaRef, OfferedSlot, PlaceOffer, Preference, Wish } from '../src/domain/booking.js';
import type { KnownRequest, OpenForm, RequestForm } from '../src/domain/request.js';
import type { Label, Locale, RemovalReason } from '../src/domain/meaning.js';
import type { Channel } from '../src/domain/channel.js';
import type { Assurance } from '../src/domain/assurance.js';
import type { OutcomeKind } from '../src/domain/outcome.js';

/** An open entry as a dialog sees it. */
export interface DialogEntry {
  readonly id: string;
  /** yyyy-mm of the request. */
  readonly askedOn: string;
  readonly place: string;
  /** Everyday name; null when the care is sensitive or unknown and is never named. */
  readonly care: string | null;
  /** yyyy-mm-dd of the appointment ahead; absent where there is none. */
  readonly appointmentOn?: string;
}

export interface DialogContext {
  /** First given name only, at most 12 letters. */
  readonly firstName: string;
  readonly entries: readonly DialogEntry[];
  readonly channel: Channel;
  /** How many entries may be asked on this channel before a call is offered (two by SMS). */
  readonly maxEntries: number;
  readonly assurance: Assurance;
  /** The open question; null before the first and after the end. */
  readonly asked: Asked | null;
  /** Answers to the open question that were not understood. */
  readonly misses: number;
  /** Reminders sent since the person last wrote. */
  readonly reminders: number;
  readonly identityTries: number;
  /** The entry being asked about. */
  readonly current: string | null;
  readonly reason: RemovalReason | null;
  readonly details: OutcomeDetails;
  /** What was recorded, by entry. */
  readonly outcomes: Readonly<Record<string, OutcomeKind>>;
  /** The last wait passed without an answer; any word of the person ends it. */
  readonly silent: boolean;
  /** May we write to this number on WhatsApp? Where the programme's law wants leave, the SMS step asks for it. */
  readonly whatsapp: WhatsappLeave;
  readonly topic: Topic;
  /** Something was being asked when they asked something themselves: it is asked on afterwards. */
  readonly resumes?: boolean;
  /** The language they are answered in; absent = the programme's. */
  readonly locale?: Locale;
  /** What is offered to whoever writes first, by id. */
  readonly menu?: readonly string[];
  /** The form that is being filled in. */
  readonly form?: OpenForm;
  /** What they want of an agenda. */
  readonly wish?: Wish;
  /** Their appointments among which one is meant. */
  readonly choosable?: readonly Appointment[];
  /** Places that were offered to them, by id. */
  readonly seenSlots?: readonly string[];
  /** What was last booked or cancelled here, and can be undone for some minutes. */
  readonly booking?: string | null;
  /** What somebody at a number we do not have asked for, until they have proved who they are. */
  readonly wants?: Label | undefined;
  /** Who they say they are, while that is looked up. */
  readonly claim?: { readonly person: string; readonly birthYear: number };
  /** They proved who they are by the whole document, and their number is not on file: it shows little and signs nothing. */
  readonly unverified?: true;
  /** The free place that is offered to them alone, until then. */
  readonly placeOffer?: PlaceOffer;
  /** Others of the programme have this number too: no place is named there, for it may tell a service. */
  readonly sharedNumber?: true;
  /** Whether they could come at short notice is still to be asked. */
  readonly asksNotice?: boolean;
  /** There is a portal to which they can be sent. */
  readonly portal?: true;
  /** What was open on another channel when a person called: it goes on once they have proved who they are. */
  readonly interrupted?: Interrupted;
  /** What they asked to be told, once they have proved who they are. */
  readonly telling?: 'appointments' | 'payments';
}

/** A dialog as it stood. */
export interface Interrupted {
  readonly dialog: string;
  readonly version: number;
  readonly state: string;
  readonly context: DialogContext;
}

/**
 * What the conversation is about: `need` is the care still needed (an appointment among the entries is confirmed on the way),
 * `appointment` every entry has one, `minor` whoever is responsible for the patient is asked, `help` nothing is: they wrote first.
 */
export type Topic = AskedTopic | 'help';
/** What a campaign asks. */
export type AskedTopic = 'need' | 'appointment' | 'minor';

export type WhatsappLeave = 'notNeeded' | 'needed' | 'given' | 'refused';

/** What a dialog is started with. */
export type DialogInput = Pick<DialogContext, 'firstName' | 'entries' | 'channel' | 'maxEntries' | 'assurance'> &
  Partial<
    Pick<
      DialogContext,
      | 'outcomes'
      | 'whatsapp'
      | 'topic'
      | 'identityTries'
      | 'locale'
      | 'menu'
      | 'form'
      | 'unverified'
      | 'choosable'
      | 'sharedNumber'
      | 'placeOffer'
      | 'wish'
      | 'asksNotice'
      | 'portal'
      | 'interrupted'
    >
  >;

export function freshContext(input: DialogInput): DialogContext {
  return {
    firstName: input.firstName,
    entries: input.entries,
    channel: input.channel,
    maxEntries: input.maxEntries,
    assurance: input.assurance,
    outcomes: input.outcomes ?? {},
    asked: null,
    misses: 0,
    reminders: 0,
    identityTries: input.identityTries ?? 0,
    current: null,
    reason: null,
    details: {},
    silent: false,
    whatsapp: input.whatsapp ?? 'notNeeded',
    topic: input.topic ?? 'need',
    ...(input.locale ? { locale: input.locale } : {}),
    ...(input.menu ? { menu: input.menu } : {}),
    ...(input.form ? { form: input.form } : {}),
    ...(input.unverified ? { unverified: true } : {}),
    ...(input.choosable ? { choosable: input.choosable } : {}),
    ...(input.placeOffer ? { placeOffer: input.placeOffer } : {}),
    ...(input.wish ? { wish: input.wish } : {}),
    ...(input.interrupted ? { interrupted: input.interrupted } : {}),
    ...(input.sharedNumber ? { sharedNumber: true } : {}),
    ...(input.asksNotice ? { asksNotice: true } : {}),
    ...(input.portal ? { portal: true } : {}),
  };
}

/** The entry being asked about. Throws `RangeError` when none is. */
export function currentEntry(context: DialogContext): DialogEntry {
  const entry = context.entries.find(({ id }) => id === context.current);
  if (!entry) throw new RangeError('no entry is being asked about');
  return entry;
}

/** Answers a dialog can offer or understand. Channels show them as buttons, digits, radio buttons or a script. */
export const ANSWERS = [
  'self', 'relative', 'notHere', 'yes', 'worse', 'postpone', 'no', 'which',
  'attendedPublic', 'attendedElsewhere', 'recovered', 'refuses', 'insurerChanged',
  'keep', 'remove', 'call', 'here', 'other', 'cannot', 'mistake', 'goOn', 'notNeeded',
] as const; // prettier-ignore
export type AnswerId = (typeof ANSWERS)[number];

export type DialogEvent =
  | {
      readonly type: 'ANSWER';
      readonly answer: AnswerId;
      /** Only "yes", "ok": no word says to what. */ readonly bare: boolean;
    }
  /** A free answer to a question that expects one. `proof`: do the document digits and the year fit the person? */
  | {
      readonly type: 'TOLD';
      readonly text: string;
      readonly date: string | null;
      readonly proof: 'match' | 'mismatch' | null;
      readonly appointments?: KnownAppointments;
      readonly payments?: KnownPayments;
    }
  /** A question from the patient. */
  | {
      readonly type: 'ASKED';
      readonly about: Label;
      /** What may be told of their appointments once they are known; absent = no source says. */
      readonly appointments?: KnownAppointments;
      /** The same of their benefit payments. */
      readonly payments?: KnownPayments;
      /** Whom the service's list names that fits the words; absent = there is no such list. */
      readonly found?: Found;
    }
  /** They ask for something that has a form. */
  | { readonly type: 'WANTS'; readonly form: RequestForm; readonly agenda?: AgendaRef; readonly said?: string }
  /** An answer to its open field; `opens`: the form that this answer leads to. */
  | { readonly type: 'FIELD'; readonly said: string; readonly opens?: RequestForm; readonly agenda?: AgendaRef }
  /** One of the days or reasons offered. */
  | { readonly type: 'CHOSEN'; readonly id: string }
  /** Another day than those offered, as far as they say which. */
  | { readonly type: 'PREFERS'; readonly preference: Preference }
  /** How a request goes on, by its number; null = we have none of theirs with it. */
  | { readonly type: 'ASKS_STATUS'; readonly request: KnownRequest | null }
  /** When to call? null = nobody has measured it lately. */
  | { readonly type: 'ASKS_WAITS'; readonly waits: KnownWaits | null }
  /** They ask for the portal. */
  | { readonly type: 'ASKS_PORTAL' }
  | { readonly type: 'UNDO' }
  /** A whole document and a year of birth; `person` — who that would be, '' = the document is none. */
  | { readonly type: 'CLAIMED'; readonly person: string; readonly birthYear: number }
  | { readonly type: 'NOT_LINKED'; readonly left: number; readonly again: boolean }
  /** The place that was offered goes to the next. */
  | { readonly type: 'OFFER_OVER' }
  /** What an errand brought back. */
  | { readonly type: 'OFFERED'; readonly slots: readonly OfferedSlot[] }
  | { readonly type: 'BOOKED' | 'CANCELLED'; readonly booking: string }
  | { readonly type: 'SLOT_GONE' | 'UNDONE' | 'ERRAND_FAILED' }
  /** They write in a language that is none of ours. */
  | { readonly type: 'FOREIGN'; readonly language: string }
  | { readonly type: 'CONTACT'; readonly what: 'newPhone' | 'newAddress'; readonly said: string }
  /** A word that may mean "write no more", and here may mean something else: it is asked back. */
  | { readonly type: 'MAYBE_STOP' }
  | { readonly type: 'STOP' | 'RESUME' | 'PERSON' | 'EMERGENCY' | 'DEATH' | 'WRONG_PERSON' }
  /** Somebody of the family. `parent`: mother, father or guardian, by their own words. */
  | { readonly type: 'RELATIVE'; readonly parent?: boolean }
  | { readonly type: 'VOICE' | 'PHOTO' | 'LATER' | 'UNCLEAR' | 'SMALLTALK' | 'NO_REPLY' }
  /** The list says this entry was closed or gone. */
  | { readonly type: 'ENTRY_CLOSED'; readonly entry: string }
  /** The cadence moved the conversation to another channel: the open question is put again there. */
  /** "I do need it after all", in the middle of the conversation, of something given up in it. */
  | { readonly type: 'WANTS_BACK' }
  | { readonly type: 'MOVED'; readonly channel: Channel; readonly maxEntries: number };
