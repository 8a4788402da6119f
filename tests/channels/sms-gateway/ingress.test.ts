import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { smsGatewayFailure, smsGatewayIngress } from '../../../src/channels/sms-gateway/index.js';
import { signatureOf } from '../../../src/channels/sms-gateway/signature.js';
import type { WebhookAnswer } from '../../../src/channels/port.js';
import { VirtualClock } from '../../../src/domain/clock.js';
import type { InboundEvent, ProviderEvent } from '../../../src/domain/provider-event.js';
import { NOW, SECRET } from './message.js';

const door = smsGatewayIngress({ secret: SECRET, clock: new VirtualClock(NOW) });

interface Call {
  readonly secret?: string;
  /** Seconds before now that it was signed. */
  readonly age?: number;
  readonly method?: string;
  readonly url?: string;
  /** What the wire made of the body after it was signed. */
  readonly arrives?: string;
}
function call(
  body: string,
  { secret = SECRET, age = 0, method = 'POST', url = '/webhooks/sms-gateway', arrives = body }: Call = {},
): WebhookAnswer {
  const time = String(Date.parse(NOW) / 1000 - age);
  const signature = `sha256=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
  const headers = { 'x-vigente-timestamp': time, 'x-vigente-signature': signature };
  return door.read({ method, url, headers, body: Buffer.from(arrives) });
}
function eventsOf(items: unknown): readonly ProviderEvent[] {
  const answer = call(JSON.stringify(items));
  if (answer.status !== 200) throw new Error(answer.why);
  return answer.events;
}
const ANSWER = { type: 'message', id: 'gw-1', from: '+56961234567', to: '+56448906100', text: 'Sí, la necesito ñ', at: '2026-11-25T10:59:00-03:00' }; // prettier-ignore
const RECEIPT = { type: 'status', id: 'gw-9', ref: 'c-1-m-1', to: '+56961234567', status: 'delivered', at: '2026-11-25T13:59:30Z' }; // prettier-ignore

describe('a request', () => {
  const body = JSON.stringify(ANSWER);
  it('is read when it is signed with the secret, up to five minutes late', () => {
    expect(call(body).status).toBe(200);
    expect(call(body, { age: 299 }).status).toBe(200);
    expect(call(body, { age: -299 }).status).toBe(200);
  });
  it.each([
    ['with another secret', { secret: 'other' }],
    ['of which a letter was changed', { arrives: body.replace('gw-1', 'gw-2') }],
    ['that is older', { age: 301 }],
    ['from the future', { age: -301 }],
  ])('%s is not genuine', (_, given: Call) => {
    expect(call(body, given).status).toBe(401);
  });
  it('without a signature is not genuine, and no empty secret opens the door', () => {
    const request = { method: 'POST', url: '/webhooks/sms-gateway', headers: {}, body: Buffer.from(body) };
    expect(door.read(request).status).toBe(401);
    const open = smsGatewayIngress({ secret: '', clock: new VirtualClock(NOW) });
    const time = String(Date.parse(NOW) / 1000);
    const signature = `sha256=${createHmac('sha256', '').update(`${time}.${body}`).digest('hex')}`;
    const headers = { 'x-vigente-timestamp': time, 'x-vigente-signature': signature };
    expect(open.read({ ...request, headers }).status).toBe(401);
  });
  it('of another kind is turned away', () => {
    expect(call(body, { method: 'GET' }).status).toBe(405);
    expect(call(body, { url: '/webhooks/sms-gateway/x' }).status).toBe(404);
    expect(call('"words"').status).toBe(400);
    expect(call('{"type":').status).toBe(400);
    expect(call('x'.repeat(door.maxBody + 1)).status).toBe(413);
  });
});

describe('an answer of a person', () => {
  it('becomes an event with the instant in UTC', () => {
    expect(eventsOf(ANSWER)).toEqual([
      {
        kind: 'inbound', channel: 'sms', messageId: 'gw-1', from: '+56961234567', userId: null, to: '+56448906100',
        type: 'text', text: 'Sí, la necesito ñ', at: '2026-11-25T13:59:00.000Z',
      },
    ]); // prettier-ignore
  });
  it('that is an opt-out word and nothing else opts out', () => {
    const [stop, words] = eventsOf([
      { ...ANSWER, text: ' Baja.' },
      { ...ANSWER, id: 'gw-2', text: 'me dieron de baja' },
    ]);
    expect(stop).toMatchObject({ kind: 'optOut', action: 'stop', by: 'keyword', from: '+56961234567' });
    expect(words).toMatchObject({ kind: 'inbound', type: 'text' });
  });
  it.each([
    ['56961234567', '+56961234567'],
    ['961234567', '+56961234567'],
    ['0056 9 6123 4567', '+56961234567'],
    [56961234567, '+56961234567'],
    ['+393471234567', '+393471234567'],
  ])('comes from the same person however the number %s is written', (from, e164) => {
    expect(eventsOf({ ...ANSWER, from })).toMatchObject([{ from: e164 }]);
  });
  it('without an id has one of its own, the same each time', () => {
    const nameless = { ...ANSWER, id: undefined };
    const [first, again, other] = eventsOf([nameless, nameless, { ...nameless, text: 'No' }]);
    expect(first).toMatchObject({ messageId: expect.stringMatching(/^h-[\w-]{22}$/) });
    expect(again).toEqual(first);
    expect(other).not.toMatchObject({ messageId: (first as { messageId: string }).messageId });
  });
  it('without id and time counts each time it is given, and once when the same request comes again', () => {
    const { id: _id, at: _at, ...nameless } = ANSWER;
    const idsOf = (age: number) => {
      const answer = call(JSON.stringify([nameless, nameless]), { age });
      return answer.status === 200 ? answer.events.map((event) => 'messageId' in event && event.messageId) : [];
    };
    const ids = [...idsOf(60), ...idsOf(0)];
    expect(new Set(ids).size).toBe(4);
    expect(idsOf(60)).toEqual(ids.slice(0, 2));
  });
  it('has no id that leads back to the number without the secret', () => {
    const nameless = { ...ANSWER, id: undefined };
    const other = smsGatewayIngress({ secret: 'another', clock: new VirtualClock(NOW) });
    const time = String(Date.parse(NOW) / 1000);
    const body = Buffer.from(JSON.stringify(nameless));
    const headers = { 'x-vigente-timestamp': time, 'x-vigente-signature': signatureOf('another', time, body) };
    const answer = other.read({ method: 'POST', url: '/webhooks/sms-gateway', headers, body });
    expect(answer).toMatchObject({ status: 200, events: [{ messageId: expect.stringMatching(/^h-/) }] });
    expect(answer).not.toMatchObject({ events: [{ messageId: (eventsOf(nameless)[0] as InboundEvent).messageId }] });
  });
  it.each(['2026-11-25T13:59:00', '25/11/2026', 'yesterday', '2026-11-25T15:00:00Z', 1764079140])(
    'keeps no time that could be wrong: %s',
    (at) => {
      expect(eventsOf({ ...ANSWER, at })[0]).not.toHaveProperty('at');
    },
  );
  it('with nothing in it is an empty message, not a lost one', () => {
    expect(eventsOf({ ...ANSWER, text: ' ' })).toMatchObject([{ type: 'empty' }]);
  });
});

describe('a receipt', () => {
  it('brings our reference back', () => {
    expect(eventsOf(RECEIPT)).toEqual([
      {
        kind: 'receipt', channel: 'sms', messageId: 'gw-9', ref: 'c-1-m-1', to: '+56961234567', userId: null,
        status: 'delivered', state: 'delivered', errorCode: null, at: '2026-11-25T13:59:30.000Z',
      },
    ]); // prettier-ignore
  });
  it.each([
    ['queued', 'queued', undefined, null],
    ['sent', 'sent', undefined, null],
    ['undelivered', 'failed', undefined, 103],
    ['expired', 'failed', undefined, 103],
    ['failed', 'failed', 'landline', 102],
    ['failed', 'failed', 101, 101],
    ['failed', 'failed', 7, 7],
    ['failed', 'failed', 'E_OWN', null],
    ['FAILED', 'failed', undefined, null],
    ['mislaid', 'unknown', 101, null],
  ])('%s is %s for us, with the code %s as %s', (status, state, code, errorCode) => {
    expect(eventsOf({ ...RECEIPT, status, code })).toMatchObject([{ state, errorCode }]);
  });
  it('has codes that say what they mean for the number', () => {
    expect(smsGatewayFailure(101)).toEqual({ kind: 'unreachable', retryable: false, number: 'noSuchNumber', code: 'invalidNumber' }); // prettier-ignore
    expect(smsGatewayFailure('optedOut')).toMatchObject({ kind: 'optedOut', retryable: false });
    expect(smsGatewayFailure(7)).toEqual({ kind: 'unreachable', retryable: true, code: '7' });
    expect(smsGatewayFailure(null)).toEqual({ kind: 'unreachable', retryable: true, code: 'unspecified' });
  });
});

describe('many items at once', () => {
  it('are read each for itself: what is broken or unknown loses no neighbour', () => {
    const broken = [
      null,
      7,
      'x',
      [],
      {},
      { type: 'call' },
      { ...ANSWER, from: 'ENTEL' },
      { type: 'status', status: 'sent' },
    ];
    const events = eventsOf([ANSWER, ...broken, { ...RECEIPT, colour: 'blue' }]);
    expect(events.map(({ kind }) => kind)).toEqual(['inbound', 'receipt']);
  });
});
