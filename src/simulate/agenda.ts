/** Things to come, by time; of the same time in the order in which they were added. A binary heap: a national list has millions. */
export class Agenda<T> {
  readonly #heap: { readonly at: number; readonly order: number; readonly what: T }[] = [];
  #order = 0;

  /** `at` — epoch ms. */
  add(at: number, what: T): void {
    const heap = this.#heap;
    heap.push({ at, order: (this.#order += 1), what });
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#before(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  /** Takes out the first; undefined = there is none. */
  next(): { readonly at: number; readonly what: T } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let parent = 0; ;) {
      const left = 2 * parent + 1;
      let least = parent;
      if (left < heap.length && this.#before(left, least)) least = left;
      if (left + 1 < heap.length && this.#before(left + 1, least)) least = left + 1;
      if (least === parent) return first;
      this.#swap(parent, least);
      parent = least;
    }
  }

  /** Takes out all until then, in order. */
  until(now: number): T[] {
    const due: T[] = [];
    while (this.#heap[0] !== undefined && this.#heap[0].at <= now) due.push((this.next() as { what: T }).what);
    return due;
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#heap[a], this.#heap[b]];
    if (!x || !y) return false;
    return x.at < y.at || (x.at === y.at && x.order < y.order);
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    [heap[a], heap[b]] = [heap[b] as (typeof heap)[number], heap[a] as (typeof heap)[number]];
  }
}
