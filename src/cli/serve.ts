/** The two halves of `start`, for several machines over one MongoDB: what listens, and what works. */
import type { Command } from 'commander';
import { onCallOf } from '../desk/on-call.js';
import { openApp, type App } from '../app.js';
import { UserError } from '../domain/failure.js';
import { kindOf } from '../store/store.js';
import type { CommandContext } from './context.js';
import { wholeNumber } from './options.js';
import { untilStopped } from './until-stopped.js';

export function addServeAndWork(program: Command, context: () => CommandContext): void {
  program
    .command('serve')
    .description('pages and webhooks alone; the turns are taken and the messages sent by `vigente work`')
    .option('--port <n>', 'port of the web pages', wholeNumber)
    .action(({ port }: { readonly port?: number }) =>
      running(context(), async (app, { config, output }) => {
        const { serve } = await theService();
        const web = await serve(app, config, {
          port: port ?? config.PORT,
          kind: await kindOf(app.services.store),
          chat: null,
        });
        const { address, consoleToken } = web;
        output.result(
          { address, console: `${address}/console?token=${consoleToken}` },
          () => `Listening on ${address}`,
        );
        return web;
      }),
    );
  program
    .command('work')
    .description('turns and sending alone; pages and webhooks are served by `vigente serve`')
    .action(() =>
      running(context(), async (app, { config, output }) => {
        const { switchboard, store } = app.services;
        if ((await kindOf(store)) === 'synthetic')
          throw new UserError(
            'database-synthetic',
            'This database holds invented people: only `vigente start` runs the demonstration.',
            'Use another data folder: VIGENTE_DATA=/path/to/new-folder',
          );
        const start = () => switchboard.ports.some(({ capabilities }) => capabilities.opens);
        const { work } = await theService();
        const worker = await work(app, {
          start,
          inFlight: config.SENDS_IN_FLIGHT,
          onCall: onCallOf(config),
          privateHosts: config.WEBHOOKS_PRIVATE,
        });
        output.result(
          { channels: switchboard.ids },
          () => `Working; channels: ${switchboard.ids.join(', ') || 'none'}`,
        );
        return worker;
      }),
    );
}

/** The pages are a third of the program: a command that shows none does not wait for them. */
const theService = () => import('../service.js');

async function running(
  context: CommandContext,
  begin: (app: App, context: CommandContext) => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  const { config, output } = context;
  const app = await openApp(config, { say: output.say, providers: true, onSignal: 'ignore' });
  try {
    const part = await begin(app, context);
    await untilStopped();
    output.say('Stopping …');
    await part.stop();
  } finally {
    await app.stop();
  }
}
