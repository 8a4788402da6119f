#!/usr/bin/env node
/**
 * Sends a campaign through the fake provider, over real HTTP, with faults and receipts:
 * `node bench/send.mjs [--messages 20000] [--rate 240] [--channel sms|whatsapp] [--kills 0] [--stops 200] [--json]` (needs `npm run build`).
 * The limit is the provider's own (80/s, scaled up by --rate); 2 % of requests fail, 1 % are accepted and the connection closed, 5 % of
 * messages do not arrive, receipts come doubled and in disorder. `--kills n`: the worker is killed with -9 so many times.
 * Baseline, in the same run: the provider's limit. Exit 1 when something was lost, sent outside hours or after an opt-out.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApp } from '../dist/src/app.js';
import { startPeople } from '../dist/src/campaigns/start.js';
import { readConfig } from '../dist/src/config.js';
import { systemClock } from '../dist/src/domain/clock.js';
import { writeEntries } from '../dist/src/intake/write-entries.js';
import { writePeople } from '../dist/src/intake/write-people.js';
import { claimKind } from '../dist/src/store/store.js';
import { takeTurns } from '../dist/src/turn/work.js';
import { phoneOf, rowsOf } from './support/list.mjs';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
};
const messages = Number(option('messages', 20_000));
const rate = Number(option('rate', 240));
const channel = option('channel', 'sms');
const kills = Number(option('kills', 0));
const stopping = Number(option('stops', 200));
const say = (line) => process.stderr.write(`${line}\n`);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Until the morning of an ordinary day in Chile, some seconds before people may be written to: messages wait for it. */
const OPENING = Date.parse('2026-11-25T12:00:00Z');
const LEAD = 20_000;

