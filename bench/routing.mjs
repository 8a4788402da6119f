#!/usr/bin/env node
/**
 * How long does a year of each call centre take on one core? `node bench/routing.mjs [--seeds 20] [--json]` (needs `npm run build`). Every call is played four
 * times: each centre alone, with routing, with the bot, with both. With seeds: also what came out, lowest, mean and highest, as in docs/routing.md.
 */
import { fileURLToPath } from 'node:url';
import { loadRoutingScenario } from '../dist/src/programmes/routing-scenario.js';
import { simulateRouting } from '../dist/src/routing/simulate.js';

/** Seconds that are allowed. */
const BAR = 300;
/** Working days of a year, where the scenario is a part of one. */
const YEAR = 245;
const programmes = fileURLToPath(new URL('../programmes', import.meta.url));

const at = process.argv.indexOf('--seeds');
const seeds = at > 0 ? Number(process.argv[at + 1]) : 0;
/** Lowest, mean, highest, in per cent. */
const spread = (shares) =>
  [Math.min(...shares), shares.reduce((sum, each) => sum + each, 0) / shares.length, Math.max(...shares)].map((each) => Number((100 * each).toFixed(2))); // prettier-ignore

const figures = [];
for (const name of ['asepeyo-pilot', 'jujuy-2025', 'toscana-2020']) {
  const scenario = await loadRoutingScenario(programmes, name);
  const days = Math.max(scenario.days, YEAR);
  const before = process.cpuUsage();
  const { before: alone } = simulateRouting(scenario, 1, { days });
  const { user, system } = process.cpuUsage(before);
  const value = Number(((user + system) / 1e6).toFixed(2));
  const runs = Array.from({ length: seeds }, (_, index) => simulateRouting(scenario, index + 1));
  const over = seeds > 0 && {
    before: spread(runs.map((run) => run.before.overflow)),
    after: spread(runs.map((run) => run.after.overflow)),
    byRouting: spread(runs.map((run) => run.fall.routing)),
    byAutomation: spread(runs.map((run) => run.fall.automation)),
    leftOwnCentre: spread(runs.map((run) => run.after.leftOwnCentre)),
  };
  figures.push({ name: `routing ${name}`, engine: 'none', value, unit: 's', bar: BAR, calls: alone.offered, days, ...(over && { over }) }); // prettier-ignore
}
console.log(process.argv.includes('--json') ? JSON.stringify(figures) : JSON.stringify(figures, null, 1));
if (figures.some(({ value }) => value > BAR)) process.exitCode = 1;
