/** Redis, and the packages that speak to it: optional, and loaded only where REDIS_URL is set and messages are sent. */
import { createRequire } from 'node:module';
import type { Redis } from 'ioredis';
import { UserError } from '../../domain/failure.js';

/** No answer to a command within this: Redis is away. Its answers take less than a millisecond. */
const PATIENCE = 3_000;

/** Throws `UserError` when the packages are not here. They are not loaded. */
export function needRedisPackages(): void {
  const { resolve } = createRequire(import.meta.url);
  try {
    for (const name of ['bullmq', 'ioredis']) resolve(name);
  } catch {
    throw new UserError(
      'redis-packages-missing',
      'REDIS_URL is set, but the packages that speak to Redis are not installed.',
      'Run `npm install` again (bullmq and ioredis are optional dependencies), or take REDIS_URL out.',
    );
  }
}

/**
 * A connection that answers now. It never connects again by itself, and nothing waits in it: a command that cannot be answered fails, so
 * that whoever uses it sees that Redis is away. Throws what the connection says.
 */
export async function connectRedis(url: string): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PATIENCE,
    commandTimeout: PATIENCE,
    enableOfflineQueue: false,
    maxRetriesPerRequest: null,
    retryStrategy: () => null,
  });
  // Without a listener the package writes to the terminal, address and all. What fails says so where it was asked for.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  return redis;
}

/** Does it answer? Its version, or null. For `vigente doctor`. */
export async function redisVersion(url: string): Promise<string | null> {
  try {
    const redis = await connectRedis(url);
    try {
      return /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown';
    } finally {
      redis.disconnect();
    }
  } catch {
    return null;
  }
}
