/** One notice over the wire: to the address that was looked at, without following anything, and not for long. */
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Target } from './address.js';

const TIMEOUT = 10_000;

/** The status; or in a word why there is none. */
export function post(
  { url, address, family }: Extract<Target, { url: URL }>,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number | string> {
  const looked: LookupFunction = (_host, options, done) =>
    options.all ? done(null, [{ address, family }]) : done(null, address, family);
  const options: RequestOptions = {
    method: 'POST',
    timeout: TIMEOUT,
    lookup: looked,
    agent: false,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'vigente',
    },
  };
  return new Promise((resolve) => {
    const outgoing = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      response.resume(); // nothing of what it says matters
      resolve(response.statusCode ?? 0);
      response.once('error', () => undefined);
    });
    const late = setTimeout(() => outgoing.destroy(new Error('late')), TIMEOUT);
    outgoing.once('timeout', () => outgoing.destroy(new Error('late')));
    outgoing.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.message === 'late' ? 'no-answer' : (error.code ?? 'failed')),
    );
    outgoing.once('close', () => clearTimeout(late));
    outgoing.end(body);
  });
}
