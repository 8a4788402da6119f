/**
 * The figures of the sources over 20 seeds. Of 055 545454 one whole year and 20 weeks, as the test's sandbox makes it many times
 * slower than it is; `node bench/routing.mjs --seeds 20` plays 20 whole years.
 */
import { describe, expect, it } from '@jest/globals';
import { PATHS } from '../../src/paths.js';
import { loadRoutingScenario } from '../../src/programmes/routing-scenario.js';
import { simulateRouting } from '../../src/routing/simulate.js';

const WEEK = 5;
const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

describe('the pilot of Castilla-La Mancha', () => {
  it('overflows 27 % before and at most 10 % after, whatever the seed', async () => {
    const scenario = await loadRoutingScenario(PATHS.programmes, 'asepeyo-pilot');
    for (const seed of SEEDS) {
      const { before, after } = simulateRouting(scenario, seed);
      expect(Math.abs(before.overflow - 0.27)).toBeLessThan(0.015);
      expect(after.overflow).toBeLessThanOrEqual(0.1);
    }
  }, 120_000);
});

describe('a year', () => {
  it('of 055 545454 answers 70 % before, 90 % and more with bot and routing', async () => {
    const scenario = await loadRoutingScenario(PATHS.programmes, 'toscana-2020');
    expect(scenario).toMatchObject({ days: 272, offered: 2_050_657 });
    expect(simulateRouting(scenario, 1).before.offered).toBe(2_050_657);
    for (const seed of SEEDS) {
      const { before, after } = simulateRouting(scenario, seed, { days: WEEK });
      // 1,427,910 were answered.
      expect(Math.abs(before.answered / before.offered - 0.696)).toBeLessThan(0.03);
      expect(after.answered / after.offered).toBeGreaterThanOrEqual(0.9);
    }
  }, 600_000);

  it('of 0800 777 7711 leaves fewer unanswered than before', async () => {
    const scenario = await loadRoutingScenario(PATHS.programmes, 'jujuy-2025');
    expect(simulateRouting(scenario, 1).before.offered).toBe(308_913);
    for (const seed of SEEDS) {
      const { before, after } = simulateRouting(scenario, seed, { days: WEEK });
      expect(after.overflow).toBeLessThan(before.overflow);
    }
  }, 600_000);
});
