/** A whole course of one conversation through the pure steps of a turn: time passes, what is due leaves or fails, anything may be said. */
import fc from 'fast-check';
import { ANSWERS } from '../../dialogs/context.js';
import type { SendFailure } from '../../src/domain/failure.js';
import type { Conversation, Outgoing, PersonFacts, Turn, TurnEvent } from '../../src/turn/conversation.js';
import type { Rules } from '../../src/turn/rules.js';
import { takeTurn } from '../../src/turn/take.js';
import { DAY, HOUR, MINUTE } from '../support/services.js';
import { fresh } from '../support/course.js';
import { cutAnywhere, REMOVAL, WORDS } from '../support/happenings.js';

export type Event =
  | { readonly say: string; readonly on?: 'sms' | 'whatsapp'; readonly minutesAgo?: number }
  | { readonly click: string }
  | { readonly media: 'voice' | 'photo' | 'sticker' | 'reaction' | 'edit' }
  | { readonly pass: number }
  /** The provider refuses the n-th last message. */
  | { readonly fails: keyof typeof FAILURES; readonly last: number }
  | { readonly closed: string }
  | { readonly what: 'campaignStopped' | 'answersElsewhere' };

const FAILURES = {
  off: { kind: 'unreachable', retryable: true, code: 'off' },
  dead: { kind: 'unreachable', retryable: false, code: 'dead', number: 'noSuchNumber' },
  refused: { kind: 'rejected', retryable: false, code: 'refused' },
  optedOut: { kind: 'optedOut', retryable: false, code: 'optedOut' },
  window: { kind: 'windowClosed', retryable: false, code: 'window' },
} as const satisfies Record<string, SendFailure>;

