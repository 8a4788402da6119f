import { describe, expect, it } from '@jest/globals';
import { vigente } from '../support/command.js';

describe('vigente routing', () => {
  it('prints the overflow before and after, and what moved', async () => {
    const { status, out } = await vigente(['routing', 'simulate', '--scenario', 'asepeyo-pilot', '--seed', '4', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      scenario: 'asepeyo-pilot',
      seed: 4,
      before: { offered: 15_319, overflow: expect.any(Number) },
      after: { offered: 15_319, overflow: expect.any(Number) },
      byCause: { closed: expect.any(Number), full: expect.any(Number), slow: expect.any(Number) },
    });
  }); // prettier-ignore

  it('says how many agents each half hour needs', async () => {
    const { out } = await vigente(['routing', 'agents', '--scenario', 'toscana-2020', '--json']);
    const { halfHours, hours } = JSON.parse(out) as { halfHours: Record<string, number>[]; hours: Record<string, number> };
    expect(halfHours).toHaveLength(20);
    // Together fewer are needed than alone, and the bot leaves fewer still.
    expect(hours['alone']).toBeGreaterThan(hours['together'] ?? 0);
    expect(hours['together']).toBeGreaterThan(hours['withBot'] ?? 0);
  }); // prettier-ignore

  it('names the scenarios there are, and what is wrong in one', async () => {
    const { status, err } = await vigente(['routing', 'simulate', '--scenario', 'nope']);
    expect([status, err]).toEqual([2, expect.stringMatching(/asepeyo-pilot, jujuy-2025, toscana-2020/)]);
    const other = await vigente(['routing', 'simulate', '--scenario', 'programmes/asepeyo/scenarios/day.json']);
    expect([other.status, other.err]).toEqual([2, expect.stringMatching(/day\.json: /)]);
  });
});
