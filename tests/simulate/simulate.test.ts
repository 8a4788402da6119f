import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '../../src/simulate/simulate.js';
import { PATHS } from '../../src/paths.js';
import { quiet, testConfig } from '../support/config.js';
import { EVERYTHING } from '../support/everything.js';

/** The first rows of the sample list: enough people for every manner, few enough for a test. */
function shortList(folder: string, rows: number): string {
  const file = join(folder, 'list.csv');
  const text = readFileSync(join(PATHS.programmes, 'minsal', 'sample', 'list.csv'), 'utf8');
  writeFileSync(
    file,
    text
      .split('\n')
      .slice(0, rows + 1)
      .join('\n'),
  );
  return file;
}

describe('a simulated campaign', () => {
  it('removes nobody who needs the care, breaks no invariant, and repeats itself byte for byte', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigente-simulate-'));
    try {
      const options = {
        programme: 'minsal',
        list: shortList(folder, EVERYTHING ? 150 : 40),
        days: EVERYTHING ? 12 : 10,
        seed: 7,
        from: '2026-11-23',
        say: quiet,
      };
      const { seconds: _s, turnsPerSecond: _t, ...first } = await simulate(testConfig(), options);
      expect(first.truth.falseRemovals).toBe(0);
      expect(first.invariants.examples).toEqual([]);
      expect(first.invariants.checked).toBeGreaterThan(EVERYTHING ? 1000 : 200);
      expect(first.truth.proposed).toBeGreaterThan(0);
      expect(Object.values(first.places).reduce((sum, count) => sum + count, 0)).toBe(first.people);
      const { seconds: _s2, turnsPerSecond: _t2, ...second } = await simulate(testConfig(), options);
      expect(second).toEqual(first);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 240_000);
});
