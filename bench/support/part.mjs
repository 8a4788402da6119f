/**
 * One process of the sending bench: `node part.mjs serve|work` with the settings in the environment, on a clock that runs at
 * BENCH_OFFSET milliseconds from this machine's, so that it is morning for the people of the list. Says "ready" when it is.
 */
import { openApp } from '../../dist/src/app.js';
import { readConfig } from '../../dist/src/config.js';
import { systemClock } from '../../dist/src/domain/clock.js';
import { serve, work } from '../../dist/src/service.js';

const role = process.argv[2];
const offset = Number(process.env.BENCH_OFFSET ?? 0);
const config = readConfig(process.env);
const app = await openApp(config, {
  say: () => {},
  providers: true,
  clock: systemClock(offset),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  onSignal: 'ignore',
});
const channel = process.env.BENCH_CHANNEL ?? 'sms';
const minsal = app.services.programmes.get('minsal');
const dialog = channel === 'sms' ? 'verify-number' : 'confirm-need';
app.services.programmes.set('minsal', { ...minsal, cadence: [{ channel, dialog }] });
const part =
  role === 'serve'
    ? await serve(app, config, { port: config.PORT, kind: 'real', chat: null })
    : await work(app, { start: () => false, inFlight: config.SENDS_IN_FLIGHT });
console.log('ready');
process.once('SIGTERM', async () => {
  await part.stop();
  await app.stop();
  process.exit(0);
});
