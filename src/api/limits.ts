/** How often one may ask: each token by itself, and wrong tokens by the address they come from. Kept by each process for itself. */
import type { Request, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from './problem.js';

export interface Limits {
  /** Throws `Problem` when the token asked too often. */
  ask(token: string, response: Response): Promise<void>;
  /** Counts a wrong token; throws `Problem` when there were too many from this address. */
  wrong(request: Request, response: Response): Promise<void>;
}

/** A person who mistypes needs fewer, a program that guesses would need more than there are. */
const WRONG = 20;
const WRONG_WITHIN = 15 * 60;

export function limitsOf(perMinute: number): Limits {
  const tokens = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const addresses = new RateLimiterMemory({ points: WRONG, duration: WRONG_WITHIN });
  const take = async (from: RateLimiterMemory, key: string, response: Response) => {
    try {
      const { remainingPoints } = await from.consume(key);
      return remainingPoints;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      response.setHeader('Retry-After', String(Math.max(1, Math.ceil(error.msBeforeNext / 1000))));
      throw new Problem('too-many');
    }
  };
  return {
    async ask(token, response) {
      const left = await take(tokens, token, response);
      response.setHeader('RateLimit', `"minute";r=${left};t=60`);
      response.setHeader('RateLimit-Policy', `"minute";q=${perMinute};w=60`);
    },
    wrong: async (request, response) => {
      await take(addresses, request.socket.remoteAddress ?? '', response);
    },
  };
}
