/** WhatsApp's messaging tier counted for all processes together (see ../tier.ts for what it is). */
import type { Redis } from 'ioredis';
import type { Services } from '../../turn/services.js';
import { LEASE } from '../claim.js';
import { countOf, openedInADay, type Tier } from '../tier.js';
import { RedisAway } from './sender-row.js';

/** The database is counted this often; in between every opening is added here. */
const COUNT_EVERY = 30_000;

/** 1 = the place is taken, 0 = there is none, -1 = somebody has to count first. Places of processes that died are free after the lease. */
const ENTER = `
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[2])
local used = redis.call('GET', KEYS[1])
if not used then return -1 end
if tonumber(used) + redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[4])
return 1`;
const OPENED = `if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('INCR', KEYS[1]) end`;

export class SharedTier implements Tier {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async enter(services: Services, via: string, message: string): Promise<boolean> {
    const { limit } = await countOf(services, via);
    if (!Number.isFinite(limit)) return true;
    const now = services.clock.now();
    try {
      const ask = () =>
        this.redis.eval(
          ENTER,
          2,
          this.#used(via),
          this.#held(via),
          limit,
          now,
          now + LEASE,
          message,
        ) as Promise<number>;
      let answer = await ask();
      if (answer === -1) {
        const used = await openedInADay(services);
        await this.redis.set(this.#used(via), used, 'PX', COUNT_EVERY, 'NX');
        answer = await ask();
      }
      return answer === 1;
    } catch (error) {
      throw new RedisAway((error as Error).name);
    }
  }

  /** What is not heard is forgotten by Redis after the lease. */
  leave(_services: Services, via: string, message: string): void {
    this.redis.zrem(this.#held(via), message).catch(() => undefined);
  }

  opened(_services: Services, via: string): void {
    this.redis.eval(OPENED, 1, this.#used(via)).catch(() => undefined);
  }

  #used(via: string): string {
    return `${this.prefix}:tier:${via}`;
  }

  #held(via: string): string {
    return `${this.#used(via)}:held`;
  }
}
