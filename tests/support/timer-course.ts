/** Waits of any length over the real database, with everything that can happen to those who keep them. */
import fc from 'fast-check';
import { openJson } from '../../src/privacy/vault.js';
import { bytesOf, loadPersons } from '../../src/store/loadConversations.js';
import type { Store } from '../../src/store/store.js';
import type { TurnRecord } from '../../src/turn/conversation.js';
import { DAY, HOUR, MINUTE, type TestStage } from './services.js';
import { WorkersOf } from './timer-workers.js';
import { ZONES } from './wall.js';

export interface Plan {
  readonly zone: string;
  /** Milliseconds. */
  readonly waits: { readonly reply: number; readonly later: number };
}

export type Step =
  /** Time passes; a long jump is a machine that was off. */
  | { readonly pass: number }
  /** The clock stands so far from when the next timer is due. */
  | { readonly next: number }
  | { readonly says: string; readonly who: number };

/** Who does the work after a step. `overtaken`: between its reading and its commit another one does everything, and somebody may have answered. */
export type Workers = 'one' | 'two' | 'killed' | 'restarted' | 'overtaken';

export interface Course {
  /** Epoch ms. */
  readonly start: number;
  readonly anyHour: boolean;
  readonly plans: readonly Plan[];
  readonly steps: readonly { readonly step: Step; readonly by: Workers; readonly behind: number }[];
}

const wait = fc.oneof(
  fc.integer({ min: 1, max: 24 * 60 }).map((minutes) => minutes * MINUTE),
  fc.integer({ min: 1, max: 400 * 24 * 60 }).map((minutes) => minutes * MINUTE),
  fc.constantFrom(MINUTE, DAY, 48 * HOUR, 365 * DAY, 366 * DAY, 400 * DAY),
);

/** The clocks change in Chile and in Europe, forwards and back; there is a 29 February; a year ends. */
const OCCASIONS = [
  '2026-03-29T01:00:00Z', '2026-04-05T03:00:00Z', '2026-09-06T04:00:00Z', '2026-10-25T01:00:00Z', '2028-02-28T23:00:00Z',
  '2028-03-01T01:00:00Z', '2028-04-02T03:00:00Z', '2027-12-31T23:00:00Z', '2028-09-03T04:00:00Z', '2027-10-31T01:00:00Z',
].map((iso) => Date.parse(iso)); // prettier-ignore

/** Courses of at most so many people. */
export const courses = (plans: number): fc.Arbitrary<Course> =>
  fc.record({
    start: fc
      .tuple(fc.constantFrom(...OCCASIONS), fc.integer({ min: -3 * DAY, max: HOUR }))
      .map(([occasion, by]) => occasion + by),
    anyHour: fc.boolean(),
    plans: fc.array(
      fc.record({ zone: fc.constantFrom(...ZONES), waits: fc.record({ reply: wait, later: wait }) }),
      { minLength: 1, maxLength: plans },
    ),
    steps: fc.array(
      fc.record({
        step: fc.oneof(
          { weight: 2, arbitrary: fc.constantFrom(1, MINUTE, HOUR, 9 * HOUR, DAY, 21 * DAY, 300 * DAY).map((pass) => ({ pass })) },
          { weight: 4, arbitrary: fc.constantFrom(-1000, -1, 0, 1, MINUTE).map((next) => ({ next })) },
          { weight: 1, arbitrary: fc.record({ says: fc.constantFrom('mas tarde', '1', 'no entiendo'), who: fc.nat({ max: plans - 1 }) }) },
        ),
        by: fc.constantFrom<Workers>('one', 'two', 'two', 'killed', 'killed', 'overtaken', 'overtaken', 'restarted'),
        behind: fc.integer({ min: 1, max: 1_999 }),
      }),
      { minLength: 2, maxLength: 4 },
    ),
  }); // prettier-ignore

interface Seen {
  readonly conversation: string;
  readonly waitId: string;
  readonly dueAt: number;
}

/** What was found: every timer that there was, every turn, and what is wrong with them. */
export interface Found {
  readonly timers: number;
  readonly fired: number;
  readonly wrong: readonly string[];
}

/** More than any course needs until the last conversation has ended. */
const ROUNDS = 100;

