import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { answering, type Asked } from '../conformance/ends.js';
import { answers, template, whatsapp } from '../support/messages.js';
import { cloudPort, PERSON } from '../support/ports.js';
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
/** A Meta that answers each message with the next of these codes; null = accepted. */
async function meta(...codes: readonly (number | null)[]) {
  const bodies: Record<string, unknown>[] = [];
  const end = await answering(({ body }: Asked, response) => {
    const code = codes[bodies.length] ?? null;
    bodies.push(JSON.parse(body) as Record<string, unknown>);
    const answer = code === null ? { messages: [{ id: 'wamid.1' }] } : { error: { code } };
    response.writeHead(code === null ? 200 : 400, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  });
  MINE.push(end);
  return { port: cloudPort(end.url), bodies };
}

describe('a message through the Cloud API', () => {
  let provider: FakeProvider;
  beforeAll(async () => {
    provider = await fakeProvider({ templates: 'confirma_lista:es:2' });
  });
  afterAll(() => provider.close());
  const last = async () => (await provider.log()).at(-1);

  it('goes to the person with our reference', async () => {
    expect(await cloudPort(provider.url).send(whatsapp({ id: 'c-1:7/ñ' }))).toMatchObject({ ok: true });
    expect(await last()).toMatchObject({ to: PERSON, text: 'Hola.', ref: 'c-1:7/ñ', from: '440000000000001' });
  });

  it('has buttons for up to three short answers, each with the id of the message', async () => {
    await cloudPort(provider.url).send(
      whatsapp({ id: 'm#7', choices: answers('Necesito la atención', 'Ya no', 'Otra') }),
    );
    expect(await last()).toMatchObject({
      text: 'Hola.',
      buttons: [
        { id: 'm#7#answer1', title: 'Necesito la atención' },
        { id: 'm#7#answer2', title: 'Ya no' },
        { id: 'm#7#answer3', title: 'Otra' },
      ],
    });
  });

  it('has a list for up to ten answers, or for longer ones', async () => {
    await cloudPort(provider.url).send(whatsapp({ choices: answers('a', 'b', 'c', 'd') }));
    expect(await last()).toMatchObject({
      kind: 'interactive',
      buttons: [{ list: true }, {}, {}, { id: 'm-1#answer4' }],
    });
    await cloudPort(provider.url).send(whatsapp({ choices: answers('Necesito las atenciones', 'no') }));
    expect(await last()).toMatchObject({ buttons: [{ list: true, title: 'Necesito las atenciones' }, {}] });
  });

  it('lists the answers as numbers where WhatsApp has no place for them', async () => {
    const long = answers('Una respuesta que no cabe en un botón', 'no');
    await cloudPort(provider.url).send(whatsapp({ choices: long }));
    expect(await last()).toMatchObject({
      kind: 'text',
      text: 'Hola.\n\n1 Una respuesta que no cabe en un botón\n2 no',
    });
    await cloudPort(provider.url).send(whatsapp({ choices: answers('igual', 'igual') }));
    expect(await last()).toMatchObject({ kind: 'text', text: 'Hola.\n\n1 igual\n2 igual' });
    await cloudPort(provider.url).send(whatsapp({ text: 'a'.repeat(1025), choices: answers('sí', 'no') }));
    expect(await last()).toMatchObject({ kind: 'text', text: expect.stringMatching(/\n1 sí\n2 no$/) });
  });

  it('is a template with its values, whose buttons hold the id of the message', async () => {
    expect(await cloudPort(provider.url).send(whatsapp({ template: template() }))).toMatchObject({ ok: true });
    expect(await last()).toMatchObject({
      template: 'confirma_lista|es',
      variables: [
        { type: 'body', parameters: [{ type: 'text', text: 'marzo' }, { type: 'text', text: 'Hospital' }] },
        { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'm-1#yes' }] },
        { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'm-1#no' }] },
      ],
    }); // prettier-ignore
  });

  it('that is not known, or has other values, stops the template', async () => {
    const port = cloudPort(provider.url);
    expect(await port.send(whatsapp({ template: template({ name: 'other' }) }))).toMatchObject({
      failure: { kind: 'misconfigured', stops: 'template', code: '132001' },
    });
    expect(await port.send(whatsapp({ template: template({ variables: ['one'] }) }))).toMatchObject({
      failure: { stops: 'template', code: '132000' },
    });
    await provider.tell('/templates', { 'confirma_lista|es': { status: 'PAUSED' } });
    expect(await port.send(whatsapp({ template: template() }))).toMatchObject({
      failure: { stops: 'template', code: '132015' },
    });
  });

  it('reaches a person who hides the number', async () => {
    expect((await cloudPort(provider.url).send(whatsapp({ to: 'CL.9070605040302010' }))).ok).toBe(true);
    expect(await last()).toMatchObject({ to: 'CL.9070605040302010' });
  });
});

