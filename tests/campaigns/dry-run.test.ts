import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCampaign } from '../../src/campaigns/create.js';
import { deskLoad } from '../../src/campaigns/desk-load.js';
import { dryRunCampaign } from '../../src/campaigns/dry-run.js';
import { enrol } from '../../src/campaigns/enrol.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';

describe('a dry run', () => {
  let stage: TestStage;
  let folder: string;
  beforeEach(async () => {
    stage = await TestStage.open();
    folder = mkdtempSync(join(tmpdir(), 'vigente-plan-'));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await stage.close();
  });

  it('plans for each person the very minute at which the start puts them in, and writes the same plan twice', async () => {
    const { services, programme } = stage;
    await stage.add(...Array.from({ length: 40 }, () => patient()));
    await services.store.persons.updateMany({}, { $set: { asking: { state: 'listed', dueAt: null } } });
    const campaign = await createCampaign(services, programme, {
      name: 'plan', universe: '', budget: 100_000, peoplePerHour: 20, wordings: ['saludo'], by: 'Ana',
    }); // prettier-ignore
    const files = ['a', 'b'].map((name) => join(folder, name));
    const run = await dryRunCampaign(services, programme, campaign, { plan: files[0] });
    await dryRunCampaign(services, programme, campaign, { plan: files[1] });
    const [one = '', two] = files.map((file) => readFileSync(file, 'utf8'));
    expect(two).toBe(one);
    const lines = one.trim().split('\n').map((line) => JSON.parse(line) as { at: string; entries: string[]; arm: string; cost: number }); // prettier-ignore
    expect(lines).toHaveLength(40);
    expect(lines.filter(({ arm }) => arm === 'saludo')).toHaveLength(20);
    expect(run.cost.first).toBe(lines.reduce((sum, { cost }) => sum + cost, 0));
    expect(run.days.reduce((sum, { people }) => sum + people, 0)).toBe(40);
    expect(run.days.every(({ channels, cost }) => cost === Object.values(channels).reduce((sum, each) => sum + each.cost, 0))).toBe(true); // prettier-ignore
    expect(run.cost.expected).toBeGreaterThan(run.cost.first);
    expect(run.cost.atMost).toBeGreaterThan(run.cost.expected);
    expect(run.forecast.answered).toBeGreaterThan(0.5);

    await enrol(services, programme, campaign, '2026-11-23');
    for (const { at, entries, arm } of lines) {
      const entry = await services.store.entries.findOne({ _id: `minsal:${entries[0] ?? ''}` });
      const person = await services.store.persons.findOne({ _id: entry?.person ?? '' });
      expect([person?.asking.dueAt?.toISOString(), person?.asking.arm]).toEqual([at, arm]);
    }
  });

  it('says when the last promised call is made, and makes no promise a desk cannot keep', () => {
    const hours = {
      zone: 'America/Santiago',
      hours: { from: '09:00', to: '19:00' },
      holidays: new Set(['2026-12-01']),
    };
    const tasks = new Map([['2026-11-30', 100], ['2026-12-01', 100], ['2026-12-02', 0]]); // prettier-ignore
    // One person, ten hours, six minutes a task: a hundred a day; nobody calls on the first of December.
    expect(deskLoad(tasks, { operators: 1, minutesPerTask: 6 }, hours)).toEqual({
      operators: 1, perDay: 100, lastCallAt: '2026-12-02', mostWaiting: 100,
    }); // prettier-ignore
    const never = new Map([['2026-11-30', 1_000_000]]);
    expect(deskLoad(never, { operators: 1, minutesPerTask: 6 }, hours).lastCallAt).toBeNull();
  });
});
