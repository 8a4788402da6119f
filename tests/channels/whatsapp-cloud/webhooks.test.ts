import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WebhookRequest } from '../../../src/channels/port.js';
import { whatsappCloudIngress } from '../../../src/channels/whatsapp-cloud/index.js';
import { whatsappCloudEvents } from '../../../src/channels/whatsapp-cloud/parse.js';
import { casesOf, eventsOf, OURS, requestOf, SECRETS } from '../support/cases.js';

const ingress = whatsappCloudIngress({ ...SECRETS, phoneId: OURS.phoneId });

function signed(payload: unknown, secret: string = SECRETS.appSecret): WebhookRequest {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return { method: 'POST', url: '/webhooks/whatsapp', headers: { 'x-hub-signature-256': signature }, body };
}

function payloadOf(message: Readonly<Record<string, unknown>>): object {
  const metadata = { display_phone_number: '56225550100', phone_number_id: OURS.phoneId };
  const value = { messaging_product: 'whatsapp', metadata, messages: [message] };
  return { object: 'whatsapp_business_account', entry: [{ id: '3', changes: [{ field: 'messages', value }] }] };
}

describe('what Meta sends', () => {
  it.each(casesOf('whatsapp-cloud').map((each) => [each.file, each] as const))('is understood: %s', (_, each) => {
    const answer = ingress.read(requestOf(each));
    expect(each.expect.http).toContain(answer.status);
    if (answer.status !== 200) return expect(['reject', 'ignore']).toContain(each.expect.kind);
    expect(answer.text).toBe(each.expect.responseBody);
    if (each.bodyRepeat) return expect(answer.events.length).toBeGreaterThan(1000); // one receipt, again and again
    const wanted = eventsOf(each);
    expect(answer.events).toHaveLength(wanted.length);
    wanted.forEach((event, index) => expect(answer.events[index]).toMatchObject(event));
  });

  it('is all there: 114 requests', () => expect(casesOf('whatsapp-cloud')).toHaveLength(114));
});

describe('a webhook of Meta', () => {
  it('never throws and never lets in what is not signed, whatever the bytes', () => {
    const anything = fc.record({
      method: fc.constantFrom('POST', 'POST', 'GET', 'PUT', 'DELETE'),
      url: fc.oneof(
        fc.constant('/webhooks/whatsapp'),
        fc.string(),
        fc.constant('/webhooks/whatsapp?hub.mode=subscribe'),
      ),
      headers: fc.record({
        'x-hub-signature-256': fc.oneof(fc.string(), fc.constant(`sha256=${'0'.repeat(64)}`), fc.constant('sha256=')),
      }),
      body: fc.uint8Array({ maxLength: 200 }),
    });
    fc.assert(
      fc.property(anything, ({ body, ...rest }) => {
        expect([400, 403, 405]).toContain(ingress.read({ ...rest, body: Buffer.from(body) }).status);
      }),
      { numRuns: 1000 },
    );
  });

  it('is read to the end however odd its JSON is', () => {
    const key = fc.constantFrom(
      'object', 'entry', 'changes', 'value', 'field', 'messages', 'statuses', 'contacts', 'metadata', 'id', 'from', 'type',
      'text', 'body', 'timestamp', 'context', 'interactive', 'button_reply', 'location', 'latitude', 'errors', 'edit', 'message',
      'system', 'phones', 'name', '__proto__',
    ); // prettier-ignore
    const odd = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom<unknown>(
          'whatsapp_business_account',
          'messages',
          'text',
          'edit',
          null,
          1e300,
          -1,
          '',
          true,
          '56981110001',
        ),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(key, tie('any'), { maxKeys: 6 }),
      ),
    })).any;
    fc.assert(
      fc.property(odd, odd, (value, message) => {
        whatsappCloudEvents(value);
        whatsappCloudEvents(payloadOf(Object(message) as Record<string, unknown>));
        const change = { field: 'messages', value };
        whatsappCloudEvents({ object: 'whatsapp_business_account', entry: [{ changes: [change, null, value] }] });
      }),
      { numRuns: 1000 },
    );
  });

  it('is accepted up to the 3 MB that Meta documents, and no further than 3.5', () => {
    expect(ingress.maxBody).toBeGreaterThanOrEqual(3 * 1024 * 1024);
    expect(ingress.read(signed(' '.repeat(ingress.maxBody + 1))).status).toBe(413);
  });

  it('is refused as long as no secret is known, even when signed with an empty one', () => {
    const open = whatsappCloudIngress({ appSecret: '', verifyToken: '' });
    expect(open.read(signed({ object: 'x' }, '')).status).toBe(403);
    const url = '/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token=';
    expect(open.read({ method: 'GET', url, headers: {}, body: Buffer.alloc(0) }).status).toBe(403);
  });

  it('serves every number of the account where none is named as ours', () => {
    const all = whatsappCloudIngress(SECRETS);
    const foreign = casesOf('whatsapp-cloud').find(({ name }) => name === 'number-that-is-not-ours');
    if (foreign === undefined) throw new Error('the case is gone');
    expect(all.read(requestOf(foreign))).toMatchObject({ events: [{ kind: 'inbound', toRef: '449999999999999' }] });
  });

  const from = { from: '56981110001', id: 'wamid.2', timestamp: 1795180000 };

  it('reads a time that is a number as one that is text', () =>
    expect(whatsappCloudEvents(payloadOf({ ...from, type: 'text', text: { body: 'hola' } }))).toMatchObject([
      { kind: 'inbound', at: '2026-11-20T13:06:40.000Z' },
    ]));

  it('knows a correction from a fresh answer', () =>
    expect(
      whatsappCloudEvents(
        payloadOf({
          ...from,
          type: 'edit',
          edit: { original_message_id: 'wamid.1', message: { type: 'text', text: { body: 'BAJA' } } },
        }),
      ),
    ).toMatchObject([{ kind: 'inbound', type: 'unknown', text: 'BAJA', change: 'edit', replyTo: 'wamid.1' }]));

  it('keeps a message whose time does not exist', () =>
    expect(
      whatsappCloudEvents(payloadOf({ ...from, timestamp: '9'.repeat(20), type: 'text', text: { body: 'hola' } })),
    ).toMatchObject([{ kind: 'inbound', text: 'hola' }]));

  it('that is a list is no message', () => expect(ingress.read(signed([1, 2, 3])).status).toBe(400));

  it('does not read corrections of corrections of corrections', () => {
    const inner = { type: 'edit', edit: { message: { type: 'text', text: { body: 'BAJA' } } } };
    expect(whatsappCloudEvents(payloadOf({ ...from, type: 'edit', edit: { message: inner } }))).toMatchObject([
      { text: '' },
    ]);
  });

  it('knows what a person took back', () =>
    expect(
      whatsappCloudEvents(payloadOf({ ...from, type: 'revoke', revoke: { original_message_id: 'wamid.1' } })),
    ).toMatchObject([{ kind: 'inbound', type: 'unknown', text: '', change: 'deletion', replyTo: 'wamid.1' }]));

  it('leaves groups alone', () =>
    expect(
      whatsappCloudEvents(payloadOf({ ...from, group_id: 'g1', type: 'text', text: { body: 'hola a todos' } })),
    ).toEqual([]));

  it('does not stop all for an account that was given back', () => {
    const value = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: ['REINSTATE'] } };
    const payload = { object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'account_update', value }] }] };
    const [event] = whatsappCloudEvents(payload);
    expect(event).toMatchObject({ kind: 'account', event: 'DISABLED_UPDATE' });
    expect(event).not.toHaveProperty('advice');
  });
});
