#!/usr/bin/env node
// How fast a list is read and judged, and how much memory that takes. Needs a build (npm run build).
//   node bench/intake.mjs [--rows 300000,3000000] [--batches] [--json]
// Lists are generated into the temporary folder. Each run is a process of its own, so that peak memory is its own.
// --batches measures readList (two passes, rows handed on in batches) instead of the dry run (one pass).

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const INTAKE = process.env.VIGENTE_DIST ?? join(here, '..', 'dist', 'src', 'intake');
const MAKE_LIST = join(here, '..', 'tests', 'fixtures', 'lists', 'make-list.mjs');
const TODAY = '2026-11-21';
/** The bars of issue 4: rows parsed and judged in a second, peak memory in MB. */
const BARS = { rowsPerSecond: 20_000, megabytes: 400 };

async function measure(file, batches) {
  const started = process.hrtime.bigint();
  let summary;
  if (batches) {
    const { readList } = await import(join(INTAKE, 'read-list.js'));
    const list = readList(file, { today: TODAY });
    for (let step = await list.next(); ; step = await list.next()) {
      summary = step.value;
      if (step.done) break;
    }
  } else {
    const { dryRun } = await import(join(INTAKE, 'dry-run.js'));
    summary = await dryRun(file, { today: TODAY, reportFile: `${file}.report.json` });
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(JSON.stringify({ rows: summary.rows, seconds, megabytes }));
}

const args = process.argv.slice(2);
if (args[0] === '--measure') {
  await measure(args[1], args.includes('--batches'));
} else {
  const sizes = (args[args.indexOf('--rows') + 1 || -1] ?? '300000,3000000').split(',').map(Number);
  const folder = join(tmpdir(), 'vigente-bench');
  mkdirSync(folder, { recursive: true });
  const results = [];
  for (const rows of sizes) {
    const file = join(folder, `list-${rows}.csv`);
    if (!existsSync(file))
      execFileSync(process.execPath, [MAKE_LIST, '--rows', String(rows), '--seed', '3', '--dirty', '0.12', '--out', file], { stdio: 'ignore' }); // prettier-ignore
    const flags = args.includes('--batches') ? ['--batches'] : [];
    const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--measure', file, ...flags], {
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(run.stderr);
    const { seconds, megabytes } = JSON.parse(run.stdout);
    const rowsPerSecond = Math.round(rows / seconds);
    const name = flags.length > 0 ? 'intake-batches' : 'intake-dry-run';
    results.push({ name, engine: 'none', value: rowsPerSecond, unit: 'rows/s', rows, megabytes });
    if (!args.includes('--json'))
      process.stdout.write(
        `${name} ${rows} rows: ${rowsPerSecond} rows/s (bar ${BARS.rowsPerSecond}), peak ${megabytes} MB (bar ${BARS.megabytes}), ${seconds.toFixed(1)} s\n`,
      );
  }
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(results)}\n`);
  if (results.some((one) => one.value < BARS.rowsPerSecond || one.megabytes > BARS.megabytes)) process.exitCode = 1;
}
