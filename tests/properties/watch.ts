/** Looks at every request before it leaves, and at the database after every event. Judges by what was said and done, not by what the program noted of it. */
import type { OutboundMessage } from '../../src/channels/port.js';
import { mayWrite } from '../../src/campaigns/campaign.js';
import type { Services } from '../../src/turn/services.js';
import { earliestWork } from '../support/services.js';
import { wallOf } from '../support/wall.js';
import { audit } from './audit.js';

/** Allowed in spite of a STOP or the news of a death: one word each, and help in danger (DESIGN §3.5). */
const IN_SPITE = ['stopConfirmation', 'closing', 'emergency'];
const opens = ({ kind }: OutboundMessage) => kind === 'first' || kind === 'reminder';

export class Watch {
  readonly wrong: string[] = [];
  /** STOPs said, by the message; in force once that is applied, until a START. */
  readonly #stops = new Map<string, { readonly address: string; inForce: boolean }>();
  readonly #accepted = new Map<string, number>();

  constructor(private readonly services: Services) {}

  #hold(ok: boolean, what: string): void {
    if (!ok) this.wrong.push(`${new Date(this.services.clock.now()).toISOString().slice(0, 16)} ${what}`);
  }

  saysStop(id: string, address: string): void {
    this.#stops.set(id, { address, inForce: true });
  }

  saysStart(address: string): void {
    for (const stop of this.#stops.values()) if (stop.address === address) stop.inForce = false;
  }

  accepted(message: OutboundMessage): void {
    this.#accepted.set(message.id, (this.#accepted.get(message.id) ?? 0) + 1);
    this.#hold(message.possibleDuplicate || this.#accepted.get(message.id) === 1, `${nameOf(message)} is taken twice, unmarked`); // prettier-ignore
  }

  /** Right before a request leaves. */
  async request(message: OutboundMessage): Promise<void> {
    const { store, programmes, clock, anyHour } = this.services;
    const name = nameOf(message);
    const inSpite = IN_SPITE.includes(message.kind);
    for (const [id, { address, inForce }] of this.#stops) {
      if (!inForce || inSpite || address !== message.address) continue;
      this.#hold((await store.inbound.findOne({ _id: id }))?.state !== 'applied', `${name} after a STOP`);
    }
    const person = message.person === null ? null : await store.persons.findOne({ _id: message.person });
    this.#hold(inSpite || !person?.death || person.death.denied, `${name} after the news of a death`);
    if (!opens(message)) return;
    const doc = await store.conversations.findOne({ _id: message.conversation });
    const programme = doc && programmes.get(doc.programme);
    if (!doc || !programme) throw new Error('a message without a conversation');
    const { day, time } = wallOf(doc.zone ?? programme.zone, clock.now());
    this.#hold(anyHour || (time >= programme.hours.from && time < programme.hours.to && !programme.holidays.has(day)), `${name} at ${day} ${time}`); // prettier-ignore
    this.#hold(doc.live, `${name} after the end`);
    const campaign = doc.campaign ? await store.campaigns.findOne({ _id: doc.campaign }) : null;
    this.#hold(!campaign || mayWrite(campaign) || campaign.state === 'done', `${name} of a campaign that is ${campaign?.state}`); // prettier-ignore
  }

  /** After every event, when nothing is due any more. */
  async look(): Promise<void> {
    const { store } = this.services;
    const docs = await store.conversations.find({}).toArray();
    for (const doc of docs) {
      const earliest = earliestWork(doc);
      this.#hold((doc.nextDueAt?.getTime() ?? null) === earliest, `nextDueAt is ${doc.nextDueAt?.toISOString()}, the earliest work ${earliest}`); // prettier-ignore
      this.#hold(doc.timers.length === (doc.live ? 1 : 0), `${doc.timers.length} timers, live ${doc.live}`);
      const elsewhere = Object.values(doc.outbox).filter(({ kind, channel, withdrawn }) => !withdrawn && (kind === 'first' || kind === 'reminder') && channel !== doc.channel); // prettier-ignore
      this.#hold(elsewhere.length === 0, `two channels at once: ${doc.channel} and ${elsewhere[0]?.channel}`);
    }
    const live = docs.filter((doc) => doc.live);
    const addresses = live.map(({ address }) => address);
    this.#hold(new Set(addresses).size === addresses.length, 'two live conversations on one number');
    const persons = live.flatMap(({ person }) => person ?? []);
    this.#hold(new Set(persons).size === persons.length, 'two live conversations with one person');
    const asked = await store.persons.find({ 'asking.state': 'asking' }).toArray();
    for (const { _id } of asked)
      this.#hold(persons.includes(_id), 'somebody is being asked, and no conversation is live');
    for (const doc of live) {
      const held = await store.addresses.findOne({ _id: doc.address });
      this.#hold(doc.person === null || held?.live === doc._id, `a live conversation without its number (${held?.live ?? 'free'})`); // prettier-ignore
    }
  }

  async audit(): Promise<void> {
    this.wrong.push(...(await audit(this.services)));
    const confirmations = await this.services.store.messages.countDocuments({ kind: 'stopConfirmation' });
    this.#hold(confirmations <= this.#stops.size + CLICKED, `${confirmations} confirmations of ${this.#stops.size} STOPs`); // prettier-ignore
  }
}

/** STOPs that are said in other words than those that are counted. */
const CLICKED = 5;

const nameOf = ({ kind, keys, channel }: OutboundMessage): string => `${kind} ${keys.join('+')} by ${channel}`;
