import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import twilio from 'twilio';
import type { WebhookAnswer } from '../../../src/channels/port.js';
import { twilioIngress } from '../../../src/channels/twilio/index.js';
import { casesOf, eventsOf, OURS, PUBLIC_URL, requestOf, SECRETS } from '../support/cases.js';

const ingress = twilioIngress({ authToken: SECRETS.authToken, publicUrl: PUBLIC_URL });
const eventsIn = (answer: WebhookAnswer): readonly unknown[] | number =>
  answer.status === 200 ? answer.events : answer.status;

function signed(url: string, form: Readonly<Record<string, string>>, token: string = SECRETS.authToken) {
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(token, PUBLIC_URL + url, { ...form }),
    },
    body: Buffer.from(new URLSearchParams({ ...form }).toString()),
  };
}

const LETTER = {
  MessageSid: 'SM1',
  AccountSid: OURS.accountSid,
  From: '+56981110001',
  To: '+56448906100',
  Body: 'hola',
};

describe('what Twilio sends', () => {
  it.each(casesOf('twilio').map((each) => [each.file, each] as const))('is understood: %s', (_, each) => {
    const answer = ingress.read(requestOf(each));
    expect(each.expect.http).toContain(answer.status);
    if (answer.status !== 200) return expect(each.expect.kind).toBe('reject');
    const wanted = eventsOf(each);
    expect(answer.events).toHaveLength(wanted.length);
    wanted.forEach((event, index) => expect(answer.events[index]).toMatchObject(event));
  });

  it('is all there: 86 requests', () => expect(casesOf('twilio')).toHaveLength(86));
});

describe('a webhook of Twilio', () => {
  it('is let in with the signature of the official library, whatever the parameters', () => {
    const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
    const form = fc.dictionary(name, fc.string({ maxLength: 40, unit: 'grapheme' }), {
      maxKeys: 12,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(form, (parameters) => {
        expect(ingress.read(signed('/webhooks/twilio', parameters)).status).toBe(200);
        expect(ingress.read(signed('/webhooks/twilio', parameters, 'another token')).status).toBe(403);
      }),
      { numRuns: 300 },
    );
  });

  it('is let in with a parameter that comes several times', () => {
    const form = { ...LETTER, Media: ['b', 'a', 'b'] };
    const signature = twilio.getExpectedTwilioSignature(SECRETS.authToken, `${PUBLIC_URL}/webhooks/twilio`, form);
    const body = `${new URLSearchParams(LETTER).toString()}&Media=b&Media=a&Media=b`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
    expect(ingress.read({ method: 'POST', url: '/webhooks/twilio', headers, body: Buffer.from(body) }).status).toBe(
      200,
    );
  });

  it('is let in with a parameter that is called as a part of every object', () => {
    const text = '__proto__=a&constructor=b&toString=c';
    const signature = twilio.getExpectedTwilioSignature(
      SECRETS.authToken,
      `${PUBLIC_URL}/webhooks/twilio`,
      Object.assign(Object.create(null), { ['__proto__']: 'a', constructor: 'b', toString: 'c' }),
    );
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
    expect(ingress.read({ method: 'POST', url: '/webhooks/twilio', headers, body: Buffer.from(text) }).status).toBe(
      200,
    );
  });

  it('never throws and never lets in what is not signed, whatever the bytes', () => {
    const anything = fc.record({
      method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'OPTIONS'),
      url: fc.oneof(fc.constant('/webhooks/twilio'), fc.string(), fc.constant('://[?bodySHA256=%'), fc.webPath()),
      headers: fc.record({
        'content-type': fc.constantFrom(
          'application/x-www-form-urlencoded; charset=UTF-8',
          'application/json',
          'text/html',
        ),
        'x-twilio-signature': fc.oneof(fc.string(), fc.base64String({ minLength: 28, maxLength: 28 })),
      }),
      body: fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.webQueryParameters().map((text) => Buffer.from(text)),
      ),
    });
    fc.assert(
      fc.property(anything, ({ body, ...rest }) => {
        expect([403, 405, 415, 400]).toContain(ingress.read({ ...rest, body: Buffer.from(body) }).status);
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused by size, method and type before anything is read', () => {
    const good = signed('/webhooks/twilio', LETTER);
    const large = { ...good, body: Buffer.alloc(ingress.maxBody + 1) };
    expect(ingress.read(large).status).toBe(413);
    expect(ingress.read({ ...good, method: 'GET' }).status).toBe(405);
    expect(ingress.read({ ...good, headers: { ...good.headers, 'content-type': 'text/plain' } }).status).toBe(415);
    expect(ingress.read({ ...good, headers: { ...good.headers, 'content-type': undefined } }).status).toBe(415);
  });

  it('is refused as long as no token is known, even when signed with an empty one', () => {
    const open = twilioIngress({ authToken: '', publicUrl: PUBLIC_URL });
    expect(open.read(signed('/webhooks/twilio', LETTER, '')).status).toBe(403);
  });

  it('of another account is acknowledged and left alone', () => {
    const ours = twilioIngress({ authToken: SECRETS.authToken, publicUrl: PUBLIC_URL, accountSid: OURS.accountSid });
    expect(eventsIn(ours.read(signed('/webhooks/twilio', LETTER)))).toHaveLength(1);
    const foreign = signed('/webhooks/twilio', { ...LETTER, AccountSid: 'AC00000000000000000000000000000009' });
    expect(eventsIn(ours.read(foreign))).toEqual([]);
  });

  it('finds our reference as it was given, however it is written', () => {
    for (const ref of ['job-1', 'c-1:7/ñ', 'a b+c%2F&d=#é']) {
      const url = `/webhooks/twilio/status?ref=${encodeURIComponent(ref)}`;
      const form = { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+56981110001' };
      expect(eventsIn(ingress.read(signed(url, form)))).toMatchObject([{ kind: 'receipt', ref, state: 'delivered' }]);
    }
  });

  it('knows a correction from a fresh answer', () => {
    const form = {
      ...LETTER,
      From: 'whatsapp:+56981110001',
      MessageType: 'edit',
      Body: 'BAJA',
      OriginalRepliedMessageSid: 'SM0',
    };
    expect(eventsIn(ingress.read(signed('/webhooks/twilio', form)))).toMatchObject([
      { kind: 'inbound', type: 'unknown', change: 'edit', replyTo: 'SM0' },
    ]);
  });

  it.each(['262662', '26266262', 'MOVISTAR', 'whatsapp:120363041234567890@g.us', 'whatsapp:', 'rcs:agent', ''])(
    'from nobody who could be answered gives no event: %p',
    (From) => expect(eventsIn(ingress.read(signed('/webhooks/twilio', { ...LETTER, From })))).toEqual([]),
  );
});
