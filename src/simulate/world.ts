/** The phones of a simulation: every message goes to a virtual patient, whose answer comes back after a while. */
import type { AnswerId } from '../../dialogs/context.js';
import type { OutboundMessage, SendResult } from '../channels/port.js';
import { receive, type InboundMessage } from '../turn/receive.js';
import type { Services } from '../turn/services.js';
import { answerOf, type Answer } from './patient.js';
import type { VirtualPerson } from './truth.js';

/** Who is on the other side, and what they can be asked about. */
export interface Contact {
  readonly person: VirtualPerson;
  /** E.164 */
  readonly mobile: string;
  /** Entries by how a message names them, oldest first. */
  readonly mentions: readonly { readonly entry: string; readonly names: readonly string[] }[];
}

export class World {
  readonly sent: { at: number; message: OutboundMessage }[] = [];
  readonly stoppedAt = new Map<string, number>();
  /** Entries whose person still needs the care and confirmed twice, by a slip, to leave. */
  readonly leftByOwnHand = new Set<string>();
  /** How many times faster than life the patients answer: 1 in simulations, 60 in the demonstration. */
  readonly #haste: number;
  #replies: { at: number; order: number; message: InboundMessage }[] = [];
  #order = 0;

  constructor(haste = 1) {
    this.#haste = haste;
  }

  /** Empty until the list is imported. */
  contacts: ReadonlyMap<string, Contact> = new Map();

  /** What the simulator channel calls for every message. Numbers that end in 00 to 03 are out of service. */
  deliver(message: OutboundMessage, at: number): SendResult {
    this.sent.push({ at, message });
    if (/0[0-3]$/.test(message.to))
      return { ok: false, failure: { kind: 'unreachable', retryable: false, code: 'out-of-service' } };
    const contact = this.contacts.get(message.person ?? '');
    const answer = contact ? this.#answer(contact, message) : null;
    if (answer) this.#queue(message, answer, at);
    return { ok: true, providerId: `sim-${this.sent.length}` };
  }

  #answer(contact: Contact, message: OutboundMessage): Answer | null {
    const key = message.keys.at(-1) ?? '';
    const question = key.replace(/\.(again|reminder)$/, '');
    const entry =
      contact.mentions.find(({ names }) => names.some((name) => message.text.includes(name)))?.entry ?? null;
    const asked = message.choices.map(({ id }) => id as AnswerId);
    const about = entry ?? contact.mentions[0]?.entry ?? null;
    const answer = answerOf(contact.person, message, {
      question,
      asked,
      entry: about,
      again: key.endsWith('.again'),
    });
    if (answer?.slipped && about) this.leftByOwnHand.add(about);
    return answer;
  }

  #queue(message: OutboundMessage, answer: Answer, at: number): void {
    const saidAt = at + answer.after / this.#haste;
    const id = `${message.channel}:${message.id}:${(this.#order += 1)}`;
    this.#replies.push({
      at: saidAt,
      order: this.#order,
      message: { id, channel: message.channel, address: message.address, saidAt, said: answer.said },
    });
    if (answer.stops) this.stoppedAt.set(message.address, saidAt);
  }

  /** When the next answer comes, or null. */
  get nextAt(): number | null {
    return this.#replies.reduce<number | null>((least, { at }) => (least === null || at < least ? at : least), null);
  }

  /** Hands in the answers that are due, in the order in which they were written. */
  async answerUntil(services: Services, now: number): Promise<number> {
    const due = this.#replies.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at || a.order - b.order);
    if (due.length === 0) return 0;
    this.#replies = this.#replies.filter(({ at }) => at > now);
    await receive(
      services,
      due.map(({ message }) => message),
    );
    return due.length;
  }
}
