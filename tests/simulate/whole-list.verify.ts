import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { PATHS } from '../../src/paths.js';
import { simulate } from '../../src/simulate/simulate.js';
import { quiet, testConfig } from '../support/config.js';

describe('three weeks of the whole sample list', () => {
  it.each([1, 2, 3])(
    'remove nobody who needs the care and break no invariant (seed %d)',
    async (seed) => {
      const list = join(PATHS.programmes, 'minsal', 'sample', 'list.csv');
      const result = await simulate(testConfig(), {
        programme: 'minsal',
        list,
        days: 21,
        seed,
        from: '2026-11-23',
        say: quiet,
      });
      expect(result.truth.falseRemovals).toBe(0);
      expect(result.invariants).toMatchObject({ violations: 0, examples: [] });
    },
    900_000,
  );
});