describe('a number on which WhatsApp and the phone network disagree', () => {
  it.each([
    ['+5493884110007', '543884110007'],
    ['+5215512345678', '525512345678'],
  ])('%s is tried once more without the extra digit, only when it is not on the list', async (to, other) => {
    const listed = await meta(131030, null);
    expect(await listed.port.send(whatsapp({ to }))).toMatchObject({ ok: true });
    expect(listed.bodies.map((body) => body['to'])).toEqual([to.slice(1), other]);
    const never = await meta(131030, 131030);
    expect(await never.port.send(whatsapp({ to }))).toMatchObject({
      failure: { kind: 'misconfigured', code: '131030' },
    });
    expect(never.bodies).toHaveLength(2);
    const absent = await meta(131026);
    expect(await absent.port.send(whatsapp({ to }))).toMatchObject({ failure: { number: 'notOnWhatsApp' } });
    expect(absent.bodies).toHaveLength(1);
  });

  it('is not guessed at for other countries', async () => {
    const { port, bodies } = await meta(131030, null);
    expect(await port.send(whatsapp({ to: PERSON }))).toMatchObject({ failure: { code: '131030' } });
    expect(bodies).toHaveLength(1);
  });
});

describe('trouble at Meta', () => {
  it.each([
    [131026, { kind: 'unreachable', number: 'notOnWhatsApp', retryable: false }],
    [131047, { kind: 'windowClosed' }],
    [131050, { kind: 'optedOut' }],
    [131048, { kind: 'misconfigured', stops: 'channel' }],
    [131042, { kind: 'misconfigured', stops: 'channel' }],
    [132001, { kind: 'misconfigured', stops: 'template' }],
    [131049, { kind: 'throttled', waitMs: 86_400_000 }],
    [131056, { kind: 'throttled', waitMs: 6000 }],
    [131000, { kind: 'throttled', retryable: true }],
    [100, { kind: 'rejected', retryable: false }],
  ])('with code %i is what our list says', async (code, failure) => {
    const { port } = await meta(code);
    expect(await port.send(whatsapp())).toMatchObject({ ok: false, failure: { ...failure, code: String(code) } });
  });

  it('says to wait when there are too many, in all or to one person', async () => {
    const many = await fake({ rate: '1', burst: '1' });
    await cloudPort(many.url).send(whatsapp());
    expect(await cloudPort(many.url).send(whatsapp())).toMatchObject({
      failure: { kind: 'throttled', code: '130429' },
    });
    const pair = await fake({ pair: '6:1' });
    await cloudPort(pair.url).send(whatsapp());
    expect(await cloudPort(pair.url).send(whatsapp())).toMatchObject({
      failure: { kind: 'throttled', code: '131056' },
    });
  });

  it('says that the window is closed', async () => {
    const provider = await fake({ 'window-start': 'closed', 'window-error': 'sync' });
    expect(await cloudPort(provider.url).send(whatsapp())).toMatchObject({ failure: { kind: 'windowClosed' } });
  });

  it('says to wait after a 500 or 503, and leaves a message in doubt that got no answer', async () => {
    const failing = await fake({ fail: '1' });
    expect(await cloudPort(failing.url).send(whatsapp())).toMatchObject({
      failure: { kind: 'throttled', retryable: true },
    });
    const dropping = await fake({ 'drop-after-accept': '1' });
    expect(await cloudPort(dropping.url).send(whatsapp())).toMatchObject({
      failure: { kind: 'unknown', retryable: true },
    });
  });

  it('with a wrong or unreadable token stops nothing but the send', async () => {
    const provider = await fake({ bearer: 'right' });
    expect(await cloudPort(provider.url).send(whatsapp())).toMatchObject({
      failure: { stops: 'channel', code: '190' },
    });
    expect(await cloudPort(provider.url, { token: 'a\nb' }).send(whatsapp())).toMatchObject({
      ok: false, failure: { kind: 'throttled', code: 'network-bad-header' },
    }); // prettier-ignore
  });
});
