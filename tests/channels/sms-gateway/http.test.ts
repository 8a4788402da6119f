import { afterEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { smsGatewayHttp } from '../../../src/channels/sms-gateway/index.js';
import type { SendResult } from '../../../src/channels/port.js';
import { VirtualClock } from '../../../src/domain/clock.js';
import { answering, type Asked, type End } from '../conformance/ends.js';
import { message, NOW, SECRET } from './message.js';

let end: End | null = null;
const asked: Asked[] = [];
afterEach(async () => {
  await end?.close();
  end = null;
  asked.length = 0;
});

/** Sends one message to a gateway that answers so. */
async function answered(status: number, body: string, headers: Record<string, string> = {}): Promise<SendResult> {
  end = await answering((request, response) => {
    asked.push(request);
    response.writeHead(status, headers);
    response.end(body);
  });
  return gateway(`${end.url}/sms`).send(message());
}
const gateway = (url: string) => smsGatewayHttp({ url, secret: SECRET, perSecond: 20, clock: new VirtualClock(NOW) });

describe('a message to the gateway', () => {
  it('says id, number, sender and text, and proves that it is ours', async () => {
    await answered(202, '{"id":"gw-7"}');
    const [{ method, url, headers, body }] = asked as [Asked];
    expect([method, url, headers['content-type']]).toEqual(['POST', '/sms', 'application/json']);
    const { id, to, from, text } = message();
    expect(JSON.parse(body)).toEqual({ id, to, from: from.address, text });
    const time = String(Date.parse(NOW) / 1000);
    expect(headers['x-vigente-timestamp']).toBe(time);
    const signed = createHmac('sha256', SECRET).update(`${time}.${body}`, 'utf8').digest('hex');
    expect(headers['x-vigente-signature']).toBe(`sha256=${signed}`);
  });

  it.each([[200], [201], [202]])('is accepted by a %d, under their id', async (status) => {
    expect(await answered(status, '{"id":"gw-7"}')).toEqual({ ok: true, providerId: 'gw-7' });
  });

  it('is accepted under our id where they give none', async () => {
    expect(await answered(200, '')).toEqual({ ok: true, providerId: 'c-1-m-1' });
  });

  it('that they know already counts as accepted', async () => {
    expect(await answered(409, '{"error":{"code":"duplicate"}}')).toEqual({ ok: true, providerId: 'c-1-m-1' });
  });

  it('is never sent on to another address', async () => {
    const result = await answered(307, '', { Location: '/elsewhere' });
    expect(asked).toHaveLength(1);
    expect(result).toMatchObject({ failure: { kind: 'misconfigured', stops: 'channel' } });
  });

  it('with no number to send to never leaves', async () => {
    const result = await gateway('http://127.0.0.1:9/').send(message({ to: '8812@lid' }));
    expect(result).toEqual({ ok: false, failure: { kind: 'rejected', retryable: false, code: 'no-number' } });
  });
});

describe('a refusal', () => {
  it.each([
    ['invalidNumber', { kind: 'unreachable', retryable: false, number: 'noSuchNumber' }],
    ['landline', { kind: 'unreachable', retryable: false, number: 'landline' }],
    ['unreachable', { kind: 'unreachable', retryable: true }],
    ['optedOut', { kind: 'optedOut', retryable: false }],
    ['throttled', { kind: 'throttled', retryable: true, tooFast: true }],
    ['unauthorized', { kind: 'misconfigured', retryable: true, stops: 'channel' }],
    ['rejected', { kind: 'rejected', retryable: false }],
  ])('with the code %s means the same whatever the status', async (code, failure) => {
    const body = JSON.stringify({ error: { code, message: 'for +56961234567' } });
    expect(await answered(422, body)).toEqual({ ok: false, failure: { ...failure, code } });
    await end?.close();
    expect(await answered(500, body)).toEqual({ ok: false, failure: { ...failure, code } });
  });

  it('may say its code as a number', async () => {
    expect(await answered(400, '{"error":{"code":102}}')).toMatchObject({ failure: { code: 'landline' } });
  });

  it('waits as long as the gateway asks', async () => {
    const wait = await answered(429, '', { 'Retry-After': '90' });
    expect(wait).toEqual({
      ok: false,
      failure: { kind: 'throttled', retryable: true, tooFast: true, code: 'http-429', waitMs: 90_000 },
    });
    await end?.close();
    const until = await answered(503, '', { 'Retry-After': 'Wed, 25 Nov 2026 14:01:00 GMT' });
    expect(until).toMatchObject({ failure: { kind: 'throttled', waitMs: 60_000 } });
  });

  it.each([
    [400, { kind: 'rejected', retryable: false }],
    [401, { kind: 'misconfigured', retryable: true, stops: 'channel' }],
    [404, { kind: 'misconfigured', retryable: true, stops: 'channel' }],
    [502, { kind: 'throttled', retryable: true }],
  ])('without a code goes by its status %d', async (status, failure) => {
    expect(await answered(status, '<html>')).toEqual({ ok: false, failure: { ...failure, code: `http-${status}` } });
  });

  it('in words of their own keeps the code for support, but never a number of a person', async () => {
    const own = await answered(400, '{"error":{"code":"E_BLACKOUT"}}');
    expect(own).toMatchObject({ failure: { kind: 'rejected', code: 'E_BLACKOUT' } });
    await end?.close();
    const leaking = await answered(400, '{"error":{"code":"no +56961234567"}}');
    expect(leaking).toMatchObject({ failure: { kind: 'rejected', code: 'unnamed' } });
  });
});

describe('the settings', () => {
  it('are refused when the address is none, or the secret is empty', () => {
    const clock = new VirtualClock(NOW);
    expect(() => smsGatewayHttp({ url: 'gateway', secret: SECRET, perSecond: 1, clock })).toThrow(
      'not an http(s) address',
    );
    expect(() => smsGatewayHttp({ url: 'https://x.example', secret: '', perSecond: 1, clock })).toThrow('secret');
  });
});
