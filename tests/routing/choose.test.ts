import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { centresFor, choose, type LiveCentre, type Load } from '../../src/routing/choose.js';
import { CRITERIA } from '../../src/routing/criteria.js';

const centre = (code: string, over: Partial<LiveCentre> = {}): LiveCentre => ({
  code, at: [40, -3], areas: ['28'], languages: ['es'], skills: [], places: 2, shifts: [{ from: '08:00', to: '20:00', agents: 2 }], ...over,
}); // prettier-ignore
const madrid = centre('madrid');
const toledo = centre('toledo', { at: [39.86, -4.02], areas: ['45'] });
const sevilla = centre('sevilla', { at: [37.39, -5.99], areas: ['41'] });
const girona = centre('girona', { at: [41.98, 2.82], areas: ['17'], languages: ['ca', 'es'] });
const ALL = [sevilla, girona, madrid, toledo];
const RULES = { seconds: 300, slowAfter: 120, keepFree: 0 };
const FREE: Load = { agents: 2, busy: 0, waiting: 0 };
const BUSY: Load = { agents: 2, busy: 2, waiting: 1 };

const ask = (loads: Readonly<Record<string, Load>>, over: Partial<Parameters<typeof choose>[2]> = {}, rules = RULES) =>
  choose(ALL, (code) => loads[code] ?? FREE, { code: '28013', language: 'es-ES', about: [], ...over }, rules);

describe('the centres of somebody', () => {
  it('are their own, by the longest beginning of their code, then the nearest', () => {
    expect(centresFor('28013', ALL).map((index) => ALL[index]?.code)).toEqual([
      'madrid',
      'toledo',
      'sevilla',
      'girona',
    ]);
    const quarter = centre('quarter', { areas: ['28013'] });
    expect(centresFor('28013', [...ALL, quarter])[0]).toBe(4);
  });

  it('are by people where two are of one area, and where nobody knows the area', () => {
    const more = centre('more', { shifts: [{ from: '08:00', to: '20:00', agents: 9 }] });
    expect(centresFor('28013', [madrid, more])[0]).toBe(1);
    expect(centresFor('', [madrid, more])[0]).toBe(1);
  });
});

describe('a call', () => {
  it('stays where it belongs as long as somebody is free', () => {
    expect(ask({ madrid: { agents: 2, busy: 1, waiting: 0 } })).toEqual({ own: 'madrid', to: 'madrid', why: null });
  });

  it.each([
    ['closed', { agents: 0, busy: 0, waiting: 0 }, {}],
    ['slow', BUSY, {}],
    ['full', { agents: 2, busy: 2, waiting: 2 }, {}],
  ])('goes at once to the next with room: %s', (why, load) => {
    expect(ask({ madrid: load })).toEqual({ own: 'madrid', to: 'toledo', why });
  });

  it('goes only where its language is spoken and its matter known', () => {
    expect(ask({}, { language: 'ca-ES' })).toEqual({ own: 'madrid', to: 'girona', why: 'language' });
    const lawyers = centre('lawyers', { at: [43, -8], areas: ['15'], skills: ['complaints'] });
    const others = [centre('madrid', { skills: ['payments'] }), lawyers];
    expect(choose(others, () => FREE, { code: '28', language: 'es', about: ['complaints'] }, RULES)).toEqual({ own: 'madrid', to: 'lawyers', why: 'skill' }); // prettier-ignore
  });

  it('waits at its own centre where all are slow, and has nowhere to go where all are closed', () => {
    const slow = { madrid: BUSY, toledo: BUSY, sevilla: BUSY, girona: BUSY };
    expect(ask(slow)).toEqual({ own: 'madrid', to: 'madrid', why: 'slow' });
    const closed = Object.fromEntries(ALL.map(({ code }) => [code, { agents: 0, busy: 0, waiting: 0 }]));
    expect(ask(closed)).toEqual({ own: 'madrid', to: null, why: 'closed' });
  });

  it('leaves a centre those whom it keeps for its own', () => {
    const loads = { madrid: BUSY, toledo: { agents: 2, busy: 1, waiting: 0 } };
    expect(ask(loads, {}, { ...RULES, keepFree: 1 }).to).toBe('sevilla');
  });

  it('never goes where nobody sits, nobody understands, or somebody waits longer than is allowed', () => {
    const load = fc.record({ agents: fc.nat(3), busy: fc.nat(3), waiting: fc.nat(3) });
    const language = fc.constantFrom('es', 'ca', 'it');
    fc.assert(
      fc.property(fc.tuple(load, load, load, load), language, fc.nat(2), (loads, spoken, keepFree) => {
        const of = Object.fromEntries(ALL.map(({ code }, index) => [code, loads[index] as Load]));
        const { own, to, why } = ask(of, { language: spoken }, { ...RULES, keepFree });
        expect(own).toBe('madrid');
        if (to === own) expect([null, 'slow']).toContain(why);
        else expect(CRITERIA).toContain(why);
        if (to === null || to === own) return;
        const taker = of[to] as Load;
        expect(taker.agents).toBeGreaterThan(0);
        expect(ALL.find(({ code }) => code === to)?.languages).toContain(spoken);
        if (taker.busy >= taker.agents) expect(((taker.waiting + 1) * RULES.seconds) / taker.agents).toBeLessThanOrEqual(RULES.slowAfter); // prettier-ignore
      }),
    );
  });
});
