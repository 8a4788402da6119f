#!/usr/bin/env node
/**
 * How many events a second does `vigente audit verify` follow over a whole database, the heads that conversations keep included? `node
 * bench/audit.mjs [--events 200000] [--json]` (needs `npm run build`). Baseline, in the same run: reading the same links and doing nothing
 * with them. The middle of three runs of each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp } from '../dist/src/app.js';
import { verifyAudit } from '../dist/src/audit/verify.js';
import { readConfig } from '../dist/src/config.js';

const at = process.argv.indexOf('--events');
const events = at > 0 ? Number(process.argv[at + 1]) : 200_000;
const EACH = 5; // links of a conversation: a simulated campaign of 100,000 people had 533,617 of 112,454
const REST = Buffer.alloc(1_200, 7); // with it a conversation has the 1,450 bytes of that campaign's
const folder = mkdtempSync(join(tmpdir(), 'vigente-audit-'));
const app = await openApp(
  readConfig({ ...process.env, VIGENTE_DATA: join(folder, 'data'), VIGENTE_KEYS_FOLDER: join(folder, 'keys') }),
  { say: () => undefined },
);
try {
  const { store } = app.services;
  let rows = [];
  const now = Date.now();
  const streams = Math.ceil(events / EACH);
  // As they come: the turns of many conversations through each other.
  const heads = Array.from({ length: streams }, () => '');
  for (let seq = 1; seq <= EACH; seq += 1)
    for (let each = 0; each < streams; each += 1) {
      const stream = `c${String(each).padStart(23, '0')}`;
      const event = JSON.stringify([
        seq,
        'said',
        'confirm-need',
        1,
        'need',
        'reason',
        1,
        null,
        [],
        ['numberConfirmed'],
        [],
        [['reply', ['need.ask']]],
      ]);
      const link = store.vault.auditLink(heads[each], stream, seq, event, now + seq);
      heads[each] = link;
      rows.push({ _id: `${stream}:${seq}`, stream, seq, at: new Date(now + seq), event, link });
      if (rows.length < 5_000) continue;
      await store.db.collection('audit').insertMany(rows, { ordered: false, writeConcern: { w: 1 } });
      rows = [];
    }
  if (rows.length > 0) await store.db.collection('audit').insertMany(rows, { ordered: false });
  const at = new Date(now + EACH);
  for (let from = 0; from < streams; from += 5_000)
    await store.db.collection('conversations').insertMany(
      heads.slice(from, from + 5_000).map((head, each) => ({
        _id: `c${String(from + each).padStart(23, '0')}`, person: 'p', pending: [], audit: { seq: EACH, head }, touchedAt: at, secret: REST,
      })),
      { ordered: false },
    ); // prettier-ignore
  const middle = (values) => values.sort((a, b) => a - b)[1];
  const readings = [];
  const runs = [];
  let verified;
  for (let run = 0; run < 3; run += 1) {
    const started = performance.now();
    let read = 0;
    for await (const _ of store.audit.find({}, { batchSize: 10_000 })) read += 1;
    readings.push(Math.round(read / ((performance.now() - started) / 1000)));
    verified = await verifyAudit(store);
    runs.push(verified.perSecond);
  }
  const [value, reading] = [middle(runs), middle(readings)];
  const result = { name: 'audit verify', engine: app.server.engine, value, unit: 'events/s', events: verified.events, heads: streams, ok: verified.ok, baseline: { name: 'reading the links', value: reading }, ratio: Number((value / reading).toFixed(2)) }; // prettier-ignore
  process.stdout.write(`${JSON.stringify(result, null, process.argv.includes('--json') ? 0 : 2)}\n`);
} finally {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
}
