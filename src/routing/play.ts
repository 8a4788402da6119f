/** A day at the centres under one rule: calls come, are taken, wait, are passed on once, or are lost. Discrete events, no clock but their own. */
import { Agenda } from './agenda.js';
import { CAUSES, refusal, type Cause, type Standing } from './criteria.js';
import type { Calls } from './draw.js';
import { centresFrom } from './place.js';
import { agentsOf, HALF_HOUR, HALF_HOURS, type RoutingScenario } from './scenario.js';
import { Tally } from './tally.js';
import { withRoom } from './with-room.js';

/** What is tried. */
export interface Rule {
  /** Off: each centre alone, a caller waits there or is lost. */
  readonly routing: boolean;
  /** The bot answers what it can. */
  readonly automation: boolean;
}

const causeOf = new Map(CAUSES.map((cause, index) => [cause, index]));
const indexOf = (cause: Cause): number => causeOf.get(cause) ?? 0;
const NONE = 255;

/** What the bot wrote down for a person to do. */
interface Task {
  readonly language: number;
  readonly kind: number;
  readonly seconds: number;
  readonly day: number;
}
/** What happens when a task is done: even, as all that ends work, and below 0, as it is no call of the day. */
const taskOf = (centre: number): number => -2 * (centre + 1);

/** A centre as it stands. */
class Desk implements Standing {
  agents = 0;
  busy = 0;
  /** Who waits; also who has left meanwhile, until somebody looks. */
  queue: number[] = [];
  waiting = 0;
  /** Kept over night. */
  tasks: Task[] = [];
  speaks = true;
  does = true;

  constructor(
    readonly shifts: readonly number[],
    readonly places: number,
    readonly seconds: number,
    readonly languages: readonly boolean[],
    readonly skills: readonly boolean[],
  ) {}

  get free(): number {
    return this.agents - this.busy;
  }

  /** As it stands for this call. */
  for(language: number, kind: number): this {
    this.speaks = this.languages[language] === true;
    this.does = this.skills[kind] === true;
    return this;
  }
}

export class Centres {
  readonly tally: Tally;
  readonly #desks: Desk[];
  /** Centres of each area, the own one first. */
  readonly #order: readonly (readonly number[])[];
  readonly #agenda = new Agenda();
  #calls!: Calls;
  /** Of each call of the day: why its own centre did not take it at once, and whether it waits. */
  #cause = new Uint8Array(0);
  #waits = new Uint8Array(0);
  /** Where it is taken or waits. */
  #at = new Uint8Array(0);
  #now = 0;
  #day = -1;

