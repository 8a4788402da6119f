import { afterEach, describe, expect, it } from '@jest/globals';
import { twilioLookup } from '../../../src/channels/twilio/index.js';
import { answering, refused, type Asked, type End } from '../conformance/ends.js';
import { OURS, PUBLIC_URL, SECRETS } from '../support/cases.js';
import { SMS_FROM, twilioPort, WHATSAPP_FROM } from '../support/ports.js';

const ends: End[] = [];
const asked: Asked[] = [];
afterEach(async () => {
  asked.splice(0);
  for (const each of ends.splice(0)) await each.close();
});

type Answers = Readonly<
  Record<string, { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }>
>;

/** A Twilio that knows these paths. */
async function twilio(answers: Answers): Promise<string> {
  const made = await answering((request, response) => {
    asked.push(request);
    const found = answers[request.url.split('?')[0] ?? ''] ?? { status: 404, body: { code: 20404, status: 404 } };
    const body = Buffer.isBuffer(found.body) ? found.body : JSON.stringify(found.body ?? {});
    response.writeHead(found.status ?? 200, { 'Content-Type': 'application/json', ...found.headers }).end(body);
  });
  ends.push(made);
  return made.url;
}

const ACCOUNT = `/2010-04-01/Accounts/${OURS.accountSid}`;
const HOOK = `${PUBLIC_URL}/webhooks/twilio`;
const BASIC = `Basic ${Buffer.from(`${OURS.accountSid}:${SECRETS.authToken}`).toString('base64')}`;
const media = { url: `https://api.twilio.com${ACCOUNT}/Messages/MM1/Media/ME1`, type: 'image/jpeg' };
const MEDIA = `${ACCOUNT}/Messages/MM1/Media/ME1`;

