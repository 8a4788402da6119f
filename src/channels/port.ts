/** The one port to the outside. A channel is one file, or one folder, behind it (DESIGN §7). */
import type { IncomingHttpHeaders } from 'node:http';
import type { Channel } from '../domain/channel.js';
import type { MediaReference, ProviderEvent } from '../domain/provider-event.js';
import type { SendFailure } from '../domain/failure.js';
import type { SayKind } from '../domain/effect.js';

/** What a channel can carry, as data. `sender` facts (one-way, price of a reply) belong to the programme's senders. */
export interface Capabilities {
  /** Reply buttons a message may have; 0 = answers are listed as numbers in the text. */
  readonly buttons: number;
  /** Rows of a list; 0 = no lists. */
  readonly rows: number;
  /** Characters of a text. */
  readonly maxLength: number;
  /** Hours after the person's last message in which free text may be sent; null = always. */
  readonly windowHours: number | null;
  /** Outside the window only an approved template may go. */
  readonly needsTemplate: boolean;
  /** May write first. */
  readonly opens: boolean;
  /** Tells what became of a message by our reference: without any receipt for it, it was not accepted. */
  readonly receipts: boolean;
  /** Messages a second and sender unless the settings say otherwise; 0 = no limit. */
  readonly perSecond: number;
  /** One message every `seconds` to the same person, `burst` at once; null = no limit. */
  readonly pair: { readonly seconds: number; readonly burst: number } | null;
}

/** An approved template to send in place of free text. */
export interface TemplateUse {
  readonly name: string;
  /** The provider's language code: es, es_AR, ca, it. */
  readonly language: string;
  /** Twilio's id of the content; null on other providers. */
  readonly contentSid: string | null;
  /** Values of {{1}}, {{2}} …, none empty, on one line. */
  readonly variables: readonly string[];
  /** Ids of the template's quick-reply buttons, in order. */
  readonly buttons: readonly string[];
}

export interface OutboundMessage {
  /** Ours; the same on every try. Providers that know client references get it. */
  readonly id: string;
  readonly channel: Channel;
  /** E.164, or a business-scoped user id where the number is hidden. */
  readonly to: string;
  /** Our number at the provider: E.164, short code or name; and the provider's own id of it where it has one. */
  readonly from: { readonly address: string; readonly providerRef: string };
  /** Texts it was made of, the question last: what a provider's template is chosen by. */
  readonly keys: readonly string[];
  /** Blind index of `to`. */
  readonly address: string;
  readonly kind: SayKind;
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  /** What to send instead of `text` when the window is closed; null = free text may go. */
  readonly template: TemplateUse | null;
  readonly conversation: string;
  /** Our id of the person; null = unknown. Never leaves this machine. */
  readonly person: string | null;
  /** The same message may have been sent before: a crash left it unknown. */
  readonly possibleDuplicate: boolean;
}

export type SendResult =
  | {
      readonly ok: true;
      readonly providerId: string;
      /** Price as the provider gave it with the answer, e.g. "0.05 USD". */
      readonly cost?: string;
    }
  | { readonly ok: false; readonly failure: SendFailure };

/** A request to one of our webhook paths, as it came: nothing parsed, nothing trimmed. */
export interface WebhookRequest {
  readonly method: string;
  /** Path and query exactly as received. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type WebhookAnswer =
  /** Genuine and understood; `events` may be empty (nothing of it concerns us). */
  | { readonly status: 200; readonly events: readonly ProviderEvent[]; readonly text?: string }
  /** Not for us, not genuine, or unreadable. Never 5xx: what cannot be read now cannot be read later. */
  | { readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415; readonly why: string };

/** A provider that tells us things over HTTP. It may be connected before anything can be sent. */
export interface Ingress {
  /** twilio, whatsapp-cloud, sms-gateway: with the channel of an event it names the row of the message. */
  readonly id: string;
  /** Paths below PUBLIC_URL, e.g. /webhooks/twilio. */
  readonly paths: readonly string[];
  /** Bytes of the largest body the provider sends; a larger one is answered 413 unread. */
  readonly maxBody: number;
  /** Whether the provider sends again what we answered 5xx. One that does not gets the spool (DESIGN §3.1). */
  readonly retries: boolean;
  /** Pure and quick: verifies the signature on the raw body, then parses. Never throws. */
  read(request: WebhookRequest): WebhookAnswer;
}

/** A thing `vigente doctor` looked at. */
export interface Probe {
  readonly name: string;
  readonly ok: boolean;
  readonly what: string;
  readonly hint: string;
}

/** A template as the provider has it. */
export interface ProviderTemplate {
  readonly name: string;
  readonly language: string;
  readonly status: string;
  readonly category: string;
  readonly quality: string;
  readonly contentSid: string | null;
}

export interface ChannelPort {
  readonly id: string;
  /** What it carries. */
  readonly carries: readonly Channel[];
  /** Whether it reaches people outside this machine. Synthetic people are never reached by one that does (DESIGN §3.14). */
  readonly reaches: 'synthetic' | 'real';
  readonly capabilities: Capabilities;
  /** Never throws for what a provider or the network does: failures are values. */
  send(message: OutboundMessage): Promise<SendResult>;
  /**
   * Was this message accepted after all? Asked when a crash or a lost connection left it in doubt and no receipt came.
   * Returns the provider's id, null = no trace of it. Only where the provider can be asked.
   */
  find?(message: OutboundMessage, since: Date): Promise<string | null>;
  /** A file that a person sent. Null = gone at the provider. Throws when it may work later. */
  fetchMedia?(media: MediaReference): Promise<{ readonly type: string; readonly bytes: Buffer } | null>;
  /** The templates of our account, for the sync. */
  templates?(): Promise<readonly ProviderTemplate[]>;
  /** Looks at credentials and webhooks, for `vigente doctor`; says what to click. */
  probe?(): Promise<readonly Probe[]>;
  /** Sockets and watched folders: begins to listen; what arrives goes to `deliver`, which resolves when it is stored. */
  listen?(deliver: (events: readonly ProviderEvent[]) => Promise<void>): Promise<{ stop(): Promise<void> }>;
}

/** The channels that are switched on, in order of preference. */
export class Switchboard {
  readonly #ports: readonly ChannelPort[];
  constructor(ports: readonly ChannelPort[]) {
    this.#ports = ports;
  }
  /** The port that may carry this message to this kind of person; null when none is connected. */
  portFor(channel: Channel, synthetic: boolean): ChannelPort | null {
    return (
      this.#ports.find((port) => port.carries.includes(channel) && (port.reaches === 'synthetic') === synthetic) ?? null
    );
  }
  byId(id: string): ChannelPort | null {
    return this.#ports.find((port) => port.id === id) ?? null;
  }
  get ports(): readonly ChannelPort[] {
    return this.#ports;
  }
  get ids(): readonly string[] {
    return this.#ports.map(({ id }) => id);
  }
}
