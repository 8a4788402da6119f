/** Virtual patients to SIGTE and back by the commands alone, and all counts agree (bench/discharge.mjs with 100,000 is the same). */
import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

it('goes from virtual patients to SIGTE and back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigente-commands-'));
  try {
    const run = spawnSync(
      process.execPath,
      ['bench/discharge.mjs', '--people', '600', '--folder', folder, '--dossiers', '3', '--json'],
      { encoding: 'utf8', maxBuffer: 1 << 26 },
    );
    const result = JSON.parse(run.stdout) as {
      agree: Record<string, boolean>;
      dossiers: number;
      exported: { rows: number };
    };
    expect(Object.entries(result.agree).filter(([, ok]) => !ok)).toEqual([]);
    expect(result.exported.rows).toBeGreaterThan(10);
    expect(result.dossiers).toBe(3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 600_000);
