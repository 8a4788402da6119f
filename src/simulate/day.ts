/**
 * A day of a service to which people write first: real volume and mix, invented people, the real turns. Says what share was solved without
 * a person, and why the rest was not. Without a database: the agenda is a list of places in memory, offered as the real one is.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { freshContext } from '../../dialogs/context.js';
import type { Appointment } from '../domain/appointment.js';
import type { Errand, ErrandResult, OfferedSlot } from '../domain/booking.js';
import type { Channel } from '../domain/channel.js';
import type { Directory } from '../domain/directory.js';
import { Random } from '../domain/random.js';
import { cadenceOf } from '../programmes/cadence.js';
import type { Programme } from '../programmes/programme.js';
import { readJson } from '../programmes/read-json.js';
import { menuForUnknown } from '../programmes/requests.js';
import { ZoneClock } from '../timers/offset.js';
import type { Conversation, PersonFacts, Said, Turn, TurnEvent } from '../turn/conversation.js';
import { beforeTheFirst } from '../turn/open.js';
import type { Rules } from '../turn/rules.js';
import { takeTurn } from '../turn/take.js';
import type { Words } from '../words/words.js';

const share = z.number().min(0).max(1);

const schema = z.strictObject({
  /** Where the figures come from. */
  about: z.string().min(1),
  contacts: z.int().min(1),
  /** Of those who write: on file with the number they write from. */
  known: share,
  /** Of those whose number is not on file: the service knows them by their document. */
  knownByDocument: share,
  /** Of those who are asked to prove who they are: can. */
  proves: share,
  whatsapp: share,
  /** Of those who ask about an appointment or a payment: the source has it. */
  onFile: share,
  /** Of the agendas asked for: those that their service keeps itself. */
  byService: share,
  /** Free places for each person who wants one. */
  places: z.number().min(0),
  /** Of those who are offered places: take one of the first. */
  takes: share,
  mix: z.record(z.string(), z.strictObject({ share, says: z.array(z.string().min(2)).min(1) })),
});
export type DayScenario = z.infer<typeof schema>;

/** Throws `UserError` naming the file and the field. */
export const loadDay = (programme: Programme): Promise<DayScenario> =>
  readJson(join(programme.folder, 'scenarios', 'day.json'), schema);

export interface DayResult {
  readonly programme: string;
  readonly contacts: number;
  readonly solved: number;
  /** 0–1 */
  readonly share: number;
  readonly turns: number;
  readonly seconds: number;
  readonly byIntent: Readonly<Record<string, { readonly contacts: number; readonly solved: number }>>;
  /** Of the rest: why, by what the task says; `noData` no source
   * says it, and they were told so; `leftWithout` nobody was told anything and no task was made. */
  readonly notSolved: Readonly<Record<string, number>>;
}

/** Said to somebody whose question is answered with it. */
const ANSWERS =
  /^(?:tell\.(?:appointment|none|nextPayment|lastPayment)|book\.(?:done|cancelled)|find\.found|request\.\w+\.text|answer\.whoAreYou)$/;
const MOST_MESSAGES = 14;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** Whole documents with a year of birth, as people write them. */
const WHOLE = { CL: '12.345.678-5 1960', AR: '20345678 1960', ES: '12345678Z 1960', IT: 'RSSMRA60A01D612N 1960' };
const WORDS_OF_THEIR_OWN = 'del lunes pasado, gracias';

export function simulateDay(
  programme: Programme,
  words: Words,
  scenario: DayScenario,
  {
    contacts = scenario.contacts,
    seed,
    from,
  }: { readonly contacts?: number; readonly seed: number; readonly from: number },
): DayResult {
  const started = process.hrtime.bigint();
  const random = new Random(seed);
  const rules: Rules = { programme, cadence: cadenceOf(programme, null), words, anyHour: false, banner: null };
  const wanting = Object.entries(scenario.mix).reduce((sum, [, { share: part }]) => sum + part, 0);
  const places = new Places(Math.round(contacts * scenario.places), from);
  const byIntent: Record<string, { contacts: number; solved: number }> = {};
  const notSolved: Record<string, number> = {};
  let turns = 0;
  let solved = 0;
  for (let n = 0; n < contacts; n += 1) {
    const intent = pick(scenario.mix, random.next() * wanting);
    const course = new Visit(n, rules, scenario, random, places, from + Math.floor((n / contacts) * 10 * 60) * MINUTE);
    const why = course.play(intent);
    turns += course.turns;
    const sums = (byIntent[intent] ??= { contacts: 0, solved: 0 });
    sums.contacts += 1;
    if (why === null) {
      sums.solved += 1;
      solved += 1;
    } else notSolved[why] = (notSolved[why] ?? 0) + 1;
  }
  return {
    programme: programme.id,
    contacts,
    solved,
    share: solved / contacts,
    turns,
    seconds: Number(process.hrtime.bigint() - started) / 1e9,
    byIntent,
    notSolved: Object.fromEntries(Object.entries(notSolved).sort(([, a], [, b]) => b - a)),
  };
}

