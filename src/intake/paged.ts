/** Numbers in pages of typed arrays: grows without copying, so the peak is what is held (a doubling array needs three times that). */

const PAGE_BITS = 16;
const PAGE = 1 << PAGE_BITS;
const MASK = PAGE - 1;

type NumberArray = Uint16Array | Uint32Array | Int32Array | Float64Array;

export class PagedNumbers<A extends NumberArray> {
  readonly #pages: A[] = [];
  readonly #make: (length: number) => A;
  #length = 0;

  constructor(make: (length: number) => A) {
    this.#make = make;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if ((this.#length & MASK) === 0) this.#pages.push(this.#make(PAGE));
    (this.#pages[this.#length >>> PAGE_BITS] as A)[this.#length & MASK] = value;
    this.#length++;
  }

  at(index: number): number {
    return (this.#pages[index >>> PAGE_BITS] as A)[index & MASK] as number;
  }

  set(index: number, value: number): void {
    (this.#pages[index >>> PAGE_BITS] as A)[index & MASK] = value;
  }
}

export const words16 = (): PagedNumbers<Uint16Array> => new PagedNumbers((length) => new Uint16Array(length));
export const words32 = (): PagedNumbers<Uint32Array> => new PagedNumbers((length) => new Uint32Array(length));
export const links = (): PagedNumbers<Int32Array> => new PagedNumbers((length) => new Int32Array(length));
export const wholes = (): PagedNumbers<Float64Array> => new PagedNumbers((length) => new Float64Array(length));

/**
 * Chains of items by key: a table of chain heads, and one link an item. The owner holds the items' fields in pages of the
 * same index. `keyOf` — the key of an item already held, to lay the chains anew when the table grows.
 */
export class Chains {
  #heads: Int32Array = new Int32Array(1 << 12).fill(-1);
  readonly #links = links();
  readonly #keyOf: (item: number) => number;

  constructor(keyOf: (item: number) => number) {
    this.#keyOf = keyOf;
  }

  /** First item of the chain that holds `key` (and others), or -1. */
  first(key: number): number {
    return this.#heads[slotOf(key, this.#heads.length)] as number;
  }

  next(item: number): number {
    return this.#links.at(item);
  }

  /** The next item, number `length`, has this key. */
  add(key: number): void {
    const item = this.#links.length;
    if (item >= this.#heads.length) this.#grow();
    const slot = slotOf(key, this.#heads.length);
    this.#links.push(this.#heads[slot] as number);
    this.#heads[slot] = item;
  }

  #grow(): void {
    const heads = new Int32Array(this.#heads.length * 4).fill(-1);
    for (let item = 0; item < this.#links.length; item++) {
      const slot = slotOf(this.#keyOf(item), heads.length);
      this.#links.set(item, heads[slot] as number);
      heads[slot] = item;
    }
    this.#heads = heads;
  }
}

/** A slot for a whole number up to 2^53; `size` is a power of two. */
function slotOf(key: number, size: number): number {
  const high = Math.floor(key / 4294967296);
  let hash = (key >>> 0) ^ Math.imul(high, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) & (size - 1);
}
