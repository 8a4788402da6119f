/** A person as stored: who they are is sealed, how they can be reached and where they stand in being asked is not. */
import type { Binary } from 'mongodb';
import type { Relation } from '../domain/effect.js';
import type { Channel } from '../domain/channel.js';
import type { Exclusion } from '../domain/exclusion.js';

export type Sealed = Binary | Buffer;

/** `reachable`: something arrived there or came from there; `validated`: the person said that it is theirs. */
export type ContactStatus =
  'unverified' | 'reachable' | 'validated' | 'wrongPerson' | 'unreachable' | 'landline' | 'optedOut';

/** An address of a person. The number itself is sealed in the person's `secret`, in the same order. */
export interface ContactPoint {
  /** Blind index of the E.164 number or e-mail. */
  readonly address: string;
  readonly kind: 'mobile' | 'landline' | 'email';
  readonly rule: string;
  /** On the entries of more than five people: nobody's. */
  readonly shared: boolean;
  readonly status: ContactStatus;
  readonly statusAt?: Date;
  /** The provider says that nobody has WhatsApp there; an SMS may still arrive. */
  readonly notOnWhatsApp?: Date;
  /** The person allowed WhatsApp at this number: when, and the message that says so. */
  readonly whatsappOptIn?: { readonly at: Date; readonly inboundId: string };
  /** Whoever answers there is responsible for the patient, a minor, by their own words. */
  readonly responsible?: { readonly relation: Relation; readonly at: Date };
  /** The number of a service that never gets our messages: a prison, a shelter, an emergency line. */
  readonly guarded?: boolean;
  /** Nobody answered any attempt there: when that was clear. */
  readonly silentAt?: Date;
  /** What Twilio Lookup said of the line, where it was asked. */
  readonly lookedUp?: { readonly at: Date; readonly line: 'mobile' | 'landline' | 'unknown' };
  /** Earlier states, the newest last, at most 20. */
  readonly history?: readonly { readonly status: string; readonly at: Date; readonly why: string }[];
  readonly from: 'list' | 'person' | 'service';
  /** Only for a number the person gave: sealed on its own. */
  readonly secret?: Sealed;
}

/** What is sealed in `PersonDoc.secret`. */
export interface PersonSecret {
  readonly documentNumber: string | null;
  readonly names: string;
  readonly surname: string;
  readonly secondSurname: string;
  /** yyyy-mm-dd */
  readonly birthDate: string;
  readonly street: string;
  readonly streetNumber: string;
  readonly addressRest: string;
  readonly city: string;
  readonly contacts: readonly { readonly value: string; readonly raw: string }[];
}

/** Where a person stands in being asked. `queued` people are started when their `dueAt` comes and their number is free. */
export interface Asking {
  /**
   * `listed`: on the list, and no campaign asks them; `exhausted`: not located; `calling`: every message stayed without an answer, too
   * few of them to say "not located": the desk calls.
   */
  readonly state: 'listed' | 'queued' | 'asking' | 'answered' | 'calling' | 'exhausted' | 'excluded' | 'closed';
  readonly dueAt: Date | null;
  /** `queued` for their next number, or for a newer request: the campaign has begun with them before. */
  readonly again?: boolean;
  readonly why?: Exclusion;
  /** The campaign that asks, the wording it drew, and since when they are in it. */
  readonly campaign?: string | null;
  readonly arm?: string | null;
  readonly since?: Date;
  /** The turn that said so last; an older one that is written down late changes nothing. */
  readonly by?: { readonly conversation: string; readonly turn: number; readonly at: Date };
  /** What was tried on their numbers so far. */
  readonly attempts?: readonly { readonly channel: Channel; readonly at: Date }[];
}

export interface PersonDoc {
  /** programme.blindIndex(country type number); for a placeholder document the index of its entry. */
  readonly _id: string;
  readonly programme: string;
  readonly documentType: string | null;
  /** Wrapped data key: erasing it erases the person. */
  readonly key: Sealed;
  readonly secret: Sealed;
  readonly contacts: readonly ContactPoint[];
  readonly sex: number;
  readonly birthYear: number;
  readonly insurer: number;
  readonly prais: boolean;
  /** 1 urban, 2 rural, 0 unknown; absent in what an older version wrote. */
  readonly rurality?: number;
  readonly region: number;
  readonly commune: string;
  readonly synthetic: boolean;
  readonly asking: Asking;
  /** Marked by a column of a file or by somebody at the console: no campaign ever writes to them. */
  readonly never?: { readonly at: Date; readonly by: string };
  /** The last check against the civil registry and the insurer. */
  readonly checked?: {
    readonly at: Date;
    readonly dead: boolean;
    readonly source: string;
    readonly diedOn?: string;
    /** The registry has nobody with this document. */
    readonly unknown?: true;
  };
  /** When a campaign last began to ask them. */
  readonly askedAt?: Date;
  /** When they last wrote to us: the hour at which they answer. */
  readonly answeredAt?: Date;
  /** Could they come at a few days' notice, and when they said so. */
  readonly shortNotice?: { readonly is: boolean; readonly at: Date };
  readonly death?: { readonly reportedAt: Date; readonly denied: boolean };
  /** What their health service found when it looked for somebody who was not located. */
  readonly searched?: readonly { readonly at: Date; readonly is: 'located' | 'notLocated' | 'deceased' }[];
  /** What a file says other than the person confirmed: for review, never applied by itself. */
  readonly differences?: readonly {
    readonly field: string;
    readonly import: string;
    readonly at: Date;
    readonly secret: Sealed;
  }[];
  /** Hash of what the last file said, so that the same file again changes nothing. */
  readonly hash: string;
  readonly importId: string;
  readonly reported?: readonly {
    readonly what: 'newPhone' | 'newAddress';
    readonly at: Date;
    readonly secret: Sealed;
  }[];
}
