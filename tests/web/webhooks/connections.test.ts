import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import http from 'node:http';
import { connect } from 'node:net';
import { openDoor, type Door } from './support/door.js';
import { ask, fromMeta, fromTwilio } from './support/sender.js';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.stop());
afterEach(async () => void (await door.stage.services.store.inbound.deleteMany({})));

const rows = () => door.stage.services.store.inbound.countDocuments();
const tooLarge = { ...fromTwilio({ MessageSid: 'SM1' }), body: Buffer.alloc(65 * 1024, 'a') };
const connections = () =>
  new Promise<number>((done, failed) => door.server.getConnections((error, n) => (error ? failed(error) : done(n))));

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a connection of a provider', () => {
  it('carries request after request, of both providers', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const requests = [
      fromTwilio({ MessageSid: 'SM1', Body: 'hola' }),
      { ...fromTwilio({ MessageSid: 'SM2' }), headers: {} },
      fromMeta('wamid.1', 'hola'),
      fromTwilio({ MessageSid: 'SM3', Body: 'hola' }),
    ];
    const answers = [];
    for (const request of requests) answers.push(await ask(door.address, request, { agent }));
    agent.destroy();
    expect(answers.map(({ status }) => status)).toEqual([200, 415, 200, 200]);
    expect(new Set(answers.map(({ connection }) => connection)).size).toBe(1);
    expect(await rows()).toBe(3);
  });

  it.each([
    ['says that it is too large', false],
    ['turns out to be too large', true],
  ])('is answered 413 and closed, unread, when the body %s', async (_, chunked) => {
    const before = door.reads();
    const agent = new http.Agent({ keepAlive: true });
    expect(await ask(door.address, tooLarge, { agent, chunked })).toMatchObject({ status: 413, closes: true });
    await until(async () => (await connections()) === 0);
    expect(door.reads()).toBe(before);
    agent.destroy();
  });

  it('is answered before the body is sent, when it says that it is too large', async () => {
    const socket = connect(Number(new URL(door.address).port), '127.0.0.1');
    socket.write('POST /webhooks/whatsapp HTTP/1.1\r\nHost: bot\r\nContent-Length: 999999999\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 413 /);
    await once(socket, 'close');
  });

  it('hears the 413 also when it goes on sending for a while', async () => {
    const large = { ...tooLarge, body: Buffer.alloc(8 * 2 ** 20, 'a') };
    for (let time = 0; time < 5; time += 1)
      expect(await ask(door.address, large, { chunked: time % 2 === 1 })).toMatchObject({ status: 413 });
  });

  it('that breaks off in the middle of a message leaves nothing', async () => {
    const { url, headers, body } = fromTwilio({ MessageSid: 'SM4', Body: 'ya me operaron' });
    const before = door.reads();
    const socket = connect(Number(new URL(door.address).port), '127.0.0.1');
    const head = Object.entries({ ...headers, host: 'bot', 'content-length': body.length }).map(([k, v]) => `${k}: ${String(v)}`); // prettier-ignore
    socket.write(`POST ${url} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
    socket.write(body.subarray(0, 20));
    await until(async () => (await connections()) === 1);
    socket.destroy();
    await until(async () => (await connections()) === 0);
    expect(door.reads()).toBe(before);
    expect(await rows()).toBe(0);
    expect(await ask(door.address, fromTwilio({ MessageSid: 'SM4', Body: 'ya me operaron' }))).toMatchObject({ status: 200 }); // prettier-ignore
  });

  it('reaches the pages with any other path', async () => {
    const page = { method: 'GET', url: '/webhooks', headers: {}, body: Buffer.alloc(0) };
    expect(await ask(door.address, page)).toMatchObject({ status: 200, text: 'a page' });
  });
});
