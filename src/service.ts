/** The running program: pages and webhooks (`serve`), turns and sending (`work`), or both (`start`). */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { App } from './app.js';
import type { Config } from './config.js';
import { sweepJobs } from './console/jobs/runner.js';
import { isOwnerAlive, ownerName } from './database/alive.js';
import { UserError } from './domain/failure.js';
import { staffProvider } from './console/provider.js';
import { identityProvider } from './portal/oidc.js';
import { openingOf } from './portal/opening.js';
import { rowsOf } from './turn/rows.js';
import { startWorker, type WorkerOptions } from './turn/worker.js';
import { VERSION } from './version.js';
import { Intake } from './web/webhooks/intake.js';
import { Webhooks } from './web/webhooks/handler.js';
import { listen } from './web/listen.js';
import { webApp, type WebOptions } from './web/server.js';
import { Spool, SPOOL_FOLDER } from './web/webhooks/spool.js';

/** A day of replies of a national campaign, many times over; a disk is never filled by it. */
const SPOOL_BYTES = 256 * 2 ** 20;
const DRAIN_EVERY = 2_000;
const SWEEP_EVERY = 3_600_000;
/** At the end answers under way get so long. */
const LAST_ANSWERS = 5_000;

export interface Serving {
  readonly address: string;
  readonly consoleToken: string;
  stop(): Promise<void>;
}

export interface ServeOptions extends Pick<WebOptions, 'chat'> {
  readonly port: number;
  readonly kind: 'synthetic' | 'real' | null;
}

/** Pages and webhooks. Throws `UserError` when the port is taken. */
export async function serve(
  { services, server, ingresses }: App,
  config: Config,
  options: ServeOptions,
): Promise<Serving> {
  if (options.kind === 'synthetic' && ingresses.length > 0)
    throw new UserError(
      'database-synthetic',
      'This database holds invented people; messages of real people may not enter it.',
      'Use another data folder: VIGENTE_DATA=/path/to/new-folder, or start without the settings of the providers.',
    );
  const intake = new Intake(services.store);
  const spools = new Map<string, Spool>();
  for (const { id, retries } of ingresses) {
    if (retries) continue;
    const folder = join(config.VIGENTE_DATA, SPOOL_FOLDER);
    spools.set(
      id,
      await Spool.open({ folder, name: id, maxBytes: SPOOL_BYTES, owner: ownerName(), isAlive: isOwnerAlive }),
    );
  }
  const { clock, log } = services;
  const webhooks = new Webhooks({ ingresses, intake, spools, vault: services.store.vault, clock, log });
  const draining = setInterval(() => void webhooks.drain(), DRAIN_EVERY);
  const workFolder = join(config.VIGENTE_DATA, 'console');
  const sweep = () =>
    void sweepJobs(services, workFolder).catch((error: unknown) =>
      log.error({ error: (error as Error).name }, 'old files of the console could not be removed'),
    );
  sweep();
  const sweeping = setInterval(sweep, SWEEP_EVERY);
  const portal = openingOf({ ...config, PORT: options.port }, services.programmes, options.kind);
  const provider = portal ? await identityProvider(config, services.programmes) : null;
  const consoleToken = config.CONSOLE_TOKEN ?? randomBytes(16).toString('base64url');
  const pages = webApp(services, {
    running: { engine: server.engine, kind: options.kind, version: VERSION, channels: services.switchboard.ids },
    consoleToken,
    workFolder,
    secure: config.PUBLIC_URL?.startsWith('https:') ?? false,
    apiPerMinute: config.API_PER_MINUTE,
    staff: staffProvider(config),
    ...(portal ? { portal: { ...portal, provider } } : {}),
    chat: options.chat,
  });
  const web = await listen(
    (request, response) => {
      if (!webhooks.handle(request, response)) pages(request, response);
    },
    config.HOST,
    options.port,
  );
  return {
    address: web.address,
    consoleToken,
    stop: async () => {
      // What is being answered is answered first: a provider that is cut off may not send again.
      const cut = setTimeout(() => web.server.closeAllConnections(), LAST_ANSWERS);
      const closed = new Promise((resolve) => web.server.close(resolve));
      web.server.closeIdleConnections();
      await closed;
      clearTimeout(cut);
      clearInterval(draining);
      clearInterval(sweeping);
      await webhooks.drain();
      for (const spool of spools.values()) await spool.close();
    },
  };
}

/** Turns and sending, and the channels that listen by themselves. */
export async function work({ services }: App, options: WorkerOptions): Promise<{ stop(): Promise<void> }> {
  const intake = new Intake(services.store);
  const listeners: { stop(): Promise<void> }[] = [];
  for (const port of services.switchboard.ports) {
    const listener = await port.listen?.((events) =>
      intake.write(rowsOf(services.store.vault, port.id, events, services.clock.now())),
    );
    if (listener) listeners.push(listener);
  }
  const worker = startWorker(services, options);
  return {
    stop: async () => {
      for (const listener of listeners) await listener.stop();
      await worker.stop();
    },
  };
}
