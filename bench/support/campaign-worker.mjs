/**
 * A work process of the simulated campaign: its clock and its phones are the parent's. Killed with -9 at any moment.
 * Messages: {now, seed…} first; then {tick: ms} → works until nothing is due → {done}. Each send is {send: n, message} → {sent: n, result}.
 */
import { Switchboard } from '../../dist/src/channels/port.js';
import { Senders } from '../../dist/src/channels/senders.js';
import { simulator } from '../../dist/src/channels/simulator.js';
import { VirtualClock } from '../../dist/src/domain/clock.js';
import { openLog } from '../../dist/src/log.js';
import { Pace } from '../../dist/src/outbox/pace.js';
import { inProcess } from '../../dist/src/outbox/queue/in-process.js';
import { PATHS } from '../../dist/src/paths.js';
import { Vault } from '../../dist/src/privacy/vault.js';
import { loadProgrammes } from '../../dist/src/programmes/programme.js';
import { seededKeyring } from '../../dist/src/simulate/keyring.js';
import { openStore } from '../../dist/src/store/store.js';
import { BEAT, joinWorkers } from '../../dist/src/turn/share.js';
import { workUntilDone } from '../../dist/src/turn/work.js';
import { loadWhatsappTemplates } from '../../dist/src/words/whatsapp-templates.js';
import { loadWords } from '../../dist/src/words/words.js';

const waiting = new Map();
let sends = 0;
let services;
let share;
let beatAt = 0;
let ids = 0;

process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message.sent !== undefined) {
    waiting.get(message.sent)?.(message.result);
    waiting.delete(message.sent);
  } else if (message.tick !== undefined) void tick(message.tick);
  else void open(message);
});

async function open({ uri, database, seed, now, name, row }) {
  const clock = new VirtualClock(new Date(now).toISOString());
  const programmes = await loadProgrammes(PATHS.programmes, 'minsal');
  const port = simulator(() => undefined);
  services = {
    store: await openStore(uri, database, new Vault(seededKeyring(seed)), { oneCommit: true }),
    clock,
    programmes,
    words: await loadWords(PATHS.templates),
    switchboard: new Switchboard([{ ...port, send }]),
    senders: new Senders(programmes, []),
    templates: await loadWhatsappTemplates(PATHS.whatsappTemplates),
    contentSids: new Map(),
    firstTier: 1_000_000,
    lookup: null,
    pace: new Pace(clock),
    queue: inProcess,
    sleep: () => Promise.resolve(),
    log: openLog('error'),
    newId: () => `${name}-${String((ids += 1)).padStart(8, '0')}`,
    anyHour: false,
  };
  share = joinWorkers(services.store, row);
  services.share = share;
  await share.beat(Date.now());
  process.send({ ready: true });
}

function send(message) {
  return new Promise((resolve) => {
    const n = (sends += 1);
    waiting.set(n, resolve);
    process.send({ send: n, message });
  });
}

async function tick(now) {
  services.clock.advanceTo(now);
  if (performance.now() - beatAt > BEAT) {
    beatAt = performance.now();
    await share.beat(Date.now());
  }
  let failures = 0;
  for (;;) {
    try {
      await workUntilDone(services, { start: true, inFlight: 50 });
      break;
    } catch (error) {
      // As the worker's loop does: what was not committed is still due.
      failures += 1;
      if (failures > 20) throw error;
    }
  }
  process.send({ done: true, failures });
}
