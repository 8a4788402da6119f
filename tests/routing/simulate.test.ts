import { describe, expect, it } from '@jest/globals';
import { PATHS } from '../../src/paths.js';
import { loadRoutingScenario } from '../../src/programmes/routing-scenario.js';
import { CAUSES, refusal } from '../../src/routing/criteria.js';
import { erlangA } from '../../src/routing/erlang-a.js';
import { areaOf, centresFrom } from '../../src/routing/place.js';
import { routingScenario, type RoutingScenario } from '../../src/routing/scenario.js';
import { simulateRouting } from '../../src/routing/simulate.js';

const centre = (id: string, east: number, agents: number, more: object = {}) => ({
  id, name: id, at: [0, east], languages: ['es'], places: 50, shifts: [{ from: '00:00', to: '24:00', agents }], ...more,
}); // prettier-ignore

/** Two centres, 100 calls an hour around the clock, all for the first. */
const small = (changes: object = {}): RoutingScenario =>
  routingScenario.parse({
    name: 'small', about: 'small', assumptions: [{ what: 'all', source: 'assumed' }],
    days: 6, offered: 14_400, weekdays: [1], dayToDay: 0,
    halfHours: Object.fromEntries(Array.from({ length: 48 }, (_, n) => [`${String(n >> 1).padStart(2, '0')}:${n % 2 ? '30' : '00'}`, 1])),
    kinds: [{ id: 'any', share: 1, seconds: 180 }],
    languages: [{ id: 'es', share: 1 }],
    areas: [{ id: 'here', name: 'here', codes: ['1', '22'], at: [0, 0], share: 1 }],
    centres: [centre('near', 0.1, 5), centre('far', 5, 5)],
    patience: 120, slowAfter: 30, bot: { takes: 1, writtenWork: 1, keepFree: 0, within: 0 },
    target: { answered: 0.9, within: 30 },
    ...changes,
  }); // prettier-ignore

describe('which centre takes a call', () => {
  it('is the nearest, and of those equally near the one with more people', () => {
    const centres = [centre('far', 5, 9), centre('small', 0.1, 1), centre('large', 0.1, 3)] as RoutingScenario['centres'];
    expect(centresFrom([0, 0], centres).map((index) => centres[index]?.id)).toEqual(['large', 'small', 'far']);
  }); // prettier-ignore

  it('knows an area by the longest beginning of a postcode', () => {
    const area = (id: string, codes: string[]) => ({ id, name: id, codes, at: [0, 0] as [number, number], share: 0.5 });
    const areas = [area('toledo', ['45']), area('talavera', ['456'])];
    expect([areaOf(areas, '45001'), areaOf(areas, '45600'), areaOf(areas, '08001')]).toEqual([0, 1, null]);
  });

  it('refuses by one set of criteria, asked in one order', () => {
    const free = { agents: 2, busy: 1, waiting: 0, places: 1, speaks: true, does: true, seconds: 200 };
    expect(refusal(free, 60)).toBeNull();
    expect(refusal({ ...free, agents: 0, speaks: false, does: false }, 60)).toBe('closed');
    expect(refusal({ ...free, speaks: false, does: false }, 60)).toBe('language');
    expect(refusal({ ...free, does: false }, 60)).toBe('skill');
    expect(refusal({ ...free, busy: 2, waiting: 1 }, 60)).toBe('full');
    expect(refusal({ ...free, busy: 2 }, 60)).toBe('slow');
    expect(refusal({ ...free, busy: 2 }, 100)).toBeNull();
  });
});

