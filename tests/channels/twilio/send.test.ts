import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { answering, type Asked, type End } from '../conformance/ends.js';
import { answers, sms, template, whatsapp } from '../support/messages.js';
import { PERSON, twilioPort } from '../support/ports.js';
import { fakeProvider, type FakeProvider } from '../support/provider.js';

const MINE: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of MINE.splice(0)) await each.close();
});
async function fake(options: Readonly<Record<string, string>>): Promise<FakeProvider> {
  const provider = await fakeProvider(options);
  MINE.push(provider);
  return provider;
}
async function end(answer: Parameters<typeof answering>[0]): Promise<End> {
  const made = await answering(answer);
  MINE.push(made);
  return made;
}

describe('a message through Twilio', () => {
  let provider: FakeProvider;
  beforeAll(async () => {
    provider = await fakeProvider();
  });
  afterAll(() => provider.close());

  it('goes to the person under our number, with the way back for its receipts', async () => {
    const port = twilioPort('twilio-sms', provider.url);
    expect(await port.send(sms({ id: 'c-1:7/ñ&x=1#+' }))).toMatchObject({
      ok: true,
      providerId: expect.stringMatching(/^SM/),
    });
    expect((await provider.log()).at(-1)).toMatchObject({
      channel: 'sms', to: PERSON, from: '+56448906100', text: 'Hola.', ref: 'c-1:7/ñ&x=1#+',
    }); // prettier-ignore
  });

  it('goes through the Messaging Service of the settings, or that of its sender', async () => {
    const service = `MG${'1'.repeat(32)}`;
    await twilioPort('twilio-sms', provider.url, { messagingService: service }).send(sms());
    expect((await provider.log()).at(-1)).toMatchObject({ from: service });
    const own = `MG${'2'.repeat(32)}`;
    const port = twilioPort('twilio-sms', provider.url, { messagingService: service });
    await port.send(sms({ from: { address: '+56448906100', providerRef: own } }));
    expect((await provider.log()).at(-1)).toMatchObject({ from: own });
  });

  it('is a template with its values and no text where the window is closed', async () => {
    const port = twilioPort('twilio-whatsapp', provider.url);
    expect((await port.send(whatsapp({ template: template() }))).ok).toBe(true);
    const last = (await provider.log()).at(-1);
    expect(last).toMatchObject({ kind: 'template', variables: { 1: 'marzo', 2: 'Hospital' } });
    expect(last).not.toHaveProperty('text');
  });

  it('without the template that Twilio knows stops that template', async () => {
    const port = twilioPort('twilio-whatsapp', provider.url);
    expect(await port.send(whatsapp({ template: template({ contentSid: null }) }))).toMatchObject({
      failure: { kind: 'misconfigured', stops: 'template', code: 'no-content-sid' },
    });
  });

  it('reaches a person who hides the number, on WhatsApp only', async () => {
    const to = 'CL.9070605040302010';
    expect((await twilioPort('twilio-whatsapp', provider.url).send(whatsapp({ to }))).ok).toBe(true);
    expect((await provider.log()).at(-1)).toMatchObject({ to, channel: 'whatsapp' });
    expect(await twilioPort('twilio-sms', provider.url).send(sms({ to }))).toMatchObject({
      failure: { kind: 'unreachable', code: 'hidden-number' },
    });
  });

  it('longer than Twilio takes is not sent, its numbered answers counted', async () => {
    const failure = { kind: 'rejected', retryable: false, code: 'too-long' };
    expect(await twilioPort('twilio-sms', provider.url).send(sms({ text: 'a'.repeat(1601) }))).toMatchObject({
      failure,
    });
    const choices = answers('Sí', 'No');
    const message = whatsapp({ text: 'a'.repeat(1590), choices });
    expect(await twilioPort('twilio-whatsapp', provider.url).send(message)).toMatchObject({ failure });
  });

  it.each([
    ['+15005550001', { kind: 'unreachable', number: 'noSuchNumber', retryable: false, code: '21211' }],
    ['+15005550002', { kind: 'rejected', retryable: false, code: '21612' }],
    ['+15005550003', { kind: 'misconfigured', retryable: false, code: '21408', stops: 'channel' }],
    ['+15005550004', { kind: 'optedOut', retryable: false, code: '21610' }],
    ['+15005550009', { kind: 'unreachable', number: 'noSuchNumber', code: '21614' }],
  ])('to %s fails as Twilio says', async (to, failure) => {
    expect(await twilioPort('twilio-sms', provider.url).send(sms({ to }))).toMatchObject({ ok: false, failure });
  });

  it('with a wrong password stops the channel', async () => {
    const port = twilioPort('twilio-sms', provider.url, { authToken: 'wrong' });
    expect(await port.send(sms())).toMatchObject({
      failure: { kind: 'misconfigured', stops: 'channel', code: '20003' },
    });
  });

  it('under an account that is none stops the channel', async () => {
    const port = twilioPort('twilio-sms', provider.url, { accountSid: 'nonsense' });
    expect(await port.send(sms())).toMatchObject({ failure: { kind: 'misconfigured', stops: 'channel' } });
  });

  it('is found again by its number, sender and words when no answer came', async () => {
    const port = twilioPort('twilio-whatsapp', provider.url);
    const message = whatsapp({ to: '+56981110077', text: '¿La necesita?', choices: answers('Sí', 'No') });
    const before = new Date(Date.now() - 1000);
    expect(await port.find?.(message, before)).toBeNull();
    const sent = await port.send(message);
    if (!sent.ok) throw new Error(sent.failure.code);
    expect(await port.find?.(message, before)).toBe(sent.providerId);
    expect(await port.find?.({ ...message, text: 'Otra cosa.' }, before)).toBeNull();
    expect(await port.find?.({ ...message, from: { address: '+56225550199', providerRef: '' } }, before)).toBeNull();
    expect(await port.find?.(message, new Date(Date.now() + 3_600_000))).toBeNull();
  });
});