function child(command, args, env = process.env) {
  const started = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const first = new Promise((resolve, reject) => {
    started.stdout.once('data', (data) => resolve(String(data)));
    started.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}`)));
  });
  first.catch(() => {});
  return { process: started, first };
}

const folder = mkdtempSync(join(tmpdir(), 'vigente-send-'));
const children = [];
const profiling = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];
const port = 20_000 + Math.floor((process.pid * 7) % 20_000);
const keys = {
  VIGENTE_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  VIGENTE_INDEX_KEY: randomBytes(32).toString('base64'),
};
let app;
try {
  const base = {
    ...process.env,
    VIGENTE_DATA: join(folder, 'data'),
    VIGENTE_KEYS_FOLDER: join(folder, 'keys'),
    LOG_LEVEL: option('log', 'silent'),
    ...keys,
  };
  app = await openApp(readConfig(base), { say, clock: systemClock(0) });
  const { services } = app;
  await claimKind(services.store, 'real');
  const minsal = services.programmes.get('minsal');
  const dialog = channel === 'sms' ? 'verify-number' : 'confirm-need';
  const programme = { ...minsal, cadence: [{ channel, dialog }] };
  services.programmes.set('minsal', programme);
  say(`writing ${messages} people …`);
  const run = {
    services,
    programme,
    importId: 'bench',
    today: '2026-11-25',
    synthetic: false,
    askAtOnce: true,
    now: OPENING - LEAD,
  };
  for (let at = 0; at < messages; at += 1000) {
    const rows = rowsOf(at, Math.min(at + 1000, messages));
    await writeEntries(run, rows, await writePeople(run, rows));
  }
  // Everybody is begun with before the day begins: what is measured is the sending.
  const early = { ...services, clock: { now: () => OPENING - LEAD } };
  let begun = 0;
  while (begun < messages) begun += await startPeople(early, 500);
  while ((await takeTurns(early)) > 0);
  const waiting = await services.store.messages.countDocuments({ direction: 'out' });
  say(`${waiting} messages wait for the morning`);

  const offset = OPENING - LEAD - Date.now();
  const fake = child(process.execPath, [
    here('../tests/fixtures/providers/fake-provider.mjs'), '--port', '0', '--rate', String(rate), '--burst', String(rate), '--fail', '0.02',
    '--drop-after-accept', '0.01', '--undelivered', '0.05', '--dup', '0.1', '--reorder', '0.2', '--receipts', `http://127.0.0.1:${port}`,
    '--now', new Date(Date.now() + offset).toISOString(), '--seed', '7',
  ]); // prettier-ignore
  children.push(fake.process);
  const api = `http://127.0.0.1:${JSON.parse(await fake.first).port}`;
  const settings = {
    ...base, PORT: String(port), PUBLIC_URL: 'https://bot.example.org', BENCH_OFFSET: String(offset), BENCH_CHANNEL: channel,
    TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000001', TWILIO_AUTH_TOKEN: 'test-twilio-token', TWILIO_FROM_SMS: '+56448906100',
    TWILIO_API_URL: api, TWILIO_SMS_PER_SECOND: String(rate), WHATSAPP_PER_SECOND: String(rate), WHATSAPP_PHONE_ID: '440000000000001',
    WHATSAPP_TOKEN: 't', WHATSAPP_APP_SECRET: 'test-app-secret', WHATSAPP_VERIFY_TOKEN: 'test-verify-token', WHATSAPP_API_URL: api,
    WHATSAPP_DAILY_PEOPLE: '100000',
  }; // prettier-ignore
  const server = child(process.execPath, [here('./support/part.mjs'), 'serve'], settings);
  children.push(server.process);
  await server.first;
  let worker = child(process.execPath, [...profiling, here('./support/part.mjs'), 'work'], settings);
  await worker.first;

  const get = async (path) => (await fetch(api + path)).json();
  const stats = () => get('/stats');
  // Some say STOP before their message comes, others while messages are on their way.
  const provider = channel === 'sms' ? 'twilio' : 'cloud';
  const stop = (n) =>
    fetch(`${api}/inbound`, {
      method: 'POST',
      body: JSON.stringify({ provider, channel, from: phoneOf(n), text: 'STOP' }),
    }).catch(() => {});
  let stopped = 0;
  const stopFrom = (from, count) => {
    for (let n = 0; n < count; n += 1) {
      void stop(from + n);
      stopped += 1;
    }
  };
  stopFrom(messages - stopping, stopping / 2);

  const began = performance.now();
  let killed = 0;
  let doubtful = 0;
  let progress = 0;
  let still = performance.now();
  const timeline = [];
  for (;;) {
    await sleep(kills > 0 ? 400 : 1000);
    const now = await stats();
    timeline.push([performance.now() - began, now.accepted]);
    if (now.accepted > messages / 3 && stopped < stopping) stopFrom(messages - stopping / 2, stopping / 2);
    if (killed < kills && now.accepted > (killed + 1) * (messages / (kills + 2))) {
      worker.process.kill('SIGKILL');
      killed += 1;
      // In doubt after this kill: claimed a moment ago, and not yet written down as sent.
      const fresh = { $gt: new Date(Date.now() + offset + 55_000) };
      const inSending = await services.store.conversations.countDocuments({
        'outbox.m1.state': 'sending',
        'outbox.m1.lease.until': fresh,
      });
      doubtful += inSending;
      worker = child(process.execPath, [...profiling, here('./support/part.mjs'), 'work'], settings);
      await worker.first;
    }
    if (now.accepted !== progress) [progress, still] = [now.accepted, performance.now()];
    const open = await services.store.messages.countDocuments({
      direction: 'out',
      state: 'queued',
      kind: 'first',
      attempt: null,
    });
    if (open === 0 && now.receipts.waiting === 0 && now.receipts.inFlight === 0) break;
    if (performance.now() - still > 150_000) {
      say(`nothing moves: ${open} open`);
      break;
    }
    if (process.argv.includes('--watch'))
      say(`${Math.round((performance.now() - began) / 1000)} s: ${now.accepted} accepted, ${open} open`);
  }
  if (process.argv.includes('--debug')) {
    const left = await services.store.messages
      .find({ direction: 'out', state: 'queued', kind: 'first' })
      .limit(6)
      .toArray();
    for (const m of left) {
      const c = await services.store.conversations.findOne({ _id: m.conversation });
      say(
        JSON.stringify([m, c.live, c.ended, c.outbox, c.pending.length, c.turn, c.nextDueAt], (k, v) =>
          k === 'secret' ? '…' : v,
        ),
      );
    }
  }
  // Receipts that are still in the queue of reports.
  for (let i = 0; i < 100 && (await services.store.reports.countDocuments({})) > 0; i += 1) await sleep(300);
  const seconds = (performance.now() - began) / 1000;
  worker.process.kill('SIGTERM');
  await Promise.race([new Promise((resolve) => worker.process.once('exit', resolve)), sleep(8_000)]);
  children.push(worker.process);

  const end = await stats();
  const log = [];
  for (let since = 0; ;) {
    const { items, next, total } = await get(`/log?since=${since}&limit=20000`);
    log.push(...items);
    since = next;
    if (since >= total || items.length === 0) break;
  }
  const opening = log.filter(({ to, text, template }) => to && (template || /para|por una atencion/.test(text ?? '')));
  const times = opening.map(({ at }) => Date.parse(at)).sort((a, b) => a - b);
  const upTo = times[Math.floor(times.length * 0.95) - 1];
  const achieved = (times.length * 0.95) / ((upTo - times[0]) / 1000);
  const states = Object.fromEntries(
    (
      await services.store.messages
        .aggregate([{ $match: { direction: 'out', kind: 'first' } }, { $group: { _id: '$state', n: { $sum: 1 } } }])
        .toArray()
    ).map(({ _id, n }) => [_id, n]),
  );
  const marked = await services.store.messages.countDocuments({ possibleDuplicate: true });
  const reached = new Set(opening.map(({ to }) => to));
  const suppressed = new Set((await services.store.suppressions.find({}).toArray()).map(({ _id }) => _id));
  const lost = [];
  for (let n = 0; n < messages; n += 1)
    if (!reached.has(phoneOf(n)) && !suppressed.has(`number:${services.store.vault.blindIndex('address', phoneOf(n))}`))
      lost.push(n);
  // A message that the provider failed for good is not lost: it is recorded as failed, and its person goes on to the next step.
  const failedRows = await services.store.messages.countDocuments({
    direction: 'out',
    kind: 'first',
    state: 'failed',
    providerId: { $exists: false },
  });
  const figure = {
    name: 'send', engine: app.server.engine, value: Math.round(achieved), unit: 'messages/s', baseline: { name: "the provider's limit", value: rate },
    ratio: Number((achieved / rate).toFixed(3)), channel, messages, seconds: Math.round(seconds), requests: end.requests, accepted: end.accepted,
    refusedOverLimit: end.rejectedOverLimit, refusedShare: Number((end.rejectedOverLimit / end.requests).toFixed(5)), failedHttp: end.failedHttp,
    droppedAfterAccept: end.droppedAfterAccept, lost: Math.max(0, lost.length - failedRows), neverAccepted: failedRows, duplicates: end.duplicatesByClientRef, markedPossibleDuplicate: marked, states,
    outsideHours: end.sentOutsideHours, stops: stopped, sentAfterOptOut: end.sentAfterOptOut, optOutConfirmations: end.optOutConfirmations,
    kills: killed, inFlightAtKills: doubtful, receipts: end.receipts.byHttp, answerMs: end.receipts.answerMs,
  }; // prettier-ignore
  const bad = [
    figure.lost > 0 && `${figure.lost} lost`,
    figure.outsideHours > 0 && `${figure.outsideHours} outside hours`,
    figure.sentAfterOptOut > 0 && `${figure.sentAfterOptOut} after an opt-out`,
    figure.duplicates > marked && `${figure.duplicates} duplicates, ${marked} marked`,
    kills > 0 && figure.duplicates > doubtful && `${figure.duplicates} duplicates, ${doubtful} in flight at the kills`,
    kills === 0 && figure.ratio < 0.95 && `only ${figure.ratio} of the limit`,
    figure.refusedShare >= 0.001 && `${figure.refusedShare} refused over the limit`,
  ].filter(Boolean);
  if (process.argv.includes('--json')) console.log(JSON.stringify([figure]));
  else console.log(JSON.stringify(figure, null, 1));
  if (bad.length > 0) {
    say(`NOT AS IT SHOULD BE: ${bad.join('; ')}`);
    process.exitCode = 1;
  }
} finally {
  for (const each of children) each.kill('SIGKILL');
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
}
