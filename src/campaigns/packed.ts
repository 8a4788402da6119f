/** Millions of numbers and short texts in little more than their own bytes: as objects a national list would not fit the memory of a plan. */

type Typed = Int32Array | Uint32Array | Int8Array | Uint8Array;

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
export const int8 = () => new Growing((length) => new Int8Array(length));

const CHUNK = 1 << 20;

/** Texts one after the other, in UTF-8, each at most a chunk long; a text never lies over two chunks. */
export class PackedTexts {
  readonly #chunks: Buffer[] = [Buffer.allocUnsafe(CHUNK)];
  readonly #chunkOf = uint32();
  readonly #starts = uint32();
  readonly #lengths = uint32();
  #used = 0;

  get length(): number {
    return this.#starts.length;
  }
  add(text: string): void {
    const length = Buffer.byteLength(text);
    if (length > CHUNK) throw new RangeError(`a text of ${length} bytes`);
    if (this.#used + length > CHUNK) {
      this.#chunks.push(Buffer.allocUnsafe(CHUNK));
      this.#used = 0;
    }
    const chunk = this.#chunks.at(-1) as Buffer;
    chunk.write(text, this.#used);
    this.#chunkOf.push(this.#chunks.length - 1);
    this.#starts.push(this.#used);
    this.#lengths.push(length);
    this.#used += length;
  }
  at(index: number): string {
    const start = this.#starts.at(index);
    return (this.#chunks[this.#chunkOf.at(index)] as Buffer).toString('utf8', start, start + this.#lengths.at(index));
  }
}
