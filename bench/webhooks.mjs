#!/usr/bin/env node
/**
 * How many signed webhooks a second are stored and answered? `node bench/webhooks.mjs [--messages 30000] [--json]` (needs `npm run build`).
 * The server has one core to itself (taskset, where there is one); the database and the sender share the other. Baseline, in the same run:
 * the same server over a store that keeps nothing. Then the answer times at half of what was reached.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApp } from '../dist/src/app.js';
import { readConfig } from '../dist/src/config.js';
import { claimKind } from '../dist/src/store/store.js';
import { drive, requests } from './support/load.mjs';

const at = process.argv.indexOf('--messages');
const count = at > 0 ? Number(process.argv[at + 1]) : 30_000;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
const port = 21_000 + (process.pid % 10_000);
const folder = mkdtempSync(join(tmpdir(), 'vigente-webhooks-'));

async function server(script, args, env) {
  const command = pinned ? ['taskset', '-c', '0', process.execPath] : [process.execPath];
  const child = spawn(command[0], [...command.slice(1), here(script), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  return child;
}
const end = (child) => new Promise((resolve) => (child.once('exit', resolve), child.kill('SIGTERM')));
const quantile = (times, q) =>
  Number((times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0).toFixed(1));

const env = {
  ...process.env, VIGENTE_DATA: join(folder, 'data'), VIGENTE_KEYS_FOLDER: join(folder, 'keys'), LOG_LEVEL: 'silent', PORT: String(port),
  VIGENTE_KEYS: `k1:${randomBytes(32).toString('base64')}`, VIGENTE_INDEX_KEY: randomBytes(32).toString('base64'),
  PUBLIC_URL: 'https://bot.example.org', TWILIO_AUTH_TOKEN: 'test-twilio-token',
}; // prettier-ignore
if (pinned) spawnSync('taskset', ['-cp', '1', String(process.pid)]);
const app = await openApp(readConfig(env), { say: () => {} });
try {
  await claimKind(app.services.store, 'real');
  const none = await server('./support/null-server.mjs', [], env);
  await drive(port, requests(2000, 9_000_000));
  const ceiling = await drive(port, requests(count, 1_000_000));
  await end(none);

  const real = await server('./support/part.mjs', ['serve'], env);
  await drive(port, requests(2000, 8_000_000));
  const full = await drive(port, requests(count));
  const perSecond = count / full.seconds;
  const half = await drive(port, requests(Math.round(count / 2), 5_000_000), {
    perSecond: perSecond / 2,
    connections: 256,
  });
  await end(real);
  const stored = await app.services.store.inbound.countDocuments({});
  const figure = {
    name: 'webhooks', engine: app.server.engine, value: Math.round(perSecond), unit: 'webhooks/s',
    baseline: { name: 'a store that keeps nothing', value: Math.round(count / ceiling.seconds) },
    ratio: Number((perSecond / (count / ceiling.seconds)).toFixed(3)), messages: count, statuses: full.statuses, stored, expected: count + 2000 + Math.round(count / 2),
    atFull: { p50: quantile(full.times, 0.5), p99: quantile(full.times, 0.99) },
    atHalf: { perSecond: Math.round(perSecond / 2), p50: quantile(half.times, 0.5), p99: quantile(half.times, 0.99), max: quantile(half.times, 1), statuses: half.statuses },
    oneCore: pinned,
  }; // prettier-ignore
  console.log(process.argv.includes('--json') ? JSON.stringify([figure]) : JSON.stringify(figure, null, 1));
  if (stored !== figure.expected) process.exitCode = 1;
} finally {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
}
