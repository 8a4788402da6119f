#!/usr/bin/env node
/**
 * Every list of the console and the API over a national database: server time against 300 ms.
 * `node bench/console-lists.mjs [--entries 3000000] [--folder F] [--rounds 40] [--only text] [--keep] [--while-counting] [--json]` (needs `npm run build`; 5 to 10
 * minutes to fill on two idle cores, 5 GB: best on a disk in memory). A folder that is kept is not filled again. Exit 1 when a list misses.
 * `first` is the first request after the start, before anything was learned; the bar is for the others. What the first pages count in the
 * background is counted before, or, with `--while-counting`, meanwhile.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { addToken } from '../dist/src/api/tokens.js';
import { openApp } from '../dist/src/app.js';
import { readConfig } from '../dist/src/config.js';
import { setPassword } from '../dist/src/console/passwords.js';
import { addUser } from '../dist/src/discharge/users.js';
import { listen } from '../dist/src/web/listen.js';
import { webApp } from '../dist/src/web/server.js';
import { fillNational } from './support/national.mjs';

const given = (name) => process.argv.includes(`--${name}`);
const option = (name, otherwise) => (given(name) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : otherwise);
const entries = Number(option('entries', '3000000'));
const rounds = Number(option('rounds', '40'));
const only = option('only', '');
const folder = option('folder', mkdtempSync(join(tmpdir(), 'vigente-lists-')));
const BAR = 300;
const say = (line) => process.stderr.write(`${line}\n`);

const settings = {
  ...process.env,
  LOG_LEVEL: 'error',
  VIGENTE_DATA: join(folder, 'data'),
  VIGENTE_KEYS_FOLDER: join(folder, 'keys'),
};
const app = await openApp(readConfig(settings), { say });
const { services } = app;
const filled = join(folder, 'filled');
if (!existsSync(filled)) {
  await fillNational(services, { entries, say });
  writeFileSync(filled, String(entries));
}

const PASSWORD = 'caballo correcto batería grapa';
const USERS = [['tic', 'TIC', []], ['ana', 'DARS', []], ['osorno', 'service', [23]], ['norte', 'DARS', [1, 2, 3]]]; // prettier-ignore
const headers = {};
for (const [name, role, of] of USERS) {
  if (!(await services.store.users.findOne({ _id: name }))) {
    await addUser(services, { name, role, services: of, by: name === 'tic' ? null : 'tic' });
    await setPassword(services, name, PASSWORD);
  }
  const token = `bench-${name}-${Date.now()}`;
  headers[`${name}'s token`] = {
    authorization: `Bearer ${(await addToken(services, { name: token, for: name, days: 1 })).token}`,
  };
}
const web = webApp(services, {
  running: { engine: app.server.engine, kind: 'synthetic', version: '0', channels: [] }, consoleToken: 'key', workFolder: join(tmpdir(), 'vigente-bench-console'), chat: null, apiPerMinute: 1_000_000,
}); // prettier-ignore
const { server, address } = await listen(web, '127.0.0.1', 0);
for (const [name] of USERS) {
  const body = new URLSearchParams({ name, password: PASSWORD });
  const response = await fetch(`${address}/console/sign-in`, { method: 'POST', redirect: 'manual', body });
  headers[name] = { cookie: response.headers.getSetCookie().at(-1).split(';')[0] };
}

const proposals = ['proposed', 'verified', 'approved', 'refused', 'returned', 'exported', 'accepted', 'withdrawn'];
const day = (ago) => new Date(services.clock.now() - ago * 86_400_000).toISOString();
const LISTS = [
  ['ana', '/console'], ['ana', '/console/overview/figures'], ['ana', '/console/conversations'], ['ana', '/console/conversations/table'], ['ana', '/console/campaigns'],
  ['ana', '/console/reviews'], ['ana', '/console/reviews?show=all'], ['osorno', '/console/reviews'], ['osorno', '/console/reviews?show=all'], ['norte', '/console/reviews'],
  ['ana', '/console/inbox'], ['ana', '/console/inbox?show=all'], ['osorno', '/console/inbox'], ['osorno', '/console/inbox?show=all'], ['ana', '/console/discharges'],
  ["ana's token", '/api/v1/overview'], ["ana's token", '/api/v1/campaigns'], ["ana's token", '/api/v1/conversations'], ["ana's token", '/api/v1/conversations?limit=200', 4],
  ...["ana's token", "osorno's token"].flatMap((who) => [
    [who, '/api/v1/entries?programme=minsal'], [who, '/api/v1/entries?programme=minsal&order=newest'], [who, '/api/v1/entries?programme=minsal&limit=200', 4],
    [who, '/api/v1/entries?programme=minsal&state=closed'], [who, '/api/v1/entries?programme=minsal&outcome=worse&order=newest'],
    [who, `/api/v1/entries?programme=minsal&from=${day(800).slice(0, 10)}`], [who, '/api/v1/entries?programme=minsal&careCode=07-111'],
    [who, '/api/v1/outcomes'], [who, `/api/v1/outcomes?since=${day(3)}`], [who, '/api/v1/outcomes?is=worse'], [who, '/api/v1/outcomes?limit=200', 4],
    ...proposals.map((state) => [who, `/api/v1/proposals?programme=minsal&state=${state}`]), [who, '/api/v1/inbox?programme=minsal'],
  ]),
  ["ana's token", '/api/v1/entries?programme=minsal&healthService=23'], ["ana's token", '/api/v1/proposals?programme=minsal&healthService=23'],
]; // prettier-ignore

if (!given('while-counting')) {
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(0);
  const counted = async () => {
    const look = (path, who) => fetch(`${address}${path}`, { headers: headers[who] });
    const [overview, , discharges] = await Promise.all([look('/api/v1/overview', "ana's token"), look('/console/inbox', 'ana'), look('/console/discharges', 'ana')]); // prettier-ignore
    return (
      (await overview.json()).figures !== null && !(await discharges.text()).includes('hx-get="/console/discharges"')
    );
  };
  while (!(await counted())) await new Promise((resolve) => setTimeout(resolve, 1_000));
  say(`all counted after ${seconds()} s`);
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
const results = [];
say(
  `${app.server.engine}, ${await services.store.entries.estimatedDocumentCount()} entries, load ${loadavg()[0].toFixed(1)}`,
);
for (const [who, path, pages = 1] of LISTS) {
  if (!`${who} ${path}`.includes(only)) continue;
  const times = [];
  let first = 0;
  let rows = 0;
  let problem = '';
  for (let round = 0; round <= rounds; round += 1) {
    let at = path;
    for (let page = 1; page <= pages; page += 1) {
      const began = performance.now();
      const response = await fetch(`${address}${at}`, { headers: headers[who], redirect: 'manual' });
      const text = await response.text();
      const took = performance.now() - began;
      if (round === 0 && page === 1) first = took;
      else if (page === pages) times.push(took);
      if (response.status !== 200) problem = `status ${response.status}`;
      const { items, next } = path.startsWith('/api') && response.status === 200 ? JSON.parse(text) : {};
      rows = items?.length ?? (text.match(/<tr|<li|<article/g) ?? []).length;
      if (pages > 1 && next) at = `${path}${path.includes('?') ? '&' : '?'}cursor=${next}`;
    }
  }
  times.sort((a, b) => a - b);
  const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
  const ok = problem === '' && p95 < BAR;
  results.push({ name: `${who} ${path}${pages > 1 ? ` page ${pages}` : ''}`, engine: app.server.engine, value: Math.round(p95), unit: 'ms', p50: Math.round(p50), first: Math.round(first), rows, ok, load: Number(loadavg()[0].toFixed(1)) }); // prettier-ignore
  say(`${ok ? '  ' : '! '}${String(Math.round(p50)).padStart(6)} ${String(Math.round(p95)).padStart(6)} ms (first ${Math.round(first)})  ${rows} rows  ${who} ${path}${pages > 1 ? ` page ${pages}` : ''} ${problem}`); // prettier-ignore
}
const missed = results.filter(({ ok }) => !ok);
if (given('json')) process.stdout.write(`${JSON.stringify(results)}\n`);
say(`${results.length - missed.length} of ${results.length} lists under ${BAR} ms`);
server.closeAllConnections();
await new Promise((resolve) => server.close(resolve));
await app.stop();
if (!given('keep')) rmSync(folder, { recursive: true, force: true });
process.exit(missed.length === 0 ? 0 : 1);
