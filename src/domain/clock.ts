/** Time is an argument (DESIGN §3.10). Milliseconds since the epoch, UTC. */
export interface Clock {
  now(): number;
}

/** The machine's own clock, moved by `offset` milliseconds so that it follows the database's. */
export function systemClock(offset = 0): Clock {
  return { now: () => Date.now() + offset };
}

/** A clock that only moves when told: simulations, transcripts, tests. It never goes back. */
export class VirtualClock implements Clock {
  #now: number;
  constructor(startIso: string) {
    this.#now = Date.parse(startIso);
    if (Number.isNaN(this.#now)) throw new RangeError(`not an instant: ${startIso}`);
  }
  now(): number {
    return this.#now;
  }
  /** Moves on to `instant`; an instant in the past changes nothing. */
  advanceTo(instant: number): void {
    if (instant > this.#now) this.#now = instant;
  }
}