  constructor(
    readonly scenario: RoutingScenario,
    readonly rule: Rule,
  ) {
    const { centres, kinds, languages, areas } = scenario;
    this.tally = new Tally(centres);
    this.#order = areas.map(({ at }) => centresFrom(at, centres));
    this.#desks = centres.map((centre) => {
      const skills = kinds.map(({ id }) => centre.skills?.includes(id) ?? true);
      // People ask for what the bot did not solve: the mean of a call is that of those who get as far as here.
      const mine = kinds.map(({ share, automated, written }, index) => (skills[index] ? share * (rule.automation ? 1 - scenario.bot.takes * (automated + written) : 1) : 0)); // prettier-ignore
      const whole = mine.reduce((sum, each) => sum + each, 0);
      const seconds = kinds.reduce((sum, each, index) => sum + each.seconds * (mine[index] ?? 0), 0) / (whole || 1);
      return new Desk(agentsOf(centre), centre.places, seconds, languages.map(({ id }) => centre.languages.includes(id)), skills); // prettier-ignore
    });
  }

  playDay(calls: Calls): void {
    this.#calls = calls;
    this.#day += 1;
    this.#cause = new Uint8Array(calls.count).fill(NONE);
    this.#waits = new Uint8Array(calls.count);
    this.#at = new Uint8Array(calls.count);
    // Yesterday's numbers are other people's today.
    for (const desk of this.#desks) desk.queue = [];
    let next = 0;
    let half = 0;
    for (;;) {
      const called = next < calls.count ? (calls.at[next] as number) : Infinity;
      const changes = half <= HALF_HOURS ? half * HALF_HOUR : Infinity;
      const happens = this.#agenda.nextAt;
      this.#now = Math.min(called, changes, happens);
      if (this.#now === Infinity) break;
      // A shift begins before those who call in its first second.
      if (changes === this.#now) this.#changeShift(half++);
      else if (happens === this.#now) this.#happen(this.#agenda.take());
      else this.#arrive(next++);
    }
  }

  #changeShift(half: number): void {
    for (const [index, desk] of this.#desks.entries()) {
      desk.agents = desk.shifts[half] ?? 0;
      while (desk.free > 0 && this.#takeNext(index));
    }
  }

  /** Twice the call's number; odd = its patience ends, even = its work is done. */
  #happen(what: number): void {
    if (what < 0) {
      const centre = -what / 2 - 1;
      const desk = this.#desks[centre] as Desk;
      desk.busy -= 1;
      if (desk.free > 0) this.#takeNext(centre);
      return;
    }
    const call = what >> 1;
    const at = this.#at[call] as number;
    const desk = this.#desks[at] as Desk;
    if (what % 2 === 0) {
      desk.busy -= 1;
      // Who was to go home goes after the call.
      if (desk.free > 0) this.#takeNext(at);
    } else if (this.#waits[call] === 1) {
      this.#waits[call] = 0;
      desk.waiting -= 1;
      if (this.#cause[call] === NONE) this.#cause[call] = indexOf(desk.agents === 0 ? 'closed' : 'gaveUp');
      this.#lose(call, true);
    }
  }

  #arrive(call: number): void {
    const { area, kind, language, bot } = this.#calls;
    this.tally.offer(this.#half(call));
    const [spoken, about] = [language[call] as number, kind[call] as number];
    const order = this.#order[area[call] as number] as readonly number[];
    const own = order[0] as number;
    if (this.rule.automation && this.#askBot(call, own, spoken, about, bot[call] as number)) return;
    const desk = (this.#desks[own] as Desk).for(spoken, about);
    const why = refusal(desk, this.scenario.slowAfter);
    if (why === null) {
      this.#join(call, own);
      return;
    }
    this.#cause[call] = indexOf(why);
    const other = this.rule.routing
      ? withRoom(order, (index) => (this.#desks[index] as Desk).for(spoken, about), this.scenario)
      : null;
    if (other !== null) this.#join(call, other);
    // Alone, a slow centre still lets people wait; and where nobody has capacity, the own centre is as good as any.
    else if (why === 'slow') this.#join(call, own);
    else this.#lose(call, false);
  }

  /** Whether the bot has dealt with it: solved it, or written it down. */
  #askBot(call: number, own: number, language: number, kind: number, draw: number): boolean {
    const { bot, kinds } = this.scenario;
    const { automated, written } = kinds[kind] as RoutingScenario['kinds'][number];
    if (draw < bot.takes * automated) {
      this.tally.automate();
      return true;
    }
    if (draw >= bot.takes * (automated + written)) return false;
    this.tally.write();
    const seconds = (this.#calls.seconds[call] as number) * bot.writtenWork;
    (this.#desks[own] as Desk).tasks.push({ language, kind, seconds, day: this.#day });
    this.#takeTask(own);
    return true;
  }

  #join(call: number, centre: number): void {
    const desk = this.#desks[centre] as Desk;
    this.#at[call] = centre;
    if (desk.free > 0) {
      this.#begin(call, centre);
      return;
    }
    this.#waits[call] = 1;
    desk.queue.push(call);
    desk.waiting += 1;
    this.#agenda.add(this.#now + (this.#calls.patience[call] as number), 2 * call + 1);
  }

  #begin(call: number, centre: number): void {
    const own = this.#ownOf(call);
    const waited = this.#now - (this.#calls.at[call] as number);
    this.#at[call] = centre;
    (this.#desks[centre] as Desk).busy += 1;
    this.#agenda.add(this.#now + (this.#calls.seconds[call] as number), 2 * call);
    if (centre === own) this.tally.answer(waited);
    else this.tally.move(own, this.#half(call), this.#cause[call] as number, waited);
  }

  /** Somebody at a centre is free: who waits on the line comes first. */
  #takeNext = (centre: number): boolean => this.#takeWaiting(centre) || this.#takeTask(centre);

  /** The oldest of what was written down for this centre; with routing, else the oldest that another one has and this one can do. */
  #takeTask(centre: number): boolean {
    const desk = this.#desks[centre] as Desk;
    if (desk.free <= this.scenario.bot.keepFree) return false;
    const can = ({ language, kind }: Task): boolean => desk.languages[language] === true && desk.skills[kind] === true;
    let from: Desk | null = desk.tasks[0] && can(desk.tasks[0]) ? desk : null;
    if (!from && this.rule.routing)
      for (const other of this.#desks) {
        const [oldest] = other.tasks;
        if (oldest && can(oldest) && (!from || oldest.day < (from.tasks[0]?.day ?? Infinity))) from = other;
      }
    const task = from?.tasks.shift();
    if (!task) return false;
    desk.busy += 1;
    this.tally.do(this.#day - task.day, this.scenario.bot.within);
    this.#agenda.add(this.#now + task.seconds, taskOf(centre));
    return true;
  }

  /** Somebody at a centre is free: who waits there longest; with routing, else who waits longest anywhere and has not been moved yet. */
  #takeWaiting(centre: number): boolean {
    const desk = this.#desks[centre] as Desk;
    const mine = this.#firstOf(desk, () => true);
    if (mine !== null) {
      this.#leaveQueue(mine, desk);
      this.#begin(mine, centre);
      return true;
    }
    if (!this.rule.routing || desk.free <= this.scenario.keepFree) return false;
    const fits = (call: number): boolean =>
      desk.languages[this.#calls.language[call] as number] === true &&
      desk.skills[this.#calls.kind[call] as number] === true &&
      this.#at[call] === this.#ownOf(call);
    let longest: number | null = null;
    // Calls are numbered as they come: the lowest number has waited longest.
    for (const other of this.#desks) {
      if (other === desk || other.waiting === 0) continue;
      const call = this.#firstOf(other, fits);
      if (call !== null && (longest === null || call < longest)) longest = call;
    }
    if (longest === null) return false;
    if (this.#cause[longest] === NONE) this.#cause[longest] = indexOf('slow');
    this.#leaveQueue(longest, this.#desks[this.#at[longest] as number] as Desk);
    this.#begin(longest, centre);
    return true;
  }

  #firstOf(desk: Desk, fits: (call: number) => boolean): number | null {
    while (desk.queue.length > 0 && this.#waits[desk.queue[0] as number] === 0) desk.queue.shift();
    for (const call of desk.queue) if (this.#waits[call] === 1 && fits(call)) return call;
    return null;
  }

  #leaveQueue(call: number, desk: Desk): void {
    this.#waits[call] = 0;
    desk.waiting -= 1;
  }

  #lose(call: number, left: boolean): void {
    this.tally.lose(this.#ownOf(call), this.#half(call), this.#cause[call] as number, left);
  }

  #ownOf = (call: number): number => this.#order[this.#calls.area[call] as number]?.[0] ?? 0;
  #half = (call: number): number => Math.floor((this.#calls.at[call] as number) / HALF_HOUR);
}
