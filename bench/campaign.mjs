#!/usr/bin/env node
/**
 * A simulated campaign on several work processes over one database, one of them killed with -9 again and again:
 * `node bench/campaign.mjs [--people 100000] [--days 30] [--workers 3] [--kill-every 20] [--seed 1] [--per-hour 1500] [--json]`
 * (needs `npm run build`). Virtual patients and clock as in `vigente simulate`; the same judge at the end, and the page's figures
 * against the database. Baseline in the same run: what the engine's bulkWrite gives. Exit 1 when anything does not hold.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApp } from '../dist/src/app.js';
import { statusOf } from '../dist/src/campaigns/status.js';
import { simulator } from '../dist/src/channels/simulator.js';
import { readConfig } from '../dist/src/config.js';
import { VirtualClock } from '../dist/src/domain/clock.js';
import { importList } from '../dist/src/intake/import-list.js';
import { askEverybody } from '../dist/src/simulate/campaign.js';
import { checkInvariants } from '../dist/src/simulate/invariants.js';
import { seededKeyring } from '../dist/src/simulate/keyring.js';
import { makeList } from '../dist/src/simulate/make-list.js';
import { populationOf } from '../dist/src/simulate/people.js';
import { resultOf } from '../dist/src/simulate/result.js';
import { loadScenario } from '../dist/src/simulate/scenario.js';
import { World } from '../dist/src/simulate/world.js';
import { nextDue } from '../dist/src/turn/next-due.js';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const people = option('people', 100_000);
const days = option('days', 30);
const workerCount = option('workers', 3);
const killEvery = option('kill-every', 20) * 3_600_000;
const seed = option('seed', 1);
const perHour = option('per-hour', 1500);
const from = '2026-11-23';
const TICK = 15 * 60_000;
/** Milliseconds until a send is answered, as over a network. */
const ANSWER_AFTER = 15;
const say = (line) => process.stderr.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'vigente-campaign-'));
const clock = new VirtualClock(`${from}T12:00:00Z`);
const world = new World();
let ids = 0;
const app = await openApp(readConfig({ ...process.env, VIGENTE_DATA: folder, LOG_LEVEL: 'error' }), {
  say,
  scratch: { keyring: seededKeyring(seed) },
  clock,
  ports: [simulator((message) => world.deliver(message, clock.now()))],
  newId: () => `p${String((ids += 1)).padStart(9, '0')}`,
});
const { services, server, database } = app;
const programme = services.programmes.get('minsal');
const list = join(folder, 'list.csv');
await makeList(list, programme, { people, seed, today: from });
const t0 = performance.now();
await importList(services, list, programme, { today: from, synthetic: true });
say(`imported in ${((performance.now() - t0) / 1000).toFixed(0)} s`);
world.population = await populationOf(services, seed, await loadScenario(programme.folder));
const campaign = await askEverybody(services, programme, { name: 'simulated', perHour, seed, wordings: ['saludo'] });
say('campaign begun');

let named = 0;
const kills = { count: 0, inFlight: 0 };
class WorkProcess {
  static async start(row) {
    const worker = new WorkProcess();
    worker.child = fork(fileURLToPath(new URL('support/campaign-worker.mjs', import.meta.url)), {
      serialization: 'advanced',
    });
    worker.inFlight = 0;
    worker.waits = [];
    worker.child.on('message', (message) => {
      if (message.send !== undefined) {
        worker.inFlight += 1;
        const result = world.deliver(message.message, clock.now());
        // A little later, so that a kill finds messages that were accepted and not written down.
        setTimeout(() => {
          worker.inFlight -= 1;
          if (worker.child.connected) worker.child.send({ sent: message.send, result }, () => {});
        }, ANSWER_AFTER);
      } else worker.waits.shift()?.(message);
    });
    worker.child.on('exit', () => worker.waits.splice(0).forEach((wait) => wait({ dead: true })));
    const ready = worker.next();
    worker.child.send({ uri: server.uri, database, seed, now: clock.now(), name: `w${(named += 1)}`, row });
    await ready;
    return worker;
  }
  next() {
    return new Promise((resolve) => this.waits.push(resolve));
  }
  tick() {
    const done = this.next();
    this.child.send({ tick: clock.now() });
    return done;
  }
  async kill() {
    kills.count += 1;
    kills.inFlight += this.inFlight;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
  }
}
const workers = [];
for (let n = 0; n < workerCount; n += 1) workers.push(await WorkProcess.start(`row${n}`));

/** The next instant at which anything is due, at most a year on. */
async function nextWork(now) {
  const until = Math.min(world.nextAt ?? Infinity, now + 366 * 86_400_000);
  const due = (await nextDue(services, now, until)) ?? Infinity;
  const next = Math.min(world.nextAt ?? Infinity, due);
  return next === Infinity ? null : next;
}

