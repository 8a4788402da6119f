/** The stored documents that come of our dealings with providers: reports, templates, stops, opt-outs, files. */
import type { Channel } from '../domain/channel.js';
import type { AccountEvent, ReceiptState, TemplateEvent } from '../domain/provider-event.js';
import type { Sealed } from './documents.js';

/**
 * What a provider reports of our messages, templates and numbers: a queue, each row gone once it is applied. Holds blind indexes
 * only, so nothing in it is sealed.
 */
export interface ReportDoc {
  /** provider:message:status, or a hash of the news. */
  readonly _id: string;
  readonly receivedAt: Date;
  /** When it may be looked at: later, when the message it is about was not known yet. */
  readonly dueAt: Date;
  readonly report: Report;
}

export type Report =
  | {
      readonly kind: 'receipt';
      readonly via: string;
      readonly ref: string | null;
      readonly providerId: string;
      readonly state: ReceiptState;
      readonly code: number | null;
      readonly category: string | null;
      readonly billable: boolean | null;
      readonly at: Date | null;
    }
  | { readonly kind: 'alias'; readonly user: string; readonly phone: string }
  | {
      readonly kind: 'identity';
      readonly from: string | null;
      readonly newFrom: string | null;
      readonly previousUser: string | null;
      readonly user: string | null;
    }
  | { readonly kind: 'news'; readonly via: string; readonly news: TemplateEvent | AccountEvent };

/** An approved template as a provider has it. */
export interface TemplateDoc {
  /** channel|name|language */
  readonly _id: string;
  readonly status: string;
  readonly category: string | null;
  readonly quality: string | null;
  readonly contentSid: string | null;
  readonly why: string | null;
  readonly at: Date;
}

/** A channel, or one side of it, that may not send until a person has looked. */
export interface ChannelStopDoc {
  /** The channel's id. */
  readonly _id: string;
  readonly why: string;
  readonly at: Date;
}

/** Every "no more" and every "again", with its proof. Only ever added to. */
export interface OptOutDoc {
  /** conversation:turn:n */
  readonly _id: string;
  readonly programme: string;
  readonly action: 'stop' | 'start';
  readonly scopes: readonly string[];
  readonly by: 'person' | 'provider';
  readonly channel: Channel;
  readonly at: Date;
  readonly conversation: string;
  /** The message it was said in; null when the provider refused a message of ours. */
  readonly inboundId: string | null;
}

/** A file that a person sent. */
export interface MediaDoc {
  /** inboundId:n */
  readonly _id: string;
  readonly conversation: string;
  readonly person: string | null;
  readonly via: string;
  readonly type: string;
  readonly state: 'wanted' | 'kept' | 'gone';
  readonly tries: number;
  readonly dueAt: Date;
  /** Sealed `MediaReference`. */
  readonly reference: Sealed;
  /** When it was received; absent of what came before this was kept. */
  readonly at?: Date;
  /** Sealed bytes, once they are here. */
  readonly bytes?: Sealed;
}
