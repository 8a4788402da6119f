/** The one port to the outside. A channel is one file behind it (DESIGN §7). */
import type { Channel } from '../domain/channel.js';
import type { SendFailure } from '../domain/failure.js';
import type { SayKind } from '../domain/effect.js';

export interface OutboundMessage {
  /** Ours; the same on every try. Providers that know client references get it. */
  readonly id: string;
  readonly channel: Channel;
  /** E.164. */
  readonly to: string;
  /** Texts it was made of, the question last: what a provider's template is chosen by. */
  readonly keys: readonly string[];
  /** Blind index of `to`. */
  readonly address: string;
  readonly kind: SayKind;
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly conversation: string;
  /** Our id of the person; null = unknown. Never leaves this machine. */
  readonly person: string | null;
  /** The same message may have been sent before: a crash left it unknown. */
  readonly possibleDuplicate: boolean;
}

export type SendResult =
  { readonly ok: true; readonly providerId: string } | { readonly ok: false; readonly failure: SendFailure };

export interface ChannelPort {
  readonly id: string;
  /** What it carries. */
  readonly carries: readonly Channel[];
  /** Whether it reaches people outside this machine. Synthetic people are never reached by one that does (DESIGN §3.14). */
  readonly reaches: 'synthetic' | 'real';
  send(message: OutboundMessage): Promise<SendResult>;
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
  get ids(): readonly string[] {
    return this.#ports.map(({ id }) => id);
  }
}