const begin = clock.now();
const end = begin + days * 86_400_000;
const started = performance.now();
let [killAt, day, ticks] = [begin + killEvery, -1, 0];
let random = seed;
for (;;) {
  await world.answerUntil(services, clock.now());
  const ticking = workers.map((worker) => worker.tick());
  if (clock.now() >= killAt) {
    killAt = clock.now() + killEvery;
    random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
    const victim = random % workers.length;
    // In the middle of what it does now.
    await new Promise((resolve) => setTimeout(resolve, 30 + (random % 400)));
    await workers[victim].kill();
    // Under the same name, as a supervisor restarts a process: nobody waits for its share.
    workers[victim] = await WorkProcess.start(`row${victim}`);
  }
  await Promise.all(ticking);
  ticks += 1;
  const next = await nextWork(clock.now());
  if (next === null || next > end) break;
  clock.advanceTo(Math.max(clock.now() + TICK, Math.ceil(next / TICK) * TICK));
  const today = Math.floor((clock.now() - begin) / 86_400_000);
  if (today !== day) {
    day = today;
    const { rss } = process.memoryUsage();
    say(
      `day ${day}: ${world.sent.length} messages, ${kills.count} kills, ${((performance.now() - started) / 1000).toFixed(0)} s, ${(rss / 2 ** 20).toFixed(0)} MB`,
    );
  }
}
clock.advanceTo(Math.max(end, clock.now() + 60_000));
// Once more: a campaign is finished by whoever looks at it after its last conversation has ended.
await Promise.all(workers.map((worker) => worker.tick()));
const seconds = (performance.now() - started) / 1000;
for (const { child } of workers) child.disconnect();
// What a killed worker had in hand when nothing else was due any more.
say(`ran in ${seconds.toFixed(0)} s; judging`);
const invariants = await checkInvariants(services, world, world.population);
const result = await resultOf(services, world.population, world, invariants, { passes: ticks, seconds });
const status = await statusOf(services, campaign);
const sum = (of) => Object.values(of).reduce((all, count) => all + count, 0);
const { store } = services;
const asked = await store.persons.countDocuments({ 'asking.campaign': campaign });
const byOutcome = {};
for await (const { outcome } of store.entries.find({ state: 'open' }).project({ outcome: 1 }))
  if (outcome) byOutcome[outcome.is] = (byOutcome[outcome.is] ?? 0) + 1;
const checks = {
  'every person of the campaign in one place': sum(status.places) === asked && status.enrolled === asked,
  'every person of the list in one place': sum(result.places) === result.people,
  'asking states add up': sum(status.asking) === asked,
  'outcomes are those of the entries': Object.entries(status.outcomes).every(([is, count]) => byOutcome[is] === count),
  'arms add up to the people written to':
    sum(status.arms.map(({ people: n }) => n)) === (await store.conversations.distinct('person', { campaign })).length,
  'messages are those of the database': sum(status.messages) === (await store.messages.countDocuments({})),
  'nobody left waiting': (status.asking.queued ?? 0) === 0,
};
const ids2 = new Set(world.sent.map(({ message }) => message.id));
const duplicates = world.sent.length - ids2.size;
// Baseline: guarded updates of small documents, as a commit makes them.
const col = store.db.collection('baseline');
await col.insertMany(Array.from({ length: 5000 }, (_, n) => ({ _id: `b${n}`, turn: 0, text: 'x'.repeat(400) })));
const b0 = performance.now();
for (let at = 0; at < 5000; at += 500)
  await col.bulkWrite(
    Array.from({ length: 500 }, (_, n) => ({
      updateOne: { filter: { _id: `b${at + n}`, turn: 0 }, update: { $set: { turn: 1 } } },
    })),
    { ordered: false },
  );
const baseline = 5000 / ((performance.now() - b0) / 1000);
const out = {
  engine: server.engine,
  people,
  days,
  workers: workerCount,
  kills,
  seconds: Math.round(seconds),
  ticks,
  sent: world.sent.length,
  duplicates,
  turnsPerSecond: Math.round(result.turns / seconds),
  baseline: { name: 'guarded bulkWrite updates', perSecond: Math.round(baseline) },
  campaign: status.state,
  asking: status.asking,
  checks,
  result,
};
process.stdout.write(`${JSON.stringify(out, null, process.argv.includes('--json') ? 0 : 2)}\n`);
await app.stop();
rmSync(folder, { recursive: true, force: true });
const ok = Object.values(checks).every(Boolean) && invariants.violations === 0 && result.truth.falseRemovals === 0;
process.exit(ok ? 0 : 1);
