/** Millions of numbers and short texts in little more than their own bytes: as objects a national list would not fit the memory of a plan. */

type Typed = Int32Array | Uint32Array | Uint16Array | Int8Array;

/** A typed array that grows. */
export class Growing<A extends Typed> {
  #values: A;
  #length = 0;

  /** `make` — an array of so many zeros. */
  constructor(private readonly make: (length: number) => A) {
    this.#values = make(1024);
  }
  get length(): number {
    return this.#length;
  }
  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.make(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }
  at(index: number): number {
    return this.#values[index] as number;
  }
  /** A view, good until the next push. */
  all(): A {
    return this.#values.subarray(0, this.#length) as A;
  }
}

export const int32 = () => new Growing((length) => new Int32Array(length));
export const uint32 = () => new Growing((length) => new Uint32Array(length));
export const uint16 = () => new Growing((length) => new Uint16Array(length));
export const int8 = () => new Growing((length) => new Int8Array(length));

const CHUNK = 1 << 20;

/** Texts one after the other, in UTF-8, each shorter than 64 kB; a text never lies over two chunks. Four gigabytes at most. */
export class PackedTexts {
  readonly #chunks: Buffer[] = [Buffer.allocUnsafe(CHUNK)];
  /** From the first byte of the first chunk. */
  readonly #starts = uint32();
  readonly #lengths = uint16();
  #used = 0;

  get length(): number {
    return this.#starts.length;
  }
  add(text: string): void {
    const length = Buffer.byteLength(text);
    if (length > 0xffff) throw new RangeError(`a text of ${length} bytes`);
    if (this.#used + length > CHUNK) {
      this.#chunks.push(Buffer.allocUnsafe(CHUNK));
      this.#used = 0;
    }
    (this.#chunks.at(-1) as Buffer).write(text, this.#used);
    this.#starts.push((this.#chunks.length - 1) * CHUNK + this.#used);
    this.#lengths.push(length);
    this.#used += length;
  }
  at(index: number): string {
    const start = this.#starts.at(index);
    const [chunk, from] = [Math.floor(start / CHUNK), start % CHUNK];
    return (this.#chunks[chunk] as Buffer).toString('utf8', from, from + this.#lengths.at(index));
  }
}
