import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { beginCampaign } from '../../src/campaigns/begin.js';
import { confirm } from '../../src/campaigns/checklist.js';
import { command } from '../../src/campaigns/commands.js';
import { createCampaign } from '../../src/campaigns/create.js';
import { armOf } from '../../src/campaigns/order.js';
import { statusOf } from '../../src/campaigns/status.js';
import { describeUniverse, isIn, parseUniverse, type Candidate } from '../../src/campaigns/universe.js';
import { patient } from '../support/people.js';
import { DAY, TestStage } from '../support/services.js';

const candidate: Candidate = {
  type: 4, careCode: '07-000', healthService: 33, origin: '114105', destination: '114105', enteredOn: '2023-11-23', outcome: null, region: 10,
  commune: '10201', sex: 2, birthYear: 1950, insurer: 1, prais: false, askedOn: null,
}; // prettier-ignore

describe('a universe', () => {
  it('is read, means what it says, and is written as it was', () => {
    const text = 'type=4,5 wait>=365 care=07* prais=no asked>90';
    const universe = parseUniverse(text);
    expect(describeUniverse(universe)).toBe(text);
    expect(isIn(universe, candidate, '2026-11-23')).toBe(true);
    expect(isIn(universe, { ...candidate, type: 1 }, '2026-11-23')).toBe(false);
    expect(isIn(universe, { ...candidate, enteredOn: '2026-10-01' }, '2026-11-23')).toBe(false);
    expect(isIn(universe, { ...candidate, askedOn: '2026-11-01' }, '2026-11-23')).toBe(false);
  });

  it.each(['colour=red', 'type>=4,5', 'prais=maybe', 'commune>=10201', 'outcome=gone'])('refuses %s', (text) => {
    expect(() => parseUniverse(text)).toThrow('cannot be read');
  });
});

it('draws every wording once in each block', () => {
  for (let block = 0; block < 50; block += 1)
    expect([0, 1, 2].map((n) => armOf(block * 3 + n, 3, 7)).sort()).toEqual([0, 1, 2]);
});

describe('a campaign', () => {
  let stage: TestStage;
  beforeEach(async () => {
    stage = await TestStage.open();
  });
  afterEach(() => stage.close());

  const ready = async (firstWave: number) => {
    const { services, programme } = stage;
    await services.store.persons.updateMany({}, { $set: { asking: { state: 'listed', dueAt: null } } });
    const at = new Date(services.clock.now());
    await services.store.imports.insertOne({
      _id: 'list', programme: programme.id, file: 'list.csv', state: 'done', lastLine: 1, today: '2026-11-23', startedAt: at, finishedAt: at, rows: 1, changed: 1,
    }); // prettier-ignore
    const { _id } = await createCampaign(services, programme, {
      name: 'one', universe: '', firstWave, budget: 1_000_000, peoplePerHour: 3600, by: 'Ana',
    }); // prettier-ignore
    return _id;
  };

  it('does not start before people have confirmed what only they know', async () => {
    await stage.add(patient());
    const id = await ready(10);
    await expect(beginCampaign(stage.services, stage.programme, id, { by: 'Ana' })).rejects.toThrow('not confirmed');
  });

  it('tries the next number of the first wave while the others wait for the release', async () => {
    const [first, second] = await stage.add(
      patient({ phones: ['+56961117701', '+56961117702'], entries: [{ enteredOn: '2020-01-10', careCode: '07-101', healthService: 23 }] }),
      patient(),
    ); // prettier-ignore
    const id = await ready(1);
    for (const what of ['universe', 'informed', 'test'] as const) await confirm(stage.services, id, what, 'Ana');
    await beginCampaign(stage.services, stage.programme, id, { by: 'Ana' });
    await stage.wait(14 * DAY);
    const asked = new Set(stage.sent.map(({ address }) => address));
    expect([...asked].sort()).toEqual([...(first?.addresses ?? [])].sort());
    expect((await stage.services.store.campaigns.findOne({ _id: id }))?.begun).toBe(1);
    await command(stage.services, id, 'release', { by: 'Ana' });
    await stage.settle();
    expect(stage.sent.some(({ address }) => address === second?.addresses[0])).toBe(true);
  });

  it('asks the first wave, waits for the release, and is silent while it is paused', async () => {
    const { services, programme } = stage;
    await stage.add(...Array.from({ length: 5 }, () => patient()));
    const id = await ready(2);
    for (const what of ['universe', 'informed', 'test'] as const) await confirm(services, id, what, 'Ana');
    const { enrolled } = await beginCampaign(services, programme, id, { by: 'Ana' });
    expect(enrolled.chosen).toBe(5);
    stage.pass(60_000);
    await stage.settle();
    expect(stage.sent).toHaveLength(2);

    await command(services, id, 'release', { by: 'Ana' });
    await command(services, id, 'pause', { by: 'Ana' });
    stage.pass(60_000);
    await stage.settle();
    expect(stage.sent).toHaveLength(2);

    await command(services, id, 'resume', { by: 'Ana' });
    stage.pass(60_000);
    await stage.settle();
    expect(stage.sent).toHaveLength(5);
    const status = await statusOf(services, id);
    expect(status.asking).toEqual({ asking: 5 });
    expect(status.places).toEqual({ needsCare: 0, canBeDischarged: 0, notLocated: 0, open: 5 });
    expect(status.spent).toBeGreaterThan(0);
  });
});
