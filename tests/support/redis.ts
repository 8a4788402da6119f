/** A Redis of one's own: on a free port, in a temporary folder, nothing kept. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

const PLACES = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'];

/** The server program of this machine, or undefined. */
export const redisPath: string | undefined = [process.env['VIGENTE_REDIS'], ...PLACES].find(
  (path) => path !== undefined && existsSync(path),
);

export const NO_REDIS =
  'There is no redis-server here. As root on Debian: apt-get install redis-server. Elsewhere: VIGENTE_REDIS=/path/to/redis-server';

/** May the tests over Redis be left out? Says how to get one. VIGENTE_REQUIRE_REDIS=true makes a missing one a failure. */
export function mayLeaveOutRedis(): boolean {
  if (redisPath !== undefined) return false;
  if (process.env['VIGENTE_REQUIRE_REDIS'] === 'true') return false;
  process.stderr.write(`${NO_REDIS}\n`);
  return true;
}

export class TestRedis {
  #child: ChildProcess | null = null;
  private constructor(
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort(), mkdtempSync(join(tmpdir(), 'vigente-redis-')));
    await redis.up();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it on the same port, empty. */
  async up(): Promise<void> {
    if (redisPath === undefined) throw new Error(NO_REDIS);
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.#child = spawn(redisPath, [...options, '--dir', this.folder], { stdio: 'ignore' });
    for (let tries = 0; !(await this.#answers()); tries += 1) {
      if (tries > 100) throw new Error('redis-server does not start');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** As a crash would end it. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** It neither answers nor hangs up, as behind a broken network. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }
  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Asks it something on a connection of its own. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #answers(): Promise<boolean> {
    return this.ask((redis) => redis.ping()).then(
      () => true,
      () => false,
    );
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
