/** The phones of a simulation: every message goes to a virtual patient, whose answer comes back after a while. */
import type { OutboundMessage, SendResult } from '../channels/port.js';
import { receive, type InboundMessage } from '../turn/receive.js';
import type { Services } from '../turn/services.js';
import { answersTo, type Answered, type Contact } from './contact.js';
import type { Population } from './people.js';
import { Agenda } from './agenda.js';

interface Reply {
  readonly message: InboundMessage;
  readonly person: string;
  readonly answer: Answered;
}

export class World {
  readonly sent: { at: number; message: OutboundMessage }[] = [];
  readonly stoppedAt = new Map<string, number>();
  /** Entries whose person still needs the care and confirmed twice, by a slip, to leave. */
  readonly leftByOwnHand = new Set<string>();
  /** People who left and wanted the place back: none of theirs may stay proposed. */
  readonly changedMind = new Set<string>();
  /** When each person's own phone first answered, epoch ms. */
  readonly answeredAt = new Map<string, number>();
  /** Addresses that somebody else answers. */
  readonly strangers = new Set<string>();
  /** How many times faster than life the patients answer: 1 in simulations, 60 in the demonstration. */
  readonly #haste: number;
  readonly #replies = new Agenda<Reply>();
  #order = 0;

  constructor(haste = 1) {
    this.#haste = haste;
  }

  /** Empty until the list is imported. */
  population: Pick<Population, 'contacts' | 'stateOf'> = { contacts: new Map(), stateOf: () => 'own' };

  /** What the simulator channel calls for every message. */
  deliver(message: OutboundMessage, at: number): SendResult {
    this.sent.push({ at, message });
    const number = this.population.stateOf(message.to);
    if (number === 'outOfService')
      return { ok: false, failure: { kind: 'unreachable', retryable: false, code: 'out-of-service' } };
    if (number === 'stranger') this.strangers.add(message.address);
    const contact = this.population.contacts.get(message.person ?? '');
    if (contact) for (const answer of answersTo(contact, number, message)) this.#queue(contact, message, answer, at);
    return { ok: true, providerId: `sim-${this.sent.length}` };
  }

  #queue({ person }: Contact, message: OutboundMessage, answer: Answered, at: number): void {
    if (answer.slipped && answer.entry !== null) this.leftByOwnHand.add(answer.entry);
    const saidAt = at + answer.after / this.#haste;
    const id = `${message.channel}:${message.id}:${(this.#order += 1)}`;
    this.#replies.add(saidAt, {
      person: person.id,
      answer,
      message: { id, channel: message.channel, address: message.address, saidAt, said: answer.said },
    });
    if (answer.stops) this.stoppedAt.set(message.address, saidAt);
  }

  /** When the next answer comes, epoch ms, or null. */
  get nextAt(): number | null {
    return this.#replies.nextAt;
  }

  /** Hands in the answers that are due, in the order in which they were written. */
  async answerUntil(services: Services, now: number): Promise<number> {
    const due = this.#replies.until(now);
    if (due.length === 0) return 0;
    for (const { person, answer, message } of due) {
      if (answer.changesMind) this.changedMind.add(person);
      // Whoever else has the phone has not answered for them: their next number is tried.
      if (!this.strangers.has(message.address) && !this.answeredAt.has(person))
        this.answeredAt.set(person, message.saidAt);
    }
    await receive(
      services,
      due.map(({ message }) => message),
    );
    return due.length;
  }
}
