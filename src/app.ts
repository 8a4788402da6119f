/** The composition root: it alone constructs things; what it starts it stops, in the opposite order. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ChannelPort } from './channels/port.js';
import { Switchboard, type Ingress } from './channels/port.js';
import { connect, type Connected } from './channels/connect.js';
import { portalChannel } from './channels/portal.js';
import { Senders } from './channels/senders.js';
import type { Config } from './config.js';
import { isOwnerAlive } from './database/alive.js';
import { checkSkew, databaseClock, skewOf } from './database/clock.js';
import { openDatabaseServer, type DatabaseServer } from './database/server.js';
import type { Clock } from './domain/clock.js';
import { openLog } from './log.js';
import { PATHS } from './paths.js';
import { fileJournal, JOURNAL } from './store/journal.js';
import { keyringFromSettings, keyringOfFolder } from './privacy/keyring.js';
import { Vault, type Keyring } from './privacy/vault.js';
import { loadProgrammes } from './programmes/programme.js';
import { portalAt } from './portal/opening.js';
import { Pace } from './outbox/pace.js';
import { bullmq } from './outbox/queue/bullmq.js';
import { inProcess } from './outbox/queue/in-process.js';
import { tell } from './outbox/stops.js';
import { openStore } from './store/store.js';
import type { Services } from './turn/services.js';
import { loadWhatsappTemplates } from './words/whatsapp-templates.js';
import { Intake } from './web/webhooks/intake.js';
import { bringInSpooled } from './web/webhooks/spooled.js';
import { SPOOL_FOLDER } from './web/webhooks/spool.js';
import { loadWords } from './words/words.js';

export interface AppOptions {
  /** Progress, for people. */
  say(line: string): void;
  readonly ports?: readonly ChannelPort[];
  /** Another database than the configured one, dropped at `stop`: simulations, transcripts. */
  readonly scratch?: { readonly keyring: Keyring; readonly keep?: boolean };
  readonly clock?: Clock;
  /** Waits on that clock. Without it a clock that is given does not move while we wait. */
  readonly sleep?: (ms: number) => Promise<void>;
  readonly newId?: () => string;
  readonly anyHour?: boolean;
  /** Connect the providers that the settings name. */
  readonly providers?: boolean;
  readonly onSignal?: 'end' | 'ignore';
}

export interface App {
  readonly services: Services;
  readonly server: DatabaseServer;
  readonly database: string;
  /** The doors of the providers that are connected. */
  readonly ingresses: readonly Ingress[];
  stop(): Promise<void>;
}

/** Opens everything a command needs. Throws `UserError` with one clear line when something is missing. */
export async function openApp(config: Config, options: AppOptions): Promise<App> {
  const server = await openDatabaseServer({
    dataFolder: config.VIGENTE_DATA,
    mongodbUri: config.MONGODB_URI,
    cacheFolder: config.VIGENTE_CACHE,
    env: config.env,
    say: options.say,
    onSignal: options.onSignal ?? 'end',
  });
  const stops: (() => Promise<void>)[] = [() => server.stop()];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const keyring = options.scratch?.keyring ?? (await keyringOf(config));
    const database = options.scratch
      ? `${config.VIGENTE_DATABASE}-scratch-${randomBytes(4).toString('hex')}`
      : config.VIGENTE_DATABASE;
    const oneCommit = server.engine === 'secantusd-rs';
    const store = await openStore(server.uri, database, new Vault(keyring), {
      oneCommit,
      journal: options.scratch
        ? null
        : fileJournal(config.SUPPRESSION_JOURNAL ?? join(config.VIGENTE_DATA, JOURNAL), (error) => {
            services.log.error({ error: error.name }, 'the journal of suppressions cannot be written');
            void tell(services, 'trouble:suppression-journal').catch(() => undefined);
          }),
    });
    stops.push(() => store.close());
    if (options.scratch && !options.scratch.keep) stops.push(async () => void (await store.db.dropDatabase()));
    const clock = options.clock ?? (await followingClock(store.db));
    const programmes = await loadProgrammes(PATHS.programmes, config.PROGRAMME);
    const providers: Connected = options.providers
      ? connect(config, {
          clock,
          programmes,
          db: store.db,
          sealKey: store.vault.inboxKey,
          print: options.say,
          onTrouble: (code) => void tell(services, `trouble:${code}`).catch(() => undefined),
        })
      : NO_PROVIDERS;
    const intake = new Intake(store);
    const services: Services = {
      store,
      clock,
      programmes,
      words: await loadWords(PATHS.templates),
      switchboard: new Switchboard([
        ...(options.ports ?? []),
        ...providers.ports,
        ...(config.PORTAL_URL ? [portalChannel] : []),
      ]),
      senders: new Senders(programmes, providers.senders),
      templates: await loadWhatsappTemplates(PATHS.whatsappTemplates),
      contentSids: providers.contentSids,
      firstTier: config.WHATSAPP_DAILY_PEOPLE,
      lookup: providers.lookup,
      pace: new Pace(clock),
      // A clock of its own, or a database of its own, shares its senders with nobody.
      queue:
        config.REDIS_URL === undefined || options.clock || options.scratch
          ? inProcess
          : bullmq({ url: config.REDIS_URL, prefix: queuePrefix(store.vault, database) }),
      sleep: options.sleep ?? (options.clock ? () => Promise.resolve() : realSleep),
      bringInSpooled: options.scratch
        ? () => Promise.resolve(0)
        : () => bringInSpooled(join(config.VIGENTE_DATA, SPOOL_FOLDER), (rows) => intake.write(rows), isOwnerAlive),
      portal: portalAt(config),
      log: openLog(config.LOG_LEVEL),
      newId: options.newId ?? (() => randomBytes(12).toString('hex')),
      anyHour: options.anyHour ?? false,
    };
    return { services, server, database, ingresses: providers.ingresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const realSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Two installations may use one Redis, and give their databases the same name: their index keys differ. */
const queuePrefix = (vault: Vault, database: string): string =>
  `vigente:${database}:${vault.blindIndex('message', `queue ${database}`).slice(0, 8)}`;

const NO_PROVIDERS: Connected = { ports: [], ingresses: [], senders: [], lookup: null, contentSids: new Map() };

async function keyringOf(config: Config): Promise<Keyring> {
  if (config.VIGENTE_KEYS !== undefined)
    return keyringFromSettings(config.VIGENTE_KEYS, config.VIGENTE_INDEX_KEY ?? '');
  return keyringOfFolder(config.VIGENTE_DATA, config.VIGENTE_KEYS_FOLDER);
}

/** The clock follows the database's, and nothing works on a machine whose own clock is far off (DESIGN §3.10). */
async function followingClock(db: Parameters<typeof databaseClock>[0]): Promise<Clock> {
  checkSkew(await skewOf(db));
  return databaseClock(db);
}
