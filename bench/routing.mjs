#!/usr/bin/env node
/**
 * How long does a year of each call centre take on one core? `node bench/routing.mjs [--json]` (needs `npm run build`). Every call is played four
 * times: each centre alone, with routing, with the bot, with both.
 */
import { fileURLToPath } from 'node:url';
import { loadRoutingScenario } from '../dist/src/programmes/routing-scenario.js';
import { simulateRouting } from '../dist/src/routing/simulate.js';

/** Seconds that are allowed. */
const BAR = 300;
/** Working days of a year, where the scenario is a part of one. */
const YEAR = 245;
const programmes = fileURLToPath(new URL('../programmes', import.meta.url));

const figures = [];
for (const name of ['asepeyo-pilot', 'jujuy-2025', 'toscana-2020']) {
  const scenario = await loadRoutingScenario(programmes, name);
  const days = Math.max(scenario.days, YEAR);
  const before = process.cpuUsage();
  const { before: alone } = simulateRouting(scenario, 1, { days });
  const { user, system } = process.cpuUsage(before);
  const value = Number(((user + system) / 1e6).toFixed(2));
  figures.push({ name: `routing ${name}`, engine: 'none', value, unit: 's', bar: BAR, calls: alone.offered, days });
}
console.log(process.argv.includes('--json') ? JSON.stringify(figures) : JSON.stringify(figures, null, 1));
if (figures.some(({ value }) => value > BAR)) process.exitCode = 1;
