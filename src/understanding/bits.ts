/** Small sets of small numbers. Ordinary numbers of 30 bits: they need no memory of their own, as a typed array does. */

export type Bits = number[];
const WIDTH = 30;

/** A set for numbers below `size`. */
export const noBits = (size: number): Bits => Array.from({ length: Math.ceil(size / WIDTH) }, () => 0);

export function setBit(bits: Bits, number: number): void {
  const at = Math.floor(number / WIDTH);
  bits[at] = (bits[at] as number) | (1 << (number % WIDTH));
}

export function haveCommonBit(some: Bits, others: Bits): boolean {
  for (let i = 0; i < some.length; i++) if (((some[i] as number) & (others[i] as number)) !== 0) return true;
  return false;
}