describe('trouble at Twilio', () => {
  it('says to wait when there are too many', async () => {
    const provider = await fake({ rate: '1', burst: '1' });
    const port = twilioPort('twilio-sms', provider.url);
    await port.send(sms());
    expect(await port.send(sms())).toMatchObject({ failure: { kind: 'throttled', retryable: true, code: '20429' } });
  });

  it('says to wait after a 500 or 503', async () => {
    const provider = await fake({ fail: '1' });
    expect(await twilioPort('twilio-sms', provider.url).send(sms())).toMatchObject({
      failure: { kind: 'throttled', retryable: true },
    });
  });

  it('leaves a message in doubt that was accepted without an answer, and finds it', async () => {
    const provider = await fake({ 'drop-after-accept': '1' });
    const port = twilioPort('twilio-sms', provider.url);
    const before = new Date(Date.now() - 1000);
    expect(await port.send(sms())).toMatchObject({ failure: { kind: 'unknown', retryable: true } });
    expect(await port.find?.(sms(), before)).toMatch(/^SM/);
  });

  it('says that the window is closed', async () => {
    const provider = await fake({ 'window-start': 'closed', 'window-error': 'sync' });
    expect(await twilioPort('twilio-whatsapp', provider.url).send(whatsapp())).toMatchObject({
      failure: { kind: 'windowClosed', code: '63016' },
    });
  });

  it('says that a template is not known', async () => {
    const provider = await fake({ templates: `HX${'a'.repeat(32)}::2` });
    const port = twilioPort('twilio-whatsapp', provider.url);
    expect(await port.send(whatsapp({ template: template() }))).toMatchObject({
      failure: { kind: 'misconfigured', stops: 'template', code: '21655' },
    });
    const known = template({ contentSid: `HX${'a'.repeat(32)}`, variables: ['only one'] });
    expect(await port.send(whatsapp({ template: known }))).toMatchObject({
      failure: { stops: 'template', code: '21656' },
    });
  });

  it('never puts a number into an error when it cannot be asked', async () => {
    const { url } = await end((_, response) => {
      response.writeHead(400, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ code: 21211, message: `Invalid 'To' Phone Number: ${PERSON}`, status: 400 }));
    });
    const asked = twilioPort('twilio-sms', url).find?.(sms(), new Date());
    await expect(asked).rejects.toThrow(/21211/);
    await asked?.catch((error: Error) => expect(error.message).not.toContain(PERSON.slice(1)));
  });
});

describe('what is asked of Twilio', () => {
  it('never carries the password to another host', async () => {
    const seen: Asked[] = [];
    const { url } = await end((asked, response) => {
      seen.push(asked);
      response.writeHead(200, { 'Content-Type': 'image/jpeg' }).end('x');
    });
    const port = twilioPort('twilio-sms', url);
    for (const other of [
      'https://evil.example/2010/x',
      'http://169.254.169.254/',
      'https://api.twilio.com.evil.example/',
      'x',
    ]) {
      expect(await port.fetchMedia?.({ url: other, type: 'image/jpeg' })).toBeNull();
    }
    expect(seen).toHaveLength(0);
  });
});
