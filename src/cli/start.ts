import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openApp } from '../app.js';
import { simulator } from '../channels/simulator.js';
import { hasProvider } from '../config.js';
import { UserError } from '../domain/failure.js';
import { chooseProgramme } from '../programmes/programme.js';
import { Demo } from '../simulate/demo.js';
import { loadDemonstration } from '../simulate/demonstration.js';
import { kindOf } from '../store/store.js';
import { startWorker } from '../turn/worker.js';
import { listen, webApp } from '../web/server.js';
import { VERSION } from '../version.js';
import type { CommandContext } from './context.js';
import { wholeNumber } from './options.js';

interface Options {
  readonly port?: number;
  /** Undefined = as it fits: yes in a demonstration database. */
  readonly demo?: boolean;
}

export function addStart(program: Command, context: () => CommandContext): void {
  program
    .command('start')
    .description('database, server and worker; with an empty database the demonstration list is loaded')
    .option('--port <n>', 'port of the web pages', wholeNumber)
    .option('--demo', 'invented people answer by themselves (so it is in a demonstration database, unless --no-demo)')
    .option('--no-demo', 'nobody answers by themselves')
    .action((options: Options) => start(context(), options));
}

async function start({ config, output }: CommandContext, options: Options): Promise<void> {
  const provider = hasProvider(config);
  if (options.demo && provider) {
    throw new UserError(
      'demo-with-provider',
      'The demonstration never runs when a real provider is configured.',
      'Remove TWILIO_ACCOUNT_SID and WHATSAPP_TOKEN, or start without --demo.',
    );
  }
  const demo = new Demo();
  let now: () => number = () => 0;
  const app = await openApp(config, {
    say: output.say,
    ports: provider ? [] : [simulator((message) => demo.deliver(message, now()))],
    anyHour: !provider,
    onSignal: 'ignore',
  });
  const stops: (() => Promise<void>)[] = [() => app.stop()];
  try {
    const { services } = app;
    now = () => services.clock.now();
    if (options.demo && (await kindOf(services.store)) === 'real') {
      throw new UserError(
        'database-real',
        'This database holds real people; the demonstration never runs on it.',
        'Use another data folder: VIGENTE_DATA=/path/to/new-folder',
      );
    }
    const first = [...services.programmes.values()][0]?.id;
    if (!provider && (await kindOf(services.store)) === null) {
      const programme = chooseProgramme(services.programmes, first);
      await loadDemonstration(services, programme, join(programme.folder, 'sample', 'list.csv'), output.say);
    }
    const kind = await kindOf(services.store);
    const plays = kind === 'synthetic' && !provider && options.demo !== false;
    if (plays) await demo.open(services);

    const consoleToken = config.CONSOLE_TOKEN ?? randomBytes(16).toString('base64url');
    const web = webApp(services, {
      running: { engine: app.server.engine, kind, version: VERSION, channels: services.switchboard.ids },
      consoleToken,
      chat: kind === 'synthetic' && !provider,
    });
    const { server, address } = await listen(web, config.HOST, options.port ?? config.PORT);
    stops.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    // Nobody is asked where nothing could reach them.
    const reachable = services.switchboard.portFor('sms', kind === 'synthetic') !== null;
    const worker = startWorker(services, { start: () => reachable, before: () => demo.answers(services) });
    stops.push(() => worker.stop());

    if (output.json)
      output.result(
        { address, console: `${address}/console?token=${consoleToken}`, kind, engine: app.server.engine },
        () => '',
      );
    else {
      output.say('');
      output.say(`  What is running   ${address}/`);
      if (kind === 'synthetic') output.say(`  Be a patient      ${address}/chat`);
      output.say(`  Console           ${address}/console?token=${consoleToken}`);
      output.say('');
      output.say(plays ? 'Invented people are being asked and answer by themselves. Ctrl-C ends.' : 'Ctrl-C ends.');
      if (kind === 'real' && !reachable)
        output.say('No channel is connected yet: lists can be imported, nobody is asked.');
    }
    await untilStopped();
    output.say('Stopping …');
  } finally {
    for (const stop of stops.splice(0).reverse()) await stop();
  }
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