const said: fc.Arbitrary<Event> = fc
  .record({ say: fc.constantFrom(...WORDS), on: fc.constantFrom('sms', 'sms', 'whatsapp'), late: fc.nat(9) })
  .map(({ late, ...rest }) => ({ ...rest, ...(late === 9 ? { minutesAgo: 30 } : {}) }) as Event);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: said },
  { weight: 3, arbitrary: fc.constantFrom(...ANSWERS, 'stop', 'resume').map((click): Event => ({ click })) },
  { weight: 1, arbitrary: fc.constantFrom('voice', 'photo', 'sticker', 'reaction', 'edit').map((media) => ({ media }) as Event) },
  { weight: 4, arbitrary: fc.constantFrom(HOUR, 13 * HOUR, 2 * DAY, 3 * DAY, 9 * DAY).map((pass): Event => ({ pass })) },
  { weight: 2, arbitrary: fc.record({ fails: fc.constantFrom(...(Object.keys(FAILURES) as (keyof typeof FAILURES)[])), last: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.constantFrom('a', 'b', 'c').map((closed): Event => ({ closed })) },
  { weight: 1, arbitrary: fc.constantFrom('campaignStopped', 'answersElsewhere').map((what) => ({ what }) as Event) },
); // prettier-ignore
const removal = cutAnywhere<Event>(REMOVAL.map((say): Event => ({ say })), event); // prettier-ignore

export interface Course {
  /** Hours after the first Monday morning at which it begins: nights, weekends and holidays too. */
  readonly begins: number;
  readonly zone: string | null;
  readonly entries: number;
  readonly otherNumbers: number;
  readonly events: readonly Event[];
}

export const courses: fc.Arbitrary<Course> = fc.record({
  begins: fc.integer({ min: 0, max: 24 * 60 }),
  zone: fc.constantFrom(null, null, 'America/Punta_Arenas', 'Pacific/Easter'),
  entries: fc.integer({ min: 1, max: 3 }),
  otherNumbers: fc.nat(1),
  events: fc.oneof(
    fc.array(event, { maxLength: 25 }),
    fc.tuple(removal, fc.array(event, { maxLength: 8 })).map(([way, after]) => [...way, ...after]),
  ),
});

const FIRST = Date.parse('2026-11-23T13:00:00Z');

export interface Lived {
  readonly turns: readonly Turn[];
  readonly conversation: Conversation;
  readonly events: readonly TurnEvent[];
  /** Events that were handed in again and taken again. */
  readonly twice: readonly string[];
  /** Turns in which a timer fired before its time. */
  readonly early: readonly number[];
}

export function live(rules: Rules, course: Course): Lived {
  const facts: PersonFacts = {
    firstName: 'Hortensia', documentTail: '5567', birthYear: 1943, bornOn: null, otherNumbers: course.otherNumbers,
    entries: ['a', 'b', 'c'].slice(0, course.entries).map((id) => ({ id, askedOn: '2023-03', place: 'Osorno', care: id === 'b' ? null : 'consulta' })),
  }; // prettier-ignore
  let conversation: Conversation = { ...fresh(), ...(course.zone ? { zone: course.zone } : {}), campaign: 'one' };
  let at = FIRST + course.begins * HOUR;
  const turns: Turn[] = [];
  const events: TurnEvent[] = [];
  const twice: string[] = [];
  const early: number[] = [];
  const left: Outgoing[] = [];
  const outbox = new Map<string, Outgoing>();
  const take = (what: TurnEvent) => {
    events.push(what);
    const timer = what.kind === 'timer' ? conversation.timers.find(({ waitId }) => waitId === what.waitId) : undefined;
    const turn = takeTurn(conversation, what, rules);
    if (!turn) return;
    if (timer && timer.dueAt > what.at) early.push(turn.record.turn);
    turns.push(turn);
    conversation = turn.conversation;
    for (const each of turn.record.sent) outbox.set(each.id, each);
  };
  /** Messages leave and timers fire, each when it is due. */
  const passTo = (until: number) => {
    for (let rounds = 0; rounds < 200; rounds += 1) {
      const due = conversation.queued.flatMap(({ id }) => outbox.get(id) ?? []).sort((a, b) => a.dueAt - b.dueAt)[0];
      const timer = conversation.timers[0];
      const next = Math.min(due?.dueAt ?? Infinity, timer?.dueAt ?? Infinity);
      if (next > until) break;
      at = Math.max(at, next);
      if (due && due.dueAt === next) {
        left.push(due);
        conversation = { ...conversation, queued: conversation.queued.filter(({ id }) => id !== due.id) };
      } else take({ kind: 'timer', eventId: `timer:${timer?.waitId}`, at, waitId: timer?.waitId ?? '', facts });
    }
    at = Math.max(at, until);
  };
  take({ kind: 'start', eventId: 'start', at, step: 0, facts });
  course.events.forEach((each, n) => {
    passTo(at + ('pass' in each ? each.pass : MINUTE));
    const eventId = `e${n}`;
    if ('say' in each || 'click' in each || 'media' in each) {
      const channel = ('on' in each ? each.on : undefined) ?? conversation.channel;
      const minutes = ('minutesAgo' in each ? each.minutesAgo : undefined) ?? 0;
      take({
        kind: 'said', eventId, at, saidAt: at - minutes * MINUTE, facts,
        said: { channel, text: 'say' in each ? each.say : null, choice: 'click' in each ? each.click : null, media: 'media' in each ? each.media : null },
      }); // prettier-ignore
    } else if ('fails' in each) {
      const lost = left.at(-1 - each.last);
      if (lost) take({ kind: 'undelivered', eventId: `undelivered:${lost.id}`, at, message: lost.id, failure: FAILURES[each.fails], lost }); // prettier-ignore
    } else if ('closed' in each) take({ kind: 'entryClosed', eventId, at, entry: each.closed });
    else if ('what' in each) take({ kind: each.what, eventId, at });
    // Twice is once, however much later.
    for (const earlier of [events.at(-1), events[n % events.length]]) {
      if (!earlier || !conversation.applied.includes(earlier.eventId)) continue;
      if (takeTurn(conversation, { ...earlier, at }, rules) !== null) twice.push(earlier.eventId);
    }
  });
  passTo(at + 40 * DAY);
  return { turns, conversation, events, twice, early };
}
