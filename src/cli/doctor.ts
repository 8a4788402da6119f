import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { isAlive } from '../database/alive.js';
import { engineOf, type EngineId } from '../database/engines.js';
import { findEngines, programOnPath, type FoundEngine } from '../database/find.js';
import { dataFolder, engineOfFolder, freeBytesAt, LEAST_FREE_BYTES } from '../database/folder.js';
import { hostsOf } from '../database/external.js';
import { THREE_WAYS } from '../database/problems.js';
import { askHello } from '../database/ready.js';
import { readRecord, usersOf } from '../database/record.js';
import { UserError } from '../domain/failure.js';
import { redis } from './doctor-redis.js';
import { bad, fine, warn, type Finding } from './finding.js';

export interface Diagnosis {
  /** No finding is bad. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly engines: readonly FoundEngine[];
  readonly data: {
    readonly folder: string;
    readonly engine: EngineId | null;
    readonly bytes: number;
    readonly freeBytes: number | null;
    readonly running: boolean;
  };
}

export interface DoctorOptions {
  /** The checkout: package-lock.json and node_modules. */
  readonly root: string;
  readonly dataFolder: string;
  readonly cacheFolder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly mongodbUri?: string;
  readonly redisUrl?: string;
  readonly host: string;
  readonly port: number;
  /** What was found out about the providers. */
  readonly providers?: readonly Finding[];
  /** What reading the settings found. */
  readonly settings: readonly { readonly name: string; readonly ok: boolean; readonly hint: string }[];
}

/** Looks at the machine and changes nothing (but for the cards of dead processes, which `usersOf` throws away). */
export async function doctor(options: DoctorOptions): Promise<Diagnosis> {
  const engines = findEngines(options);
  const data = dataOf(options.dataFolder);
  const findings: Finding[] = [
    node(),
    timeZones(),
    packages(options.root),
    ...(await database(options, engines)),
    ...(await redis(options.redisUrl)),
    ...builders(options.env),
    ...folderFindings(options.dataFolder, data.freeBytes),
    await portFinding(options.host, options.port, data.running),
    ...(options.providers ?? []),
    ...options.settings.map(({ name, ok, hint }): Finding =>
      ok ? fine(name, 'set') : bad(name, 'cannot be used', hint),
    ),
  ];
  return { ok: findings.every(({ state }) => state !== 'bad'), findings, engines, data };
}

const MARKS = { ok: '✔', warn: '!', bad: '✘' } as const;

/** The diagnosis for people, one line a finding. */
export function printDiagnosis({ ok, findings }: Diagnosis): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, state, what, hint }) => [
    `${MARKS[state]} ${name.padEnd(width)}  ${what}`,
    ...(hint === '' ? [] : [`  ${' '.repeat(width)}  → ${hint}`]),
  ]);
  return [
    ...lines,
    '',
    ok ? 'Everything that is needed is there.' : 'Something is missing: see the lines with ✘.',
  ].join('\n');
}

function node(): Finding {
  const [major = 0, minor = 0, patch = 0] = process.versions.node.split('.').map(Number);
  const what = `${process.versions.node} on ${process.platform} ${process.arch}`;
  const enough = major > 20 || (major === 20 && minor >= 19);
  if (!enough) return bad('Node', what, 'Install Node 20.19.5 or newer.');
  if (process.platform === 'win32')
    return warn('Node', what, 'The embedded database is not tried on Windows: use WSL, or set MONGODB_URI.');
  return major === 20 && minor === 19 && patch < 5
    ? warn('Node', what, 'Before 20.19.5 its time-zone data lacks new zones.')
    : fine('Node', what);
}

/** Aysén has a zone of its own since 2025: with older data its people would be written to at the wrong hour. */
function timeZones(): Finding {
  try {
    new Intl.DateTimeFormat('es-CL', { timeZone: 'America/Coyhaique' });
    return fine('Time zones', `data of ${process.versions.tz ?? 'unknown age'}, America/Coyhaique known`);
  } catch {
    return bad(
      'Time zones',
      `data of ${process.versions.tz ?? 'unknown age'}, without America/Coyhaique`,
      'Install Node 20.19.5 or newer.',
    );
  }
}

function packages(root: string): Finding {
  const again = 'Run `node bin/vigente.js setup`.';
  let wanted: Record<string, { version?: string; optional?: boolean }>;
  try {
    wanted = (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: typeof wanted })
      .packages;
  } catch {
    return bad('Packages', 'package-lock.json cannot be read', 'Get the sources again.');
  }
  const missing = Object.entries(wanted).filter(
    ([path, { version, optional }]) => path !== '' && optional !== true && versionIn(join(root, path)) !== version,
  );
  const count = Object.keys(wanted).length - 1;
  if (missing.length === 0) return fine('Packages', `${count} in package-lock.json, none missing`);
  return bad(
    'Packages',
    `${missing.length} of ${count} missing or in another version (${missing
      .slice(0, 3)
      .map(([path]) => path.replace('node_modules/', ''))
      .join(', ')} …)`,
    again,
  );
}

