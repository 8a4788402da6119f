/** What is still to happen, the earliest first: a binary heap over plain numbers, as millions go through it. */
export class Agenda {
  #at: number[] = [];
  #what: number[] = [];

  get size(): number {
    return this.#at.length;
  }

  /** Seconds of the next; Infinity = nothing is to happen. */
  get nextAt(): number {
    return this.#at[0] ?? Infinity;
  }

  add(at: number, what: number): void {
    let here = this.#at.length;
    while (here > 0) {
      const above = (here - 1) >> 1;
      if ((this.#at[above] as number) <= at) break;
      this.#at[here] = this.#at[above] as number;
      this.#what[here] = this.#what[above] as number;
      here = above;
    }
    this.#at[here] = at;
    this.#what[here] = what;
  }

  /** Takes the next away. Throws `RangeError` when there is none. */
  take(): number {
    const what = this.#what[0];
    const at = this.#at.pop();
    const moved = this.#what.pop();
    if (what === undefined || at === undefined || moved === undefined) throw new RangeError('nothing is to happen');
    const size = this.#at.length;
    if (size === 0) return what;
    let here = 0;
    for (;;) {
      let below = 2 * here + 1;
      if (below >= size) break;
      if (below + 1 < size && (this.#at[below + 1] as number) < (this.#at[below] as number)) below += 1;
      if ((this.#at[below] as number) >= at) break;
      this.#at[here] = this.#at[below] as number;
      this.#what[here] = this.#what[below] as number;
      here = below;
    }
    this.#at[here] = at;
    this.#what[here] = moved;
    return what;
  }
}