/** Plays the course to its end and looks at every timer there was. What was played before has ended and has no part in it. */
export async function play(stage: TestStage, course: Course): Promise<Found> {
  const workers = new WorkersOf(stage, course);
  const seen = new Map<string, Seen>();
  const wrong: string[] = [];
  try {
    const phones = await workers.addPeople();
    const work = async (by: Workers, behind: number) => {
      await workers.work(by, behind);
      for (const doc of await stage.services.store.conversations.find({ programme: workers.programmes }).toArray()) {
        for (const { waitId, dueAt } of doc.timers) {
          const before = seen.get(`${doc._id} ${waitId}`);
          if (before && before.dueAt !== dueAt.getTime()) wrong.push(`${waitId} was moved`);
          seen.set(`${doc._id} ${waitId}`, { conversation: doc._id, waitId, dueAt: dueAt.getTime() });
          if (dueAt.getTime() <= workers.clock.now()) wrong.push(`${waitId} is due and does not fire`);
        }
        if (doc.live && doc.timers.length !== 1) wrong.push(`a live conversation has ${doc.timers.length} timers`);
      }
    };
    const due = async () => {
      const docs = await stage.services.store.conversations
        .find({ programme: workers.programmes, live: true })
        .toArray();
      return docs.flatMap(({ timers }) => timers.map(({ dueAt }) => dueAt.getTime())).sort((a, b) => a - b);
    };
    await work('one', 1);
    for (const { step, by, behind } of course.steps) {
      if ('pass' in step) workers.clock.advanceTo(workers.clock.now() + step.pass);
      else if ('next' in step) {
        const [first] = await due();
        if (first !== undefined) workers.clock.advanceTo(first + step.next);
      } else await workers.says(phones[step.who % phones.length] ?? '', step.says);
      await work(by, behind);
    }
    // Then everybody keeps silent, until nobody is waited for any more: each time to the last message that waits for its hour, and once all are sent to the last
    // timer. Over a message that still waits a timer puts its question again, and a wait of whole years would meet it unsent each time.
    for (let rounds = 0; rounds < ROUNDS; rounds += 1) {
      const live = await stage.services.store.conversations
        .find({ programme: workers.programmes, live: true })
        .toArray();
      if (live.length === 0) break;
      const unsent = live.flatMap(({ outbox }) => Object.values(outbox).map(({ dueAt }) => dueAt.getTime()));
      const timers = live.flatMap((doc) => doc.timers.map(({ dueAt }) => dueAt.getTime()));
      workers.clock.advanceTo(Math.max(...(unsent.length > 0 ? unsent : timers)));
      await work('one', 1);
      if (rounds === ROUNDS - 1) wrong.push('somebody is waited for for ever');
    }
    const fired = await judge(stage.services.store, workers, [...seen.values()], wrong);
    return { timers: seen.size, fired, wrong };
  } finally {
    await workers.close();
  }
}

/** Each timer against the turns that were taken, as they are written down. */
async function judge(store: Store, workers: WorkersOf, seen: readonly Seen[], wrong: string[]): Promise<number> {
  const conversations = await store.conversations.find({ programme: workers.programmes }).toArray();
  const persons = await loadPersons(store, conversations.flatMap(({ person }) => (person ? [person] : []))); // prettier-ignore
  let fired = 0;
  for (const doc of conversations) {
    const key = persons.get(doc.person ?? '')?.key.bytes;
    const rows = await store.turns.find({ conversation: doc._id }).sort({ turn: 1 }).toArray();
    if (!key || rows.length !== doc.turn) wrong.push(`${rows.length} of ${doc.turn} turns are written down`);
    const records = key ? rows.map(({ secret }) => openJson<TurnRecord>(key, bytesOf(secret))) : [];
    const waits = Object.values(workers.waitsOf(doc.programme));
    for (const { waitId, dueAt } of seen.filter(({ conversation }) => conversation === doc._id)) {
      const made = records.find(({ turn }) => `w${turn}` === waitId);
      const firings = records.filter(({ eventId }) => eventId === `timer:${waitId}`);
      const next = records.find(({ turn }) => turn > (made?.turn ?? 0));
      fired += firings.length;
      if (!made) wrong.push(`${waitId} comes from nowhere`);
      if (firings.length > 1) wrong.push(`${waitId} fired ${firings.length} times`);
      // Another timer, or words that we answered, put an end to it: a wait is for what was said last.
      const endings = records.filter(({ kind, sent }) => kind === 'timer' || (kind === 'said' && sent.length > 0));
      const end = endings.find(({ turn }) => turn > turnOf(waitId));
      if (firings.some(({ turn }) => turn !== end?.turn)) wrong.push(`${waitId} fired after it was over`);
      if (firings.some(({ at }) => at < dueAt)) wrong.push(`${waitId} fired early`);
      // What was not fired was put an end to by something that happened: silence alone always fires it.
      if (firings.length === 0 && (next === undefined || next.kind === 'timer')) wrong.push(`${waitId} never fired`);
      const asked = Math.max(made?.at ?? 0, ...(made?.sent ?? []).map((message) => message.dueAt));
      if (!waits.includes(dueAt - asked)) wrong.push(`${waitId} waits for ${dueAt - asked} ms`);
    }
    const unseen = records.filter(
      ({ kind, eventId }) =>
        kind === 'timer' && !seen.some(({ conversation, waitId }) => conversation === doc._id && eventId === `timer:${waitId}`),
    ); // prettier-ignore
    if (unseen.length > 0) wrong.push(`${unseen.length} timers fired that were not there`);
  }
  return fired;
}

const turnOf = (waitId: string): number => Number(waitId.slice(1));
