/** Places that can be given: what is offered, what is wished, and the errands that a conversation sends to whoever keeps the agenda. */
import type { Appointment } from './appointment.js';

/** Who gives the places of an agenda: the bot, out of those it was told are free; or the service itself. */
export const AGENDA_KEEPERS = ['bot', 'service'] as const;
export type AgendaKeeper = (typeof AGENDA_KEEPERS)[number];

/** An agenda as a dialog sees it. */
export interface AgendaRef {
  readonly id: string;
  readonly by: AgendaKeeper;
  readonly sensitive?: true | undefined;
}

/** A free place. */
export interface OfferedSlot {
  readonly id: string;
  /** yyyy-mm-dd */
  readonly on: string;
  /** HH:MM there. */
  readonly at: string;
  readonly place: string;
}

/** A place that became free, offered to one person alone for a while. */
export interface PlaceOffer {
  readonly id: string;
  /** The place that is given on from one to the next. */
  readonly freed: string;
  readonly agenda: AgendaRef;
  readonly slot: OfferedSlot;
  /** yyyy-mm-dd and HH:MM there. */
  readonly until: { readonly on: string; readonly at: string };
}

/** What would suit them: "a Tuesday, in the afternoon, from the 10th on". */
export interface Preference {
  /** 1 = Monday. */
  readonly weekdays?: readonly number[];
  readonly part?: 'morning' | 'afternoon';
  /** yyyy-mm-dd */
  readonly from?: string;
}

export type WishKind = 'change' | 'cancel' | 'new';

/** What they want of an agenda, as far as it was said. */
export interface Wish {
  readonly kind: WishKind;
  readonly appointment?: Appointment;
  readonly agenda?: AgendaRef;
  readonly prefers?: Preference;
  /** What is offered now. */
  readonly slots: readonly OfferedSlot[];
  /** Times something was offered. */
  readonly pages: number;
  readonly slot?: OfferedSlot;
  readonly reason?: string;
}

/** Something done outside the conversation; its result comes back as an event. */
export type Errand =
  | {
      readonly does: 'findSlots';
      readonly agenda: string;
      readonly prefers?: Preference;
      /** Those that were offered before. */
      readonly except: readonly string[];
      readonly most: number;
    }
  | { readonly does: 'book'; readonly slot: string; readonly instead?: string; readonly offer?: string }
  | { readonly does: 'cancel'; readonly appointment: string; readonly reason: string }
  | { readonly does: 'undo'; readonly booking: string }
  /** Who writes from a number we do not have? `person` — made of the document they wrote; '' = it is no document. */
  | { readonly does: 'link'; readonly person: string; readonly birthYear: number };

export type ErrandResult =
  | { readonly is: 'offered'; readonly slots: readonly OfferedSlot[] }
  | { readonly is: 'booked'; readonly booking: string }
  | { readonly is: 'slotGone' }
  | { readonly is: 'cancelled'; readonly booking: string }
  | { readonly is: 'undone' }
  /** Nobody was found by what they wrote, or too often was tried; `left` — tries from this number today; `again` — none was left before. */
  | { readonly is: 'notLinked'; readonly left: number; readonly again: boolean }
  /** It could not be done, or it is too late for it: nothing has changed. */
  | { readonly is: 'failed' };

/** Of those whom no service gave one: after all the others. */
export const LAST_PRIORITY = 9;

/** For so long a change or a cancellation can be undone; what it frees is given to nobody before. */
export const UNDO_MINUTES = 15;