describe('a file that a person sent', () => {
  it('is fetched with the password of the account', async () => {
    const url = await twilio({ [MEDIA]: { body: Buffer.from([1, 2, 3]) } });
    const found = await twilioPort('twilio-sms', url).fetchMedia?.(media);
    expect(found).toEqual({ type: 'image/jpeg', bytes: Buffer.from([1, 2, 3]) });
    expect(asked[0]?.headers.authorization).toBe(BASIC);
  });

  it('is followed to the store, which does not get the password', async () => {
    const url = await twilio({
      [MEDIA]: { status: 307, headers: { location: '/store/1' } },
      '/store/1': { body: Buffer.from('jpg') },
    });
    expect((await twilioPort('twilio-sms', url).fetchMedia?.(media))?.bytes.toString()).toBe('jpg');
    expect(asked[1]?.headers.authorization).toBeUndefined();
  });

  it('that is gone or larger than 16 MB is no file', async () => {
    expect(await twilioPort('twilio-sms', await twilio({})).fetchMedia?.(media)).toBeNull();
    const url = await twilio({ [MEDIA]: { body: Buffer.alloc(16 * 1024 * 1024 + 1) } });
    expect(await twilioPort('twilio-sms', url).fetchMedia?.(media)).toBeNull();
  });

  it('may be fetched later when Twilio is in trouble', async () => {
    const url = await twilio({ [MEDIA]: { status: 503 } });
    await expect(twilioPort('twilio-sms', url).fetchMedia?.(media)).rejects.toThrow('HTTP 503');
    const nobody = await refused();
    await expect(twilioPort('twilio-sms', nobody.url).fetchMedia?.(media)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the templates of the account', () => {
  it('are the contents, with what WhatsApp said of each', async () => {
    const url = await twilio({
      '/v1/ContentAndApprovals': {
        body: {
          contents: [
            {
              sid: 'HX1', friendly_name: 'lista', language: 'es', variables: {}, types: {}, account_sid: OURS.accountSid,
              approval_requests: { name: 'confirma_lista', status: 'approved', category: 'UTILITY' },
            },
            { sid: 'HX2', friendly_name: 'borrador', language: 'ca', variables: {}, types: {}, approval_requests: null },
          ],
          meta: { key: 'contents', page: 0, page_size: 50, next_page_url: null },
        },
      },
    }); // prettier-ignore
    expect(await twilioPort('twilio-whatsapp', url).templates?.()).toEqual([
      {
        name: 'confirma_lista',
        language: 'es',
        status: 'approved',
        category: 'UTILITY',
        quality: '',
        contentSid: 'HX1',
      },
      { name: 'borrador', language: 'ca', status: 'unsubmitted', category: '', quality: '', contentSid: 'HX2' },
    ]);
    expect(twilioPort('twilio-sms', url).templates).toBeUndefined();
  });
});

describe('the kind of a line', () => {
  const lookup = (url: string) =>
    twilioLookup({ accountSid: OURS.accountSid, authToken: SECRETS.authToken, apiUrl: url });

  it.each([
    ['mobile', 'mobile'],
    ['landline', 'landline'],
    ['fixedVoip', 'landline'],
    ['nonFixedVoip', 'unknown'],
    [null, 'unknown'],
  ])('%p is %p', async (type, kind) => {
    const body = { phone_number: '+56981110001', line_type_intelligence: type === null ? null : { type } };
    const url = await twilio({
      '/v2/PhoneNumbers/+56981110001': { body },
      '/v2/PhoneNumbers/%2B56981110001': { body },
    });
    expect(await lookup(url)('+56981110001')).toBe(kind);
    expect(asked[0]?.url).toContain('line_type_intelligence');
  });

  it('is unknown for a number that Twilio does not know', async () => {
    expect(await lookup(await twilio({}))('+56981110001')).toBe('unknown');
  });

  it('is not guessed when Twilio cannot be asked, and the error names no number', async () => {
    const { url } = await refused();
    await expect(lookup(url)('+56981110001')).rejects.toThrow(/^the number could not be looked up$/);
  });
});

describe('the doctor', () => {
  const active = { [`${ACCOUNT}.json`]: { body: { sid: OURS.accountSid, status: 'active' } } };
  const numbers = (sms_url: string) => ({
    [`${ACCOUNT}/IncomingPhoneNumbers.json`]: {
      body: { incoming_phone_numbers: [{ phone_number: SMS_FROM, sms_url }] },
    },
  });

  it('finds a number whose messages come here', async () => {
    const url = await twilio({ ...active, ...numbers(HOOK) });
    expect((await twilioPort('twilio-sms', url).probe?.())?.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('says what to click when the messages go elsewhere', async () => {
    const url = await twilio({ ...active, ...numbers('https://demo.twilio.com/welcome/sms/reply') });
    const found = await twilioPort('twilio-sms', url).probe?.();
    expect(found?.[1]).toMatchObject({ ok: false, hint: expect.stringContaining(HOOK) });
  });

  it('finds the webhook of a Messaging Service', async () => {
    const sid = `MG${'1'.repeat(32)}`;
    const body = { sid, inbound_request_url: HOOK, use_inbound_webhook_on_number: false };
    const url = await twilio({ ...active, [`/v1/Services/${sid}`]: { body } });
    const found = await twilioPort('twilio-sms', url, { messagingService: sid }).probe?.();
    expect(found?.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('looks at the WhatsApp sender, and says where to look when it cannot', async () => {
    const body = {
      senders: [
        { sid: 'XE1', sender_id: `whatsapp:${WHATSAPP_FROM}`, status: 'ONLINE', webhook: { callback_url: HOOK } },
      ],
      meta: { key: 'senders', page: 0, page_size: 20, next_page_url: null },
    };
    const url = await twilio({ ...active, '/v2/Channels/Senders': { body } });
    expect((await twilioPort('twilio-whatsapp', url).probe?.())?.[1]).toMatchObject({ ok: true });
    const without = await twilio(active);
    expect((await twilioPort('twilio-whatsapp', without).probe?.())?.[1]).toMatchObject({
      ok: false,
      hint: expect.stringContaining(HOOK),
    });
  });

  it('says so when the account is not active, the password wrong, or nobody answers', async () => {
    const closed = await twilio({ [`${ACCOUNT}.json`]: { body: { status: 'suspended' } } });
    expect(await twilioPort('twilio-sms', closed).probe?.()).toMatchObject([{ ok: false, what: 'is suspended' }]);
    const locked = await twilio({ [`${ACCOUNT}.json`]: { status: 401, body: { code: 20003, status: 401 } } });
    expect(await twilioPort('twilio-sms', locked).probe?.()).toMatchObject([
      { ok: false, what: expect.stringContaining('20003') },
    ]);
    const { url } = await refused();
    expect(await twilioPort('twilio-sms', url).probe?.()).toMatchObject([
      { ok: false, what: expect.stringContaining('ECONNREFUSED') },
    ]);
  });
});
