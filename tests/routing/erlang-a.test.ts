import { describe, expect, it } from '@jest/globals';
import { agentsNeeded, erlangA } from '../../src/routing/erlang-a.js';

/** Erlang C by its own formula. */
function erlangC(load: number, agents: number): number {
  let loss = 1;
  for (let n = 1; n <= agents; n += 1) loss = (load * loss) / (n + load * loss);
  return loss / (1 - (load / agents) * (1 - loss));
}

/** Erlang A by its birth-and-death chain, state by state. */
function chain({ callsPerHour, seconds, patience }: { callsPerHour: number; seconds: number; patience: number }, agents: number) {
  const arrival = callsPerHour / 3600;
  const weights = [1];
  for (let n = 1; n < agents + 2000; n += 1) {
    const leaving = Math.min(n, agents) / seconds + Math.max(0, n - agents) / patience;
    weights.push(((weights[n - 1] as number) * arrival) / leaving);
  }
  const total = weights.reduce((sum, each) => sum + each, 0);
  const queue = weights.reduce((sum, each, n) => sum + (each * Math.max(0, n - agents)) / total, 0);
  const waits = weights.reduce((sum, each, n) => sum + (n >= agents ? each : 0) / total, 0);
  return { waits, abandons: queue / patience / arrival, wait: queue / arrival };
} // prettier-ignore

describe('Erlang A', () => {
  it.each([
    [{ callsPerHour: 100, seconds: 240, patience: 120 }, 7],
    [{ callsPerHour: 100, seconds: 240, patience: 120 }, 4],
    [{ callsPerHour: 800, seconds: 300, patience: 600 }, 60],
    [{ callsPerHour: 12, seconds: 180, patience: 60 }, 1],
  ])('is what its states say: %j with %d agents', (load, agents) => {
    const is = erlangA(load, agents);
    const states = chain(load, agents);
    expect(is.waits).toBeCloseTo(states.waits, 5);
    expect(is.abandons).toBeCloseTo(states.abandons, 5);
    expect(is.wait).toBeCloseTo(states.wait, 2);
    // With time enough, whoever does not leave is answered.
    expect(is.within(1e6)).toBeCloseTo(1 - states.abandons, 5);
    expect(is.within(0)).toBeCloseTo(1 - states.waits, 5);
  });

  it('becomes Erlang C when patience has no end', () => {
    // 100 calls an hour of 3 minutes = 5 erlangs; 7 agents: 32.4 % wait, as tables of Erlang C have it.
    expect(erlangC(5, 7)).toBeCloseTo(0.3241, 3);
    for (const patience of [1e7, Infinity]) {
      const { waits, abandons, wait, within } = erlangA({ callsPerHour: 100, seconds: 180, patience }, 7);
      expect(waits).toBeCloseTo(0.3241, 3);
      expect(abandons).toBeCloseTo(0, 4);
      expect(wait).toBeCloseTo((erlangC(5, 7) * 180) / 2, 1);
      // P(W > t) = C e^(−(n − a) t / s)
      expect(within(20)).toBeCloseTo(1 - erlangC(5, 7) * Math.exp((-2 * 20) / 180), 3);
    }
  });

  it('finds the fewest agents, and fewer where some would leave', () => {
    const load = { callsPerHour: 800, seconds: 300, patience: 300 };
    const target = { answered: 0.9, within: 60 };
    const agents = agentsNeeded(load, target);
    expect(erlangA(load, agents).within(60)).toBeGreaterThanOrEqual(0.9);
    expect(erlangA(load, agents - 1).within(60)).toBeLessThan(0.9);
    expect(agents).toBeLessThanOrEqual(agentsNeeded({ ...load, patience: Infinity }, target));
    expect(agentsNeeded({ ...load, callsPerHour: 0 }, target)).toBe(0);
  });

  it('refuses what has no answer', () => {
    expect(() => erlangA({ callsPerHour: 100, seconds: 180, patience: Infinity }, 5)).toThrow(RangeError);
    expect(() => erlangA({ callsPerHour: 0, seconds: 180, patience: 60 }, 5)).toThrow(RangeError);
  });
});
