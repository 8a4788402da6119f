import { join } from 'node:path';
import type { Command } from 'commander';
import { onCallOf } from '../desk/on-call.js';
import { openApp, type App } from '../app.js';
import { simulator } from '../channels/simulator.js';
import { webChannel } from '../channels/web/channel.js';
import { openFrontDoor } from '../channels/web/front-door.js';
import { hasProvider } from '../config.js';
import { UserError } from '../domain/failure.js';
import { chooseProgramme } from '../programmes/programme.js';
import { byPerson } from '../simulate/by-person.js';
import { answersAlone, Demo } from '../simulate/demo.js';
import { loadDemonstration } from '../simulate/demonstration.js';
import { patientById, write } from '../simulate/play.js';
import { kindOf } from '../store/store.js';
import type { CommandContext } from './context.js';
import { wholeNumber } from './options.js';
import { untilStopped } from './until-stopped.js';

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
      'Remove the settings of Twilio, WhatsApp, the SMS gateway and Baileys, or start without --demo.',
    );
  }
  const demo = new Demo();
  let now: () => number = () => 0;
  const door = openFrontDoor({
    hear: async (person, words) => write(app.services, await patientById(app.services, person), words),
    clock: { now: () => now() },
  });
  const players = { played: webChannel(door), alone: simulator((message) => demo.deliver(message, now())) };
  const app: App = await openApp(config, {
    say: output.say,
    ports: provider ? [] : [byPerson((person) => options.demo !== false && answersAlone(person), players)],
    anyHour: !provider,
    providers: provider,
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
    if (plays) await demo.open(services, chooseProgramme(services.programmes, first));

    const secure = config.PUBLIC_URL?.startsWith('https:') ?? false;
    const chat = kind === 'synthetic' && !provider ? { door, secure } : null;
    // A command that shows no pages does not wait for them.
    const { serve, work } = await import('../service.js');
    const web = await serve(app, config, { port: options.port ?? config.PORT, kind, chat });
    stops.push(() => web.stop());
    stops.push(async () => door.stop());
    // Nobody is asked where nothing could reach them.
    const reachable = services.switchboard.ports.some(
      ({ capabilities, reaches }) => capabilities.opens && (reaches === 'synthetic') === (kind === 'synthetic'),
    );
    const worker = await work(app, {
      start: () => reachable,
      before: () => demo.answers(services),
      inFlight: config.SENDS_IN_FLIGHT,
      onCall: onCallOf(config),
      privateHosts: config.WEBHOOKS_PRIVATE,
    });
    stops.push(() => worker.stop());

    const { address, consoleToken } = web;
    if (output.json)
      output.result(
        { address, console: `${address}/console?token=${consoleToken}`, kind, engine: app.server.engine },
        () => '',
      );
    else {
      output.say('');
      output.say(`  What is running   ${address}/`);
      if (kind === 'synthetic') output.say(`  Be a patient      ${address}/chat`);
      if (kind === 'synthetic' || config.PORTAL_URL)
        output.say(`  Portal            ${config.PORTAL_URL ?? address}/portal`);
      output.say(`  Console           ${address}/console?token=${consoleToken}`);
      for (const { id, paths } of app.ingresses)
        output.say(`  Webhooks          ${config.PUBLIC_URL ?? address}${paths[0]}   (${id})`);
      output.say('');
      output.say(plays ? 'Invented people are being asked and answer by themselves. Ctrl-C ends.' : 'Ctrl-C ends.');
      if (kind === 'real' && !reachable)
        output.say('No channel is connected yet: lists can be imported, nobody is asked. See: vigente doctor');
    }
    await untilStopped();
    output.say('Stopping …');
  } finally {
    for (const stop of stops.splice(0).reverse()) await stop();
  }
}