function pick(mix: DayScenario['mix'], at: number): string {
  let left = at;
  for (const [intent, { share: part }] of Object.entries(mix)) {
    left -= part;
    if (left < 0) return intent;
  }
  return Object.keys(mix).at(-1) ?? '';
}

/** The free places of the day: as many as there are, whoever asks. */
class Places {
  readonly #free: OfferedSlot[];

  constructor(count: number, from: number) {
    this.#free = Array.from({ length: count }, (_, index) => ({
      id: `s${index}`,
      on: new Date(from + (7 + Math.floor(index / 20)) * DAY).toISOString().slice(0, 10),
      at: `${String(8 + (index % 10)).padStart(2, '0')}:${index % 20 < 10 ? '00' : '30'}`,
      place: '',
    }));
  }

  run(errand: Errand): ErrandResult {
    switch (errand.does) {
      case 'findSlots':
        return {
          is: 'offered',
          slots: this.#free.filter(({ id }) => !errand.except.includes(id)).slice(0, errand.most),
        };
      case 'book': {
        const at = this.#free.findIndex(({ id }) => id === errand.slot);
        if (at < 0) return { is: 'slotGone' };
        this.#free.splice(at, 1);
        return { is: 'booked', booking: errand.slot };
      }
      case 'cancel':
        return { is: 'cancelled', booking: errand.appointment };
      case 'undo':
        return { is: 'undone' };
      case 'link':
        // Whoever is found goes on as themself (below).
        return { is: 'notLinked', left: 0, again: false };
      default:
        return errand satisfies never;
    }
  }
}

/** One person's contact with the service, from their first words to the end. */
class Visit {
  turns = 0;
  #conversation: Conversation;
  readonly #records: Turn['record'][] = [];
  #facts: PersonFacts | null;
  /** Who they would be if they say by their document who they are. */
  readonly #linkable: PersonFacts | null;
  readonly #channel: Channel;
  #at: number;

