import { describe, expect, it } from '@jest/globals';
import { int8, PackedTexts, uint32 } from '../../src/campaigns/packed.js';

describe('packed', () => {
  it('texts come back as they went in, over many chunks', () => {
    const texts = new PackedTexts();
    const text = (n: number) => `${n} ñandú ${'x'.repeat(n % 700)}`;
    for (let n = 0; n < 9000; n += 1) texts.add(text(n));
    expect(texts.length).toBe(9000);
    for (let n = 0; n < 9000; n += 1) if (texts.at(n) !== text(n)) throw new Error(`${n}: ${texts.at(n)}`);
    expect(() => texts.add('x'.repeat(1 << 16))).toThrow(RangeError);
  });

  it('numbers keep their sign and size while they grow', () => {
    const [small, large] = [int8(), uint32()];
    for (let n = 0; n < 5000; n += 1) {
      small.push((n % 25) - 1);
      large.push(2 ** 32 - 1 - n);
    }
    expect([small.at(0), small.at(4999), large.at(0), large.at(4999)]).toEqual([-1, 23, 2 ** 32 - 1, 2 ** 32 - 5000]);
    expect(large.all()).toHaveLength(5000);
  });
});
