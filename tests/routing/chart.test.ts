import { describe, expect, it } from '@jest/globals';
import { PATHS } from '../../src/paths.js';
import { loadRoutingScenario } from '../../src/programmes/routing-scenario.js';
import { routingChart } from '../../src/routing/chart.js';
import { simulateRouting } from '../../src/routing/simulate.js';

describe('the picture of a scenario', () => {
  it('has a bar for each figure of each half hour, as high as it is', async () => {
    const result = simulateRouting(await loadRoutingScenario(PATHS.programmes, 'asepeyo-pilot'), 1);
    const svg = routingChart(result);
    const bars = [...svg.matchAll(/height="([\d.]+)" fill="[^"]+"><title>([\d:]+) (calls|unanswered before|unanswered after): ([\d.]+)</g)]; // prettier-ignore
    expect(bars).toHaveLength(3 * result.halfHours.length);
    const scale = bars.filter(([, , , , calls]) => Number(calls) > 1).map(([, height, , , calls]) => Number(height) / Number(calls)); // prettier-ignore
    expect(Math.max(...scale) - Math.min(...scale)).toBeLessThan(0.02 * Math.max(...scale));
    const busiest = result.halfHours.reduce((most, each) => (each.offered > most.offered ? each : most));
    expect(svg).toContain(`<title>${busiest.from} calls: ${String(Math.round(busiest.offered * 100) / 100)}</title>`);
    expect(svg).toContain(`unanswered before: ${(100 * result.before.overflow).toFixed(1)} %`);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is drawn of a scenario in which nearly nobody calls, and says nothing that a file name could slip in', async () => {
    const scenario = await loadRoutingScenario(PATHS.programmes, 'asepeyo-pilot');
    const svg = routingChart(simulateRouting({ ...scenario, name: '"><script>alert(1)</script>', offered: 1, days: 1 }, 1)); // prettier-ignore
    expect(svg).not.toMatch(/<script|NaN|Infinity/);
  });
});
