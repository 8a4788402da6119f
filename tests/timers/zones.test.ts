import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../src/domain/failure.js';
import { PATHS } from '../../src/paths.js';
import { loadProgramme, type Programme } from '../../src/programmes/programme.js';
import { hoursFor, whereaboutsOf, zoneOf } from '../../src/programmes/zones.js';
import { nextAllowed } from '../../src/timers/hours.js';
import { patient } from '../support/people.js';
import { TestStage, type Placed } from '../support/services.js';

let minsal: Programme;
let root: string;
beforeAll(async () => {
  minsal = await loadProgramme(join(PATHS.programmes, 'minsal'));
  root = mkdtempSync(join(tmpdir(), 'vigente-zones-'));
  cpSync(join(PATHS.root, 'calendars'), join(root, 'calendars'), { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true }));

describe("a person's clock", () => {
  it.each([
    ['05201', 5, 'Pacific/Easter'],
    ['05104', 5, 'America/Santiago'], // Juan Fernández
    ['05101', 5, 'America/Santiago'],
    ['11101', 11, 'America/Coyhaique'],
    ['12101', 12, 'America/Punta_Arenas'],
    ['', 12, 'America/Punta_Arenas'],
    ['13101', 13, 'America/Santiago'],
    ['', 0, 'America/Santiago'],
  ])('is that of their commune or region: %s in %i → %s', (commune, region, zone) =>
    expect(zoneOf(minsal, { commune, region })).toBe(zone),
  );

  it('is kept only where it is not the one of the programme', () => {
    expect(whereaboutsOf(minsal, { region: 13, commune: '13101' })).toEqual({});
    expect(whereaboutsOf(minsal, { region: 5, commune: '05201' })).toEqual({ zone: 'Pacific/Easter' });
    expect(whereaboutsOf(minsal, { region: 15, commune: '15101' })).toEqual({ localDays: '15' });
    expect(whereaboutsOf(minsal, { region: 16, commune: '16101' })).toEqual({ localDays: '16101' });
    expect(whereaboutsOf(minsal, { region: 16, commune: '16201' })).toEqual({});
  });

  it.each([
    // Local noon in each place, on a day that is a holiday in some of them only.
    ['Arica on 7 June', 15, '15101', '2027-06-07T16:00:00Z', '2027-06-08T13:00:00Z'],
    ['Santiago on 7 June', 13, '13101', '2027-06-07T16:00:00Z', '2027-06-07T16:00:00Z'],
    ['Chillán on 20 August', 16, '16101', '2026-08-20T16:00:00Z', '2026-08-21T13:00:00Z'],
    ['San Carlos on 20 August', 16, '16401', '2026-08-20T16:00:00Z', '2026-08-20T16:00:00Z'],
    ['Easter Island on 18 September', 5, '05201', '2026-09-18T17:00:00Z', '2026-09-20T14:00:00Z'],
  ])('and calendar say when they may be disturbed: %s', (_, region, commune, at, goes) => {
    const hours = hoursFor(minsal, whereaboutsOf(minsal, { region, commune }));
    expect(new Date(nextAllowed(Date.parse(at), hours)).toISOString()).toBe(goes.replace('Z', '.000Z'));
  });
});

describe('a programme', () => {
  let made = 0;
  const changed = (file: string, change: object) => {
    const folder = join(root, 'programmes', `p${(made += 1)}`);
    cpSync(join(PATHS.programmes, 'minsal'), folder, {
      recursive: true,
      filter: (source) => !source.includes(`${join('minsal', 'sample')}`),
    });
    const path = join(folder, file);
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
    return loadProgramme(folder);
  };

  it.each([
    ['zones.json', { regions: { '11': 'America/Coihaique' } }, /zones\.json: regions\.11 is not a time zone/],
    ['zones.json', { communes: { Rapanui: 'Pacific/Easter' } }, /zones\.json: communes\.Rapanui/],
    ['programme.json', { hours: { from: '20:00', to: '09:00' } }, /hours from must be before to/],
    ['programme.json', { hours: { from: '09:00', to: '25:00' } }, /hours\.to/],
    ['programme.json', { waits: { reply: 'P1M', later: 'PT24H' } }, /waits\.reply .*a month has no fixed length/],
    ['programme.json', { waits: { reply: 'PT10S', later: 'PT24H' } }, /waits\.reply must be between/],
    ['programme.json', { waits: { reply: 'P401D', later: 'PT24H' } }, /waits\.reply must be between/],
  ])('with a mistake is refused, and told where it is: %s %j', async (file, change, message) => {
    const loading = changed(file, change);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toBeInstanceOf(UserError);
  });

  it('waits for so much time as really passes', async () => {
    const programme = await changed('programme.json', { waits: { reply: 'P2D', later: 'PT1M' } });
    expect(programme.waitFor('reply')).toBe(48 * 3_600_000);
    expect(programme.waitFor('later')).toBe(60_000);
  });

  it('in one zone needs no zones.json', async () => {
    const folder = join(root, 'programmes', 'no-zones');
    cpSync(join(PATHS.programmes, 'minsal'), folder, {
      recursive: true,
      filter: (source) => !/zones\.json|sample/.test(source),
    });
    const programme = await loadProgramme(folder);
    expect(zoneOf(programme, { region: 12, commune: '12101' })).toBe('America/Santiago');
  });
});

describe('the first message', () => {
  let stage: TestStage;
  beforeAll(async () => {
    stage = await TestStage.open();
  });
  afterAll(() => stage.close());

  async function livesIn(region: number, commune: string): Promise<Placed> {
    const [placed] = (await stage.add(patient())) as [Placed];
    await stage.services.store.persons.updateOne({ _id: placed.person }, { $set: { region, commune } });
    return placed;
  }
  const goesAt = async (person: string) => {
    const { outbox } = await stage.conversation(person);
    return Object.values(outbox).map(({ dueAt }) => dueAt.toISOString());
  };

  it("waits for nine o'clock of the person, when it is made and again when it goes", async () => {
    // 13:00 UTC: 10:00 in Santiago and Punta Arenas, 8:00 on Easter Island.
    const [island, capital] = [await livesIn(5, '05201'), await livesIn(13, '13101')];
    await stage.settle();
    expect(await goesAt(capital.person)).toEqual([]);
    expect(await goesAt(island.person)).toEqual(['2026-11-23T14:00:00.000Z']);
    const { zone, timers } = await stage.conversation(island.person);
    expect(zone).toBe('Pacific/Easter');
    expect(timers.map(({ dueAt }) => dueAt.toISOString())).toEqual(['2026-11-25T14:00:00.000Z']);
    expect(await stage.conversation(capital.person)).not.toHaveProperty('zone');

    // Made due too early by somebody: it waits all the same.
    const { conversations } = stage.services.store;
    const soon = new Date(stage.clock.now());
    await conversations.updateOne({ person: island.person }, { $set: { 'outbox.m1.dueAt': soon, sendDueAt: soon } });
    await stage.settle();
    expect(stage.sent).toHaveLength(1);
    expect(await goesAt(island.person)).toEqual(['2026-11-23T14:00:00.000Z']);
    stage.clock.advanceTo(Date.parse('2026-11-23T14:00:00Z'));
    await stage.settle();
    expect(stage.sent).toHaveLength(2);
  });

  it('is waited for: the patience with the person begins when it goes', async () => {
    stage.clock.advanceTo(Date.parse('2026-11-25T01:00:00Z'));
    const { person } = await livesIn(13, '13101');
    await stage.settle();
    const { timers } = await stage.conversation(person);
    expect(timers.map(({ dueAt }) => dueAt.toISOString())).toEqual(['2026-11-27T12:00:00.000Z']);
  });
});
