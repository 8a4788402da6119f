/** What became of the calls, added up while they are played. */
import { CAUSES, type Cause } from './criteria.js';
import { clockOf, HALF_HOURS, type RoutingScenario } from './scenario.js';

/** Written down by the bot, by what became of it; what is late or still undone at the end counts as unanswered. */
export interface Written {
  readonly done: number;
  readonly late: number;
  readonly undone: number;
  /** Working days until it was done, late or not. */
  readonly meanDays: number;
  readonly mostDays: number;
}

export interface Sums {
  readonly offered: number;
  /** Share of the offered calls that nobody answered: no bot, no centre. */
  readonly overflow: number;
  /** By the bot, by people at once, and in writing. */
  readonly answered: number;
  readonly automated: number;
  readonly written: Written;
  /** Answered by another centre than the own one. */
  readonly moved: number;
  readonly abandoned: number;
  /** Share of the offered calls that the own centre did not answer, wherever they went: the strict reading of "overflow". */
  readonly leftOwnCentre: number;
  /** Mean seconds that those whom a person answered had waited. */
  readonly wait: number;
}

/** One line of the review: why calls of a centre's area were not answered there, in one half hour of the day. */
export interface ReviewLine {
  readonly centre: string;
  readonly from: string;
  readonly cause: Cause;
  readonly moved: number;
  readonly unanswered: number;
}

export class Tally {
  #offered = 0;
  #automated = 0;
  #written = 0;
  #done = 0;
  #late = 0;
  #days = 0;
  #mostDays = 0;
  #own = 0;
  #moved = 0;
  #unanswered = 0;
  #abandoned = 0;
  #waited = 0;
  readonly #movedBy: Float64Array;
  readonly #unansweredBy: Float64Array;
  readonly offeredAt = new Float64Array(HALF_HOURS);
  readonly unansweredAt = new Float64Array(HALF_HOURS);

  constructor(readonly centres: RoutingScenario['centres']) {
    const cells = centres.length * HALF_HOURS * CAUSES.length;
    this.#movedBy = new Float64Array(cells);
    this.#unansweredBy = new Float64Array(cells);
  }

  offer(half: number): void {
    this.#offered += 1;
    this.offeredAt[half] = (this.offeredAt[half] ?? 0) + 1;
  }

  automate(): void {
    this.#automated += 1;
  }

  write(): void {
    this.#written += 1;
  }

  /** `days` — working days since it was written; `within` — those within which it was to be done. */
  do(days: number, within: number): void {
    this.#done += 1;
    if (days > within) this.#late += 1;
    this.#days += days;
    this.#mostDays = Math.max(this.#mostDays, days);
  }

  /** `waited` — seconds. */
  answer(waited: number): void {
    this.#own += 1;
    this.#waited += waited;
  }

  move(own: number, half: number, cause: number, waited: number): void {
    this.#moved += 1;
    this.#waited += waited;
    const cell = this.#cell(own, half, cause);
    this.#movedBy[cell] = (this.#movedBy[cell] ?? 0) + 1;
  }

  /** `left`: after having waited. */
  lose(own: number, half: number, cause: number, left: boolean): void {
    this.#unanswered += 1;
    if (left) this.#abandoned += 1;
    this.unansweredAt[half] = (this.unansweredAt[half] ?? 0) + 1;
    const cell = this.#cell(own, half, cause);
    this.#unansweredBy[cell] = (this.#unansweredBy[cell] ?? 0) + 1;
  }

  #cell = (own: number, half: number, cause: number): number => (own * HALF_HOURS + half) * CAUSES.length + cause;

  get sums(): Sums {
    const byPeople = this.#own + this.#moved;
    const undone = this.#written - this.#done;
    const unanswered = this.#unanswered + undone + this.#late;
    return {
      offered: this.#offered,
      overflow: unanswered / Math.max(1, this.#offered),
      answered: this.#automated + this.#done - this.#late + byPeople,
      automated: this.#automated,
      written: {
        done: this.#done - this.#late,
        late: this.#late,
        undone,
        meanDays: this.#days / Math.max(1, this.#done),
        mostDays: this.#mostDays,
      },
      moved: this.#moved,
      abandoned: this.#abandoned,
      leftOwnCentre: (this.#moved + unanswered) / Math.max(1, this.#offered),
      wait: this.#waited / Math.max(1, byPeople),
    };
  }

  /** By centre, half hour and cause; what did not happen is left out. */
  get review(): ReviewLine[] {
    const lines: ReviewLine[] = [];
    this.centres.forEach(({ id }, centre) => {
      for (let half = 0; half < HALF_HOURS; half += 1)
        CAUSES.forEach((cause, index) => {
          const cell = this.#cell(centre, half, index);
          const [moved, unanswered] = [this.#movedBy[cell] ?? 0, this.#unansweredBy[cell] ?? 0];
          if (moved + unanswered > 0) lines.push({ centre: id, from: clockOf(half), cause, moved, unanswered });
        });
    });
    return lines;
  }
}
