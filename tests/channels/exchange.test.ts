import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { exchange, lostSend, NoAnswer, TooLarge } from '../../src/channels/exchange.js';
import { answering, closed, refused, type End } from './conformance/ends.js';

const ends: End[] = [];
afterEach(async () => {
  for (const each of ends.splice(0)) await each.close();
});
async function at(end: Promise<End>): Promise<string> {
  const made = await end;
  ends.push(made);
  return made.url;
}
const lost = (asked: Promise<unknown>) => asked.then(() => null, (error: unknown) => error); // prettier-ignore

describe('a request without an answer', () => {
  it('never left when nobody listens or when the address is none', async () => {
    for (const url of [await at(refused()), 'not an address', 'ftp://127.0.0.1/']) {
      const error = await lost(exchange()({ method: 'POST', url, body: 'x' }));
      expect(error).toBeInstanceOf(NoAnswer);
      expect(error).toMatchObject({ left: false });
      expect(lostSend(error)).toMatchObject({ kind: 'throttled', retryable: true });
    }
  });

  it('may have arrived when the connection was made', async () => {
    const error = await lost(exchange()({ method: 'POST', url: await at(closed()), body: 'x' }));
    expect(error).toMatchObject({ left: true });
    expect(lostSend(error)).toMatchObject({ kind: 'unknown', retryable: true });
  });

  it('may have arrived on a connection that was open before', async () => {
    let first = true;
    const url = await at(
      answering((_, response) => {
        if (first) response.end('ok');
        else response.socket?.destroy();
        first = false;
      }),
    );
    const send = exchange({ sockets: 1 });
    await send({ method: 'POST', url, body: 'x' });
    expect(await lost(send({ method: 'POST', url, body: 'x' }))).toMatchObject({ left: true });
  });

  it('is given up after its time, in doubt', async () => {
    const url = await at(answering(() => undefined));
    expect(await lost(exchange({ timeoutMs: 50 })({ method: 'POST', url, body: 'x' }))).toMatchObject({
      code: 'timeout',
      left: true,
    });
  });

  it('never left when no connection comes about in time', async () => {
    // a TLS handshake that is never answered: the connection is not made
    const silent: Server = createServer((socket) => socket.resume().on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const error = await lost(
      exchange({ connectMs: 50 })({ method: 'POST', url: `https://127.0.0.1:${port}/`, body: 'x' }),
    );
    expect(error).toMatchObject({ code: 'connect-timeout', left: false });
    await new Promise((resolve) => silent.close(resolve));
  });

  it('never left when it still waited for a free connection', async () => {
    const url = await at(answering(() => undefined));
    const send = exchange({ sockets: 1, timeoutMs: 100 });
    const [one, two] = await Promise.all([lost(send({ method: 'POST', url })), lost(send({ method: 'POST', url }))]);
    expect([one, two]).toMatchObject([{ left: true }, { left: false }]);
  });

  it('is cut off where it grows beyond what was asked for', async () => {
    const url = await at(answering((_, response) => void response.end(Buffer.alloc(100))));
    expect(await lost(exchange({ maxBytes: 99 })({ method: 'GET', url }))).toBeInstanceOf(TooLarge);
    expect((await exchange({ maxBytes: 100 })({ method: 'GET', url })).body).toHaveLength(100);
  });

  it('is told by a code that names nobody', async () => {
    const error = await lost(exchange()({ method: 'GET', url: `${await at(refused())}/56981110001` }));
    expect(String(error)).not.toContain('56981110001');
  });
});
