/** The whole course of one virtual person through the pure turns: every message, answer and wait, without a database. */
import { freshContext } from '../../dialogs/context.js';
import type { Outgoing, PersonFacts, Attempt, Conversation, TurnEvent, TurnRecord } from '../turn/conversation.js';
import { beforeTheFirst } from '../turn/open.js';
import type { Rules } from '../turn/rules.js';
import { takeTurn } from '../turn/take.js';
import { whereaboutsOf } from '../programmes/zones.js';
import { undeliveredEvent } from '../outbox/undelivered-event.js';
import { firstNameOf } from '../store/loadConversations.js';
import { Agenda } from './agenda.js';
import { answersTo, type Answered, type Contact } from './contact.js';
import type { Invented, Population } from './people.js';

export interface Course {
  /** Of every conversation, in order: one for each number that was tried. */
  readonly conversations: readonly Conversation[];
  readonly records: readonly TurnRecord[];
  readonly sent: readonly { readonly at: number; readonly out: Outgoing; readonly conversation: number }[];
  /** Entries whose person still needs the care and confirmed twice, by a slip, to leave. */
  readonly leftByOwnHand: ReadonlySet<string>;
  readonly changedMind: boolean;
  /** When they said STOP, epoch ms; null = never. */
  readonly stoppedAt: number | null;
}

interface CourseOptions {
  readonly contact: Contact;
  readonly invented: Invented;
  readonly stateOf: Population['stateOf'];
  readonly rules: Rules;
  /** The campaign's wording for this person. */
  readonly arm: string | null;
  /** When they are begun with, and when nothing more is looked at, epoch ms. */
  readonly from: number;
  readonly to: number;
}

type Coming =
  | { readonly is: 'event'; readonly conversation: number; readonly event: TurnEvent }
  | { readonly is: 'send'; readonly conversation: number; readonly out: Outgoing }
  | { readonly is: 'answer'; readonly conversation: number; readonly answer: Answered; readonly message: string };

const UNREACHABLE = { kind: 'unreachable', retryable: false, code: 'out-of-service' } as const;

export function courseOf(options: CourseOptions): Course {
  const course = new Walk(options);
  course.run();
  return course;
}

class Walk implements Course {
  readonly conversations: Conversation[] = [];
  readonly records: TurnRecord[] = [];
  readonly sent: { at: number; out: Outgoing; conversation: number }[] = [];
  readonly leftByOwnHand = new Set<string>();
  changedMind = false;
  stoppedAt: number | null = null;
  readonly #agenda = new Agenda<Coming>();
  readonly #gone = new Set<string>();
  #events = 0;
  constructor(private readonly options: CourseOptions) {}

  run(): void {
    const { to } = this.options;
    this.#open(this.options.from, []);
    for (let next = this.#agenda.next(); next && next.at <= to; next = this.#agenda.next())
      this.#happens(next.at, next.what);
  }

  /** A conversation on the person's next number; false = there is none left. */
  #open(at: number, earlier: readonly Attempt[]): boolean {
    const { invented, rules, arm } = this.options;
    const mobile = invented.mobiles[this.conversations.length];
    const step = rules.cadence.steps[0];
    if (mobile === undefined || !step) return false;
    const { channel } = step;
    const maxEntries = rules.programme.maxEntries[channel];
    const context = freshContext({
      firstName: firstNameOf(invented.firstName),
      entries: [],
      channel,
      maxEntries,
      assurance: 0,
    });
    const number = this.conversations.length;
    this.conversations.push(
      beforeTheFirst({
        id: `${invented.id}/${number}`, programme: rules.programme.id, person: invented.id, address: mobile, channel, context,
        campaign: { id: 'plan', cadence: rules.cadence.id, arm }, where: whereaboutsOf(rules.programme, invented.home),
      }), // prettier-ignore
    );
    this.#take(number, { kind: 'start', eventId: 'start', at, step: 0, facts: this.#facts(number, earlier) });
    return true;
  }

  #facts(number: number, earlier: readonly Attempt[]): PersonFacts {
    const { invented } = this.options;
    const body = invented.document.replace(/\D/g, '');
    return {
      firstName: firstNameOf(invented.firstName),
      documentTail: body.length >= 4 ? body.slice(-4) : null,
      birthYear: invented.birthYear,
      bornOn: invented.bornOn,
      entries: invented.entries,
      otherNumbers: invented.mobiles.length - number - 1,
      earlier,
    };
  }

  #happens(at: number, coming: Coming): void {
    const number = coming.conversation;
    switch (coming.is) {
      case 'event':
        this.#take(number, { ...coming.event, at });
        return;
      case 'send':
        this.#send(number, at, coming.out);
        return;
      case 'answer':
        if (coming.answer.changesMind) this.changedMind = true;
        this.#take(number, {
          kind: 'said', eventId: `in${(this.#events += 1)}`, at, saidAt: at, said: { ...coming.answer.said, choiceOf: coming.message },
          facts: this.#facts(number, []),
        }); // prettier-ignore
        return;
      default:
        coming satisfies never;
    }
  }

  #take(number: number, event: TurnEvent): void {
    const before = this.conversations[number] as Conversation;
    const facts = event.kind === 'timer' ? { ...event, facts: this.#facts(number, []) } : event;
    const turn = takeTurn(before, facts, this.options.rules);
    if (!turn) return;
    this.conversations[number] = turn.conversation;
    this.records.push(turn.record);
    for (const id of turn.record.withdrawn) this.#gone.add(`${number} ${id}`);
    for (const out of turn.record.sent) this.#agenda.add(out.dueAt, { is: 'send', conversation: number, out });
    const known = new Set(before.timers.map(({ waitId }) => waitId));
    for (const { waitId, dueAt } of turn.conversation.timers)
      if (!known.has(waitId))
        this.#agenda.add(dueAt, {
          is: 'event',
          conversation: number,
          event: { kind: 'timer', eventId: waitId, at: dueAt, waitId },
        });
    if (turn.record.ended === 'nextNumber' || turn.record.ended === 'unreachable') this.#next(event.at, turn.record);
  }

  #next(at: number, { attempts = [] }: TurnRecord): void {
    this.#open(at + (this.options.rules.cadence.secondNumber?.after ?? 0), attempts);
  }

  #send(number: number, at: number, out: Outgoing): void {
    const conversation = this.conversations[number] as Conversation;
    if (this.#gone.has(`${number} ${out.id}`)) return;
    this.conversations[number] = { ...conversation, queued: conversation.queued.filter(({ id }) => id !== out.id) };
    this.sent.push({ at, out, conversation: number });
    const state = this.options.stateOf(conversation.address);
    if (state === 'outOfService') {
      this.#take(number, undeliveredEvent(conversation.id, out.id, UNREACHABLE, out, at).event);
      return;
    }
    for (const answer of answersTo(this.options.contact, state, out)) {
      if (answer.slipped && answer.entry !== null) this.leftByOwnHand.add(answer.entry);
      if (answer.stops) this.stoppedAt = at + answer.after;
      this.#agenda.add(at + answer.after, { is: 'answer', conversation: number, answer, message: out.id });
    }
  }
}