  constructor(
    readonly index: number,
    readonly rules: Rules,
    readonly scenario: DayScenario,
    readonly random: Random,
    readonly places: Places,
    at: number,
  ) {
    const { programme } = rules;
    this.#at = at;
    this.#channel = random.next() < scenario.whatsapp ? 'whatsapp' : 'sms';
    const known = random.next() < scenario.known;
    this.#facts = known ? this.#somebody() : null;
    this.#linkable = !known && random.next() < scenario.knownByDocument ? this.#somebody() : null;
    const context = freshContext({
      firstName: known ? 'Ana' : '', entries: [], channel: this.#channel, maxEntries: programme.maxEntries[this.#channel], assurance: 0,
      ...(known ? {} : { menu: menuForUnknown(programme) }),
    }); // prettier-ignore
    this.#conversation = beforeTheFirst({
      id: `d${index}`, programme: programme.id, person: known ? `p${index}` : null, address: `a${index}`, channel: this.#channel, context,
      campaign: null, where: {},
    }); // prettier-ignore
  }

  /** Null = solved; else why it was not. */
  play(intent: string): string | null {
    const { says } = this.scenario.mix[intent] ?? { says: [''] };
    const words = says[Math.floor(this.random.next() * says.length)] ?? '';
    if (this.#facts)
      this.#take({ kind: 'start', eventId: 'start', at: this.#at, step: 0, facts: this.#facts, wroteFirst: true });
    this.#say({ text: words });
    for (let messages = 0; messages < MOST_MESSAGES; messages += 1) {
      const next = this.#conversation.live ? this.#reply(words) : null;
      if (!next) break;
      this.#say(next);
    }
    const task = this.#records.flatMap(({ handOffs }) => handOffs)[0];
    if (task) return task.reason === 'request' ? `request: ${task.request}` : task.reason;
    const said = this.#records.flatMap(({ sent }) => sent.flatMap(({ keys }) => keys));
    if (said.some((key) => ANSWERS.test(key))) return null;
    // They were told that no source says it, and which number to call.
    return said.some((key) => /^answer\.ask/.test(key)) ? 'noData' : 'leftWithout';
  }

  /** What they answer to what was said last; null = they have nothing more to say. */
  #reply(words: string): Partial<Said> | null {
    const { asked } = this.#conversation.context;
    if (!asked) return null;
    const key = asked.key;
    if (asked.expects === 'document') return { text: WHOLE[this.rules.programme.country] };
    if (asked.expects === 'identity') return { text: this.#proves ? '5678 1960' : '1234 1960' };
    if (key === 'who.ask') return { choice: 'self' };
    if (key === 'book.offer') return { choice: this.random.next() < this.scenario.takes ? 'slot0' : 'otherDay' };
    if (key.startsWith('book.')) return { choice: asked.choices[0] ?? null };
    if (key === 'help.ask') return this.#wasServed() ? null : { text: words };
    if (key === 'unknown.menu') return { text: words };
    if (asked.expects === 'field')
      return asked.choices.length > 0 ? { choice: asked.choices[0] ?? null } : { text: WORDS_OF_THEIR_OWN };
    return { text: words };
  }

  #proves = true;
  #somebody(): PersonFacts {
    const { scenario, random, rules } = this;
    this.#proves = random.next() < scenario.proves;
    const day = (days: number) => new Date(this.#at + days * DAY).toISOString().slice(0, 10);
    const has = random.next() < scenario.onFile;
    const keptBy = random.next() < scenario.byService ? ('service' as const) : ('bot' as const);
    const ahead: readonly Appointment[] = [
      { id: `x${this.index}`, agenda: 'x', keptBy, on: day(12), at: '09:30', place: '' },
    ];
    const source = { source: rules.programme.sources.appointments?.owner ?? '', asOf: day(0) };
    return {
      firstName: 'Ana', documentTail: '5678', birthYear: 1960, bornOn: '1960-01-01', entries: [],
      ...(has && rules.programme.sources.appointments ? { appointments: { ...source, ahead } } : {}),
      ...(has && rules.programme.sources.payments
        ? { payments: { ...source, next: { on: day(9), amount: '900,00 €', missing: '' }, last: null } }
        : {}),
    }; // prettier-ignore
  }

  /** Something was answered, or a person has it. */
  #wasServed(): boolean {
    return this.#records.some(
      ({ sent, handOffs }) => handOffs.length > 0 || sent.some(({ keys }) => keys.some((key) => ANSWERS.test(key))),
    );
  }

  #say(said: Partial<Said>): void {
    this.#at += MINUTE;
    const whole: Said = { channel: this.#channel, text: null, choice: null, media: null, ...said };
    this.#take({ kind: 'said', eventId: `e${this.turns}`, at: this.#at, saidAt: this.#at, said: whole, facts: this.#facts, requests: [], directory: this.#directory() }); // prettier-ignore
  }

  #directory(): Directory | null {
    const rule = this.rules.programme.sources.professionals;
    if (!rule) return null;
    const asOf = ZoneClock.of(this.rules.programme.zone).day(this.#at);
    return { source: rule.owner, asOf, listings: [{ name: 'Dra. Puig Ferrer', service: 'Traumatologia', place: 'Planta 2', hours: '', phone: '' }] }; // prettier-ignore
  }

  #take(event: TurnEvent): void {
    const turn = takeTurn(this.#conversation, event, this.rules);
    if (!turn) return;
    this.turns += 1;
    this.#records.push(turn.record);
    // What was said has been read by whoever goes on.
    this.#conversation = { ...turn.conversation, queued: event.kind === 'start' ? turn.conversation.queued : [] };
    for (const fact of turn.record.facts) {
      if (fact.fact !== 'errand') continue;
      const here = { eventId: `r${this.turns}`, at: this.#at };
      if (fact.errand.does === 'link' && this.#linkable && this.#proves) {
        this.#facts = this.#linkable;
        this.#take({ kind: 'linked', ...here, person: `p${this.index}`, facts: this.#linkable, unverified: true });
      } else this.#take({ kind: 'errand', ...here, result: this.places.run(fact.errand) });
    }
  }
}
