/** What `vigente doctor` finds of Redis. */
import { UserError } from '../domain/failure.js';
import { needRedisPackages, redisVersion } from '../outbox/queue/redis.js';
import { bad, fine, type Finding } from './finding.js';

/** Only where REDIS_URL is set: without it each `vigente work` keeps the rates by itself. */
export async function redis(url: string | undefined): Promise<Finding[]> {
  if (url === undefined) return [];
  try {
    needRedisPackages();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [bad('REDIS_URL', error.message, error.hint)];
  }
  const version = await redisVersion(url);
  const { host } = new URL(url);
  return [
    version === null
      ? bad('REDIS_URL', `${host} does not answer`, 'Look at the address, the password and the network.')
      : fine('REDIS_URL', `${host} answers, Redis ${version}`),
  ];
}
