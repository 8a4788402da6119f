/**
 * What providers tell us, in our words: every webhook, socket event or file line becomes any number of these. Parsers make them,
 * nothing else looks at a provider's payload. Plain data; sealed when stored.
 */

/** What a person sent. `flow` and `order` are forms of WhatsApp we do not use; `edit` corrects, `deletion` takes back an earlier message. */
export const LETTER_TYPES = [
  'text', 'empty', 'button', 'list', 'flow', 'image', 'audio', 'video', 'document', 'sticker', 'location', 'contacts',
  'reaction', 'order', 'unsupported', 'unknown',
] as const; // prettier-ignore
export type LetterType = (typeof LETTER_TYPES)[number];

/** A file at the provider: `id` (Cloud API) or `url` (Twilio) leads to it, `type` is its MIME type. */
export interface MediaReference {
  readonly id?: string;
  readonly url?: string;
  readonly type: string;
}

interface FromPerson {
  readonly channel: 'sms' | 'whatsapp' | 'portal';
  /** The provider's id of the message: the same message again has the same. */
  readonly messageId: string;
  /** E.164 as received; null when the provider hides the number. */
  readonly from: string | null;
  /** Business-scoped user id of WhatsApp; null where there is none. */
  readonly userId: string | null;
  /** Our number, E.164; null when the payload does not say. */
  readonly to: string | null;
  /** Our id at the provider where it has one (Cloud API: phone_number_id). */
  readonly toRef?: string;
  readonly type: LetterType;
  /** What was written, or the label of the button or row, or the caption. */
  readonly text: string;
  /** Id of the button or row. */
  readonly payload?: string;
  /** Provider's id of the message this one answers, corrects or takes back. */
  readonly replyTo?: string;
  readonly media?: readonly MediaReference[];
  /** Audio: recorded on the spot. Undefined where the provider does not say. */
  readonly voice?: boolean;
  readonly location?: {
    readonly latitude: number;
    readonly longitude: number;
    readonly name?: string | null;
    readonly address?: string | null;
  };
  readonly contacts?: readonly { readonly name: string; readonly phones: readonly string[] }[];
  readonly filename?: string;
  readonly forwarded?: boolean;
  /** Corrects (`edit`) or takes back (`deletion`) the message `replyTo`. */
  readonly change?: 'edit' | 'deletion';
  readonly profileName?: string | null;
  readonly errorCode?: number;
  /** ISO instant; absent where the provider sends none (Twilio). */
  readonly at?: string;
}

/** A message of a person. */
export interface InboundEvent extends FromPerson {
  readonly kind: 'inbound';
}

/** The provider (or a word that means nothing else) says: no more, again, or help. `provider`: it has answered already. */
export interface OptOutEvent extends FromPerson {
  readonly kind: 'optOut';
  readonly action: 'stop' | 'start' | 'help';
  readonly by: 'provider' | 'keyword';
}

export const RECEIPT_STATES = ['queued', 'sent', 'delivered', 'read', 'failed', 'unknown'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

/** What became of a message of ours. */
export interface ReceiptEvent {
  readonly kind: 'receipt';
  readonly channel: 'sms' | 'whatsapp';
  readonly messageId: string;
  readonly to: string | null;
  readonly userId: string | null;
  /** As sent. */
  readonly status: string;
  readonly state: ReceiptState;
  readonly errorCode: number | null;
  /** Our reference, where it came back. */
  readonly ref?: string;
  readonly pricing?: { readonly category: string; readonly billable: boolean };
  readonly at?: string;
}

/** A person changed number or user id. A changed number is no proof that it is the same person. */
export interface IdentityEvent {
  readonly kind: 'identity';
  readonly channel: 'whatsapp';
  readonly messageId: string;
  readonly from: string | null;
  readonly newFrom: string | null;
  readonly previousUserId: string | null;
  readonly userId: string | null;
  readonly at?: string;
}

/** News of a template: `event` is the provider's status, or quality, category, category-impending. */
export interface TemplateEvent {
  readonly kind: 'template';
  readonly templateId: string;
  readonly template: string;
  readonly language: string;
  readonly event: string;
  readonly reason?: string;
  readonly usable?: boolean;
  readonly previous?: string;
  readonly current?: string;
  readonly field: string;
}

/** News of our number or account. `stop-all`: nothing may be sent until a person has looked. */
export interface AccountEvent {
  readonly kind: 'account';
  readonly event: string;
  readonly number?: string;
  /** Messaging tier (TIER_10K) or people a day. */
  readonly limit?: string | number;
  readonly advice?: 'stop-all';
  readonly field: string;
}

export type ProviderEvent = InboundEvent | OptOutEvent | ReceiptEvent | IdentityEvent | TemplateEvent | AccountEvent;