describe('a simulated call centre', () => {
  it('waits and loses callers as Erlang A says: within a point of the callers and 5 % of the wait', () => {
    // No routing, nobody slow, room for all who wait: the model's own assumptions.
    const { before } = simulateRouting(small({ days: 20, offered: 48_000, slowAfter: 1e9 }), 3);
    const model = erlangA({ callsPerHour: 100, seconds: 180, patience: 120 }, 5);
    expect(Math.abs(before.overflow - model.abandons)).toBeLessThan(0.01);
    expect(before.abandoned / before.offered).toBe(before.overflow);
    // Mean wait of those who are answered: what is not answered yet, added up over time.
    const served = 1 - model.abandons;
    let wait = 0;
    for (let at = 5; at < 1200; at += 10) wait += (10 * (served - model.within(at))) / served;
    expect(Math.abs(before.wait / wait - 1)).toBeLessThan(0.05);
  });

  it('loses nobody out of sight: each call is answered once, or not and for one reason', () => {
    const result = simulateRouting(small({ kinds: [{ id: 'any', share: 1, seconds: 180, automated: 0.1, written: 0.2 }] }), 1);
    for (const { offered, answered, overflow, automated, written, moved, leftOwnCentre } of [result.before, result.after]) {
      expect(offered).toBe(14_400);
      expect(answered + Math.round(overflow * offered)).toBe(offered);
      expect(automated + written.done + moved).toBeLessThanOrEqual(answered);
      expect(leftOwnCentre).toBeGreaterThanOrEqual(overflow);
    }
    const { after } = result;
    const byCause = Object.values(result.byCause).reduce((sum, each) => sum + each, 0);
    expect(byCause).toBe(Math.round(after.leftOwnCentre * after.offered) - after.written.late - after.written.undone);
    expect(Object.keys(result.byCause)).toEqual([...CAUSES]);
    expect(result.fall.routing + result.fall.automation).toBeCloseTo(result.fall.all, 12);
  }); // prettier-ignore

  it('moves a call to whoever has somebody free, and to nobody that does not speak, know or sit there', () => {
    const moved = (far: object) => simulateRouting(small({ days: 5, offered: 12_000, languages: [{ id: 'es', share: 0.5 }, { id: 'ca', share: 0.5 }],
      centres: [centre('near', 0.1, 5), centre('far', 5, 5, { languages: ['es', 'ca'], ...far })] }), 1); // prettier-ignore
    const both = moved({});
    expect(both.byCause.language).toBeGreaterThan(5500);
    expect(both.before.overflow).toBeGreaterThan(0.5);
    expect(both.after.overflow).toBeLessThan(0.2);
    const noneThere = moved({ languages: ['es'] });
    expect(noneThere.after.overflow).toBeGreaterThan(0.49);
    const shut = moved({ shifts: [{ from: '00:00', to: '00:30', agents: 1 }] });
    expect(shut.after.moved).toBeLessThan(300);
  });

  it('keeps agents and the queue for the own area where the scenario says so', () => {
    const area = (id: string, east: number, share: number) => ({ id, name: id, codes: [], at: [0, east], share });
    const moved = (keepFree: number) =>
      simulateRouting(
        small({
          days: 5,
          offered: 21_000,
          slowAfter: 100,
          keepFree,
          areas: [area('here', 0, 0.6), area('there', 5, 0.4)],
        }),
        1,
      ).after.moved;
    expect(moved(5)).toBe(0);
    expect(moved(0)).toBeGreaterThan(moved(4));
  });

  it('does what was written down when nobody waits, and counts it only when it is done in time', () => {
    const written = (seconds: number, within: number) =>
      simulateRouting(small({ kinds: [{ id: 'any', share: 1, seconds, written: 0.5 }], bot: { takes: 1, writtenWork: 1, keepFree: 0, within } }), 1)
        .after; // prettier-ignore
    const { late, undone } = written(180, 0).written;
    expect(late + undone).toBeLessThan(200);
    // More work than people: what is late is no answer.
    const most = written(600, 1);
    expect(most.written.late).toBeGreaterThan(1000);
    expect(most.overflow).toBeGreaterThan(0.3);
  });

  it('gives the same bytes for the same seed, others for another', () => {
    const run = (seed: number) => JSON.stringify(simulateRouting(small({ days: 2, offered: 4800 }), seed));
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
  });
});

describe('the pilot of Castilla-La Mancha', () => {
  it('overflows 27 % before and at most 10 % after, and says whose merit it is', async () => {
    const scenario = await loadRoutingScenario(PATHS.programmes, 'asepeyo-pilot');
    for (let seed = 1; seed <= 3; seed += 1) {
      const { before, after, fall } = simulateRouting(scenario, seed);
      expect(Math.abs(before.overflow - 0.27)).toBeLessThan(0.02);
      expect(after.overflow).toBeLessThanOrEqual(0.1);
      expect(Math.min(fall.routing, fall.automation)).toBeGreaterThan(0);
    }
  });

  it('names a source or an assumption for its numbers, as every scenario does', async () => {
    for (const name of ['asepeyo-pilot', 'toscana-2020', 'jujuy-2025']) {
      const { assumptions } = await loadRoutingScenario(PATHS.programmes, name);
      expect(assumptions.length).toBeGreaterThan(5);
    }
    await expect(loadRoutingScenario(PATHS.programmes, 'day')).rejects.toThrow('There is no scenario');
  });
});