function versionIn(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

async function database({ mongodbUri, env }: DoctorOptions, engines: readonly FoundEngine[]): Promise<Finding[]> {
  const found = engines.map(({ id, where, program }) => fine(engineOf(id).name, `${program} (${where})`));
  const named = env['VIGENTE_MONGOD'];
  if (named !== undefined && named !== '' && !engines.some(({ where }) => where === 'VIGENTE_MONGOD'))
    found.push(bad('VIGENTE_MONGOD', `${named} is not a program`, 'Write the whole path of mongod.'));
  if (mongodbUri !== undefined && mongodbUri !== '') {
    const answers = (await askHello(mongodbUri, 5_000)) !== undefined;
    return [
      answers
        ? fine('MONGODB_URI', `${hostsOf(mongodbUri)} answers`)
        : bad(
            'MONGODB_URI',
            `${hostsOf(mongodbUri)} does not answer`,
            'Look at the address, the network and the server.',
          ),
      ...found,
    ];
  }
  if (engines.length === 0) return [...found, bad('Database', 'no server found', THREE_WAYS)];
  if (!engines.some(({ id }) => id !== 'secantusd-py'))
    return [
      ...found,
      warn('Faster database', 'not built', '`npm run db:fast` builds a server that is several times faster.'),
    ];
  return found;
}

function builders(env: NodeJS.ProcessEnv): Finding[] {
  const python = programOnPath('python3', env);
  const cargo = programOnPath('cargo', env);
  return [
    python === undefined
      ? warn('Python', 'not on PATH', 'Only needed to install SecantusDB.')
      : fine('Python', `${versionOf(python, env)} (${python})`),
    cargo === undefined
      ? warn('cargo', 'not on PATH', 'Only needed for `npm run db:fast`: https://rustup.rs')
      : fine('cargo', `${versionOf(cargo, env)} (${cargo})`),
  ];
}

function versionOf(program: string, env: NodeJS.ProcessEnv): string {
  const { stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000, env });
  return /\d+\.\d+(\.\d+)?/.exec(`${stdout}${stderr}`)?.[0] ?? 'does not run';
}

function dataOf(path: string): Diagnosis['data'] {
  const folder = dataFolder(resolve(path));
  const record = readRecord(folder);
  return {
    folder: folder.path,
    engine: engineSafely(folder),
    bytes: bytesBelow(folder.path),
    freeBytes: freeAt(folder.path),
    running: record !== undefined && isAlive(record),
  };
}

function engineSafely(folder: ReturnType<typeof dataFolder>): EngineId | null {
  try {
    return engineOfFolder(folder) ?? null;
  } catch {
    return null;
  }
}

function folderFindings(path: string, freeBytes: number | null): Finding[] {
  const folder = dataFolder(resolve(path));
  const name = 'Data folder';
  const findings: Finding[] = [];
  try {
    const engine = engineOfFolder(folder);
    const record = readRecord(folder);
    const running = record !== undefined && isAlive(record);
    const users = existsSync(folder.users) ? usersOf(folder).length : 0;
    const state = running
      ? `server running (process ${record.pid}, ${users === 0 ? 'left behind, the next start adopts it' : `used by ${users}`})`
      : 'no server running';
    findings.push(
      fine(
        name,
        engine === undefined
          ? `${folder.path}, empty`
          : `${folder.path}: ${engineOf(engine).name}, ${size(bytesBelow(folder.path))}, ${state}`,
      ),
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    findings.push(bad(name, error.message, error.hint));
  }
  if (freeBytes !== null)
    findings.push(
      freeBytes < LEAST_FREE_BYTES
        ? bad('Disk', `${size(freeBytes)} free`, `At least ${size(LEAST_FREE_BYTES)} are needed.`)
        : fine('Disk', `${size(freeBytes)} free`),
    );
  return findings;
}

/** Of the disk that holds the folder, or would hold it. */
function freeAt(path: string): number | null {
  for (let at = path; ; at = resolve(at, '..')) {
    if (existsSync(at)) return freeBytesAt(at);
    if (at === resolve(at, '..')) return null;
  }
}

function bytesBelow(path: string): number {
  if (!existsSync(path) || !statSync(path).isDirectory()) return 0;
  return readdirSync(path, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? sizeOf(join(entry.parentPath, entry.name)) : 0),
    0,
  );
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

function size(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GB` : `${Math.round(bytes / 2 ** 20)} MB`;
}

function portFinding(host: string, port: number, running: boolean): Promise<Finding> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE')
        done(
          bad(`Port ${port}`, `cannot be opened on ${host}: ${error.message}`, 'Choose another with PORT or --port.'),
        );
      else
        done(
          warn(
            `Port ${port}`,
            running ? 'in use, probably by vigente itself' : 'in use',
            'Choose another with PORT or --port, or end the other program.',
          ),
        );
    });
    probe.listen(port, host, () => probe.close(() => done(fine(`Port ${port}`, `free on ${host}`))));
  });
}
