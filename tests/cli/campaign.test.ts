import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATHS } from '../../src/paths.js';
import { database, vigente, type Ran } from '../support/command.js';

const sample = join(PATHS.programmes, 'minsal', 'sample', 'list.csv');
const said = ({ out }: Ran): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>;

describe('vigente campaign', () => {
  it('goes from a universe to a start that nobody can slip into, and tells where everybody is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigente-campaign-'));
    const env = database();
    const run = (...args: string[]) => vigente([...args, '--json'], env);
    try {
      expect((await run('import', sample, '--today', '2026-11-23')).status).toBe(0);
      const preview = said(await run('campaign', 'preview', 'type=4', '--save', 'cirugia'));
      expect(preview['people']).toBeGreaterThan(20);
      expect(said(await run('campaign', 'new', 'uno', '--universe', '@gone', '--by', 'Ana'))).toMatchObject({
        error: { code: 'universe-unknown', hint: 'Known: @cirugia' },
      });
      const made = await run('campaign', 'new', 'uno', '--universe', '@cirugia', '--by', 'Ana', '--budget', '90000', '--wording', 'saludo', '--operators', '1'); // prettier-ignore
      expect(said(made)).toEqual({ campaign: 'minsal.uno', state: 'draft' });

      const plans = ['one', 'two'].map((name) => join(folder, name));
      const runs = [];
      for (const plan of plans) runs.push(said(await run('campaign', 'dry-run', 'uno', '--plan', plan)));
      const [one = '', two] = plans.map((plan) => readFileSync(plan, 'utf8'));
      // A minute may have passed between the two: what differs is when they begin, never who or in which order.
      const who = (text: string) => text.replace(/"at":"[^"]+",/g, '');
      expect(who(two ?? '')).toBe(who(one));
      expect(one.trim().split('\n')).toHaveLength(preview['people'] as number);
      expect(runs[0]).toMatchObject({ people: preview['people'], channel: 'sms' });

      const early = await run('campaign', 'start', 'uno', '--by', 'Ana');
      expect([early.status, said(early)]).toEqual([
        2,
        { error: expect.objectContaining({ code: 'campaign-not-ready' }) },
      ]);
      for (const what of ['universe', 'informed', 'test']) await run('campaign', 'confirm', 'uno', what, '--by', 'Ana');
      expect(said(await run('campaign', 'checklist', 'uno'))).toMatchObject({ ready: true });
      expect(said(await run('campaign', 'start', 'uno', '--by', 'Ana'))).toMatchObject({
        state: 'firstWave',
        people: preview['people'],
      });
      expect(said(await run('campaign', 'pause', 'uno', '--by', 'Eva', '--why', 'looking'))).toMatchObject({
        state: 'paused',
      });
      expect(said(await run('campaign', 'release', 'uno', '--by', 'Eva'))).toMatchObject({
        error: { code: 'campaign-state' },
      });
      const status = said(await run('campaign', 'status', 'uno'));
      expect(status).toMatchObject({
        state: 'paused',
        enrolled: preview['people'],
        asking: { queued: preview['people'] },
      });
      expect((status['log'] as { what: string; by: string }[]).map(({ what, by }) => `${what} ${by}`)).toEqual([
        'new Ana', 'confirm universe Ana', 'confirm informed Ana', 'confirm test Ana', 'start Ana', 'pause Eva',
      ]); // prettier-ignore
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);
});
