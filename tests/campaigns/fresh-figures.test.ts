import { describe, expect, it } from '@jest/globals';
import { FreshFigures } from '../../src/campaigns/fresh-figures.js';
import type { Figures } from '../../src/campaigns/figures.js';

const figures = (people: number) => ({ people }) as Figures;

describe('figures for many who look', () => {
  it('are counted once for all of them, and again only after a while', async () => {
    let now = 0;
    let counts = 0;
    const fresh = new FreshFigures(async () => figures((counts += 1)), () => now); // prettier-ignore
    const all = await Promise.all(Array.from({ length: 50 }, () => fresh.of('one', 1000)));
    expect(new Set(all.map((each) => each?.people))).toEqual(new Set([1]));
    now = 4_999;
    expect((await fresh.of('one', 1000))?.people).toBe(1);
    now = 5_000;
    expect((await fresh.of('one', 1000))?.people).toBe(2);
  });

  it('that took long to count are counted seldom', async () => {
    let now = 0;
    let counts = 0;
    const slow = async () => {
      now += 30_000;
      return figures((counts += 1));
    };
    const fresh = new FreshFigures(slow, () => now);
    await fresh.of('one', 1000);
    now += 569_000;
    expect((await fresh.of('one', 1000))?.people).toBe(1);
    now += 1_000;
    expect((await fresh.of('one', 1000))?.people).toBe(2);
  });

  it('are not waited for longer than one has patience, and those there are stay when a count fails', async () => {
    let now = 0;
    const never = new FreshFigures(
      () => new Promise<Figures>(() => undefined),
      () => now,
    );
    expect(await never.of('one', 10)).toBeNull();
    let counts = 0;
    const failing = new FreshFigures(async () => {
      if ((counts += 1) > 1) throw new Error('away');
      return figures(7);
    }, () => now); // prettier-ignore
    await failing.of('one', 1000);
    now = 60_000;
    expect((await failing.of('one', 1000))?.people).toBe(7);
    const away = async (): Promise<Figures> => {
      throw new Error('away');
    };
    await expect(new FreshFigures(away).of('one', 1000)).rejects.toThrow('away');
  });
});
