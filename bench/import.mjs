#!/usr/bin/env node
/**
 * How fast does a list go into the database? `node bench/import.mjs [--rows 50000] [--json]` (needs a build: `npm run build`).
 * Baseline, in the same run on the same server: the documents it made, inserted again as they are by the driver alone, with the same indexes.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApp } from '../dist/src/app.js';
import { readConfig } from '../dist/src/config.js';
import { importList } from '../dist/src/intake/import-list.js';
import { chooseProgramme } from '../dist/src/programmes/programme.js';
import { DURABLE } from '../dist/src/store/store.js';

const at = process.argv.indexOf('--rows');
const rows = at > 0 ? Number(process.argv[at + 1]) : 50_000;
const folder = mkdtempSync(join(tmpdir(), 'vigente-bench-'));
const list = join(folder, 'list.csv');
const maker = fileURLToPath(new URL('../tests/fixtures/lists/make-list.mjs', import.meta.url));
spawnSync(process.execPath, [maker, '--rows', String(rows), '--seed', '5', '--dirty', '0.12', '--out', list], {
  stdio: 'ignore',
});

const config = readConfig({
  ...process.env,
  VIGENTE_DATA: join(folder, 'data'),
  VIGENTE_KEYS_FOLDER: join(folder, 'keys'),
  LOG_LEVEL: 'silent',
});
const app = await openApp(config, {
  say: () => {},
  scratch: { keyring: { master: [{ id: 'bench', key: randomBytes(32) }], index: randomBytes(32) } },
});
try {
  const { services } = app;
  const programme = chooseProgramme(services.programmes, 'minsal');
  const result = await importList(services, list, programme, { today: '2026-11-21', synthetic: true });
  const rowsPerSecond = result.rows / result.seconds;

  const { persons, entries, db } = services.store;
  const copies = [];
  for (const collection of [persons, entries]) {
    const docs = await collection.find({}).toArray();
    const copy = db.collection(`copy-of-${collection.collectionName}`, DURABLE);
    for (const { key } of (await collection.indexes()).filter(({ name }) => name !== '_id_'))
      await copy.createIndex(key);
    copies.push({ copy, docs });
  }
  const started = process.hrtime.bigint();
  for (const { copy, docs } of copies) {
    for (let from = 0; from < docs.length; from += 2000)
      await copy.insertMany(docs.slice(from, from + 2000), { ordered: false });
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const baseline = result.rows / seconds;
  const figure = {
    name: 'import', engine: app.server.engine, value: Math.round(rowsPerSecond), unit: 'rows/s',
    baseline: { name: 'the same documents by insertMany alone', value: Math.round(baseline) }, ratio: Number((rowsPerSecond / baseline).toFixed(3)),
    rows, peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
  }; // prettier-ignore
  console.log(
    process.argv.includes('--json')
      ? JSON.stringify([figure])
      : `${figure.engine}: ${figure.value} rows/s (${figure.baseline.name}: ${figure.baseline.value}, ratio ${figure.ratio}), peak ${figure.peakMB} MB with the copies`,
  );
} finally {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
}
