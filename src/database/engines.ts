import { totalmem } from 'node:os';

/** The embedded servers we know how to start, named as their programs are. `external` is one that MONGODB_URI names. */
export const EMBEDDED_ENGINES = ['mongod', 'secantusd-rs', 'secantusd-py'] as const;
export type EmbeddedEngine = (typeof EMBEDDED_ENGINES)[number];
export type EngineId = EmbeddedEngine | 'external';

export interface StartArguments {
  readonly port: number;
  /** Where the engine keeps its files. */
  readonly files: string;
  /** An empty configuration of ours, so that one lying about on the machine is not picked up. */
  readonly configuration: string;
  /** Unit-suffixed: '512M', '4G'. */
  readonly cacheSize: string;
}

export interface Engine {
  readonly id: EmbeddedEngine;
  /** For people. */
  readonly name: string;
  arguments(start: StartArguments): string[];
  /** What its log says once the port is its own: another program that was faster must not be taken for it. */
  listening(port: number): RegExp;
  /** A replica set of one has to be made (and told its new port): transactions and change streams need it. */
  readonly replicaSet: string | undefined;
  /**
   * Its end needs help: it notices SIGTERM fully only at the next connection (else after 2 s), and a signal that falls into the
   * moment before it waits is lost (seen in 3 of 12 starts that were stopped at once).
   */
  readonly nudged: boolean;
  /** Files in its folder that only this kind of engine makes. */
  readonly traces: readonly RegExp[];
}

const SECANTUS_TRACES = [/^secantus_.*\.wt$/];

const ENGINES: { readonly [Id in EmbeddedEngine]: Engine & { readonly id: Id } } = {
  mongod: {
    id: 'mongod',
    name: 'MongoDB',
    arguments: ({ port, files, cacheSize }) => [
      '--bind_ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--dbpath',
      files,
      '--replSet',
      'vigente',
      '--quiet',
      '--wiredTigerCacheSizeGB',
      String(Math.max(0.25, gigabytes(cacheSize))),
    ],
    listening: (port) => new RegExp(`Waiting for connections.*"port":${port}\\b`),
    replicaSet: 'vigente',
    nudged: false,
    traces: [/^storage\.bson$/, /^_mdb_catalog\.wt$/, /^mongod\.lock$/],
  },
  'secantusd-rs': {
    id: 'secantusd-rs',
    name: 'SecantusDB (Rust)',
    // --sync-on-commit: without it this server answers `j: true` before anything is written; killed with -9 it lost 443 of 19,883
    // acknowledged inserts, with it 0 of 9,457. Each commit is one fsync, so batches belong in one insertMany or one transaction.
    arguments: (start) => [...secantusArguments(start), '--sync-on-commit'],
    listening: secantusListening,
    replicaSet: undefined,
    nudged: false,
    traces: SECANTUS_TRACES,
  },
  'secantusd-py': {
    id: 'secantusd-py',
    name: 'SecantusDB (Python)',
    // The same flag: without it `j: true` holds for single writes (0 of 3,635 lost), but not for the commit of a transaction, nor for
    // `w: majority` alone (118 of 4,586). No slower where it was measured: 700–1,100 guarded updates/s with and without.
    arguments: (start) => [...secantusArguments(start), '--sync-on-commit'],
    listening: secantusListening,
    replicaSet: undefined,
    nudged: true,
    traces: SECANTUS_TRACES,
  },
};

export function engineOf(id: EmbeddedEngine): Engine {
  return ENGINES[id];
}

export function isEmbeddedEngine(id: unknown): id is EmbeddedEngine {
  return EMBEDDED_ENGINES.some((known) => known === id);
}

/** 4 GB as the design says, but never more than 40 % of the machine: the cache is a ceiling that a full import does reach. */
export function defaultCacheSize(memory = totalmem()): string {
  return `${Math.max(256, Math.min(4096, Math.floor((memory * 0.4) / 2 ** 20)))}M`;
}

/** The environment of the server: ours, without what would change how it keeps data or which Python it loads. */
export function serverEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const changes = /^(SECANTUS_|PYTHON(HOME|PATH|STARTUP)$|NODE_OPTIONS$|VIGENTE_(KEYS|INDEX_KEY)$|TWILIO_|WHATSAPP_)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !changes.test(name)));
}

function secantusArguments({ port, files, configuration, cacheSize }: StartArguments): string[] {
  return [
    '--config',
    configuration,
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--storage-path',
    files,
    '--cache-size',
    cacheSize,
    '--log-level',
    'INFO',
  ];
}

function secantusListening(port: number): RegExp {
  return new RegExp(`listening on 127\\.0\\.0\\.1:${port}\\b`);
}

function gigabytes(size: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([MG])B?$/i.exec(size);
  if (match === null) throw new RangeError(`not a size: ${size} (write 512M or 4G)`);
  return match[2]?.toUpperCase() === 'G' ? Number(match[1]) : Number(match[1]) / 1024;
}
