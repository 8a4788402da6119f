import { afterEach, describe, expect, it } from '@jest/globals';
import { answering, refused, type Asked, type End } from '../conformance/ends.js';
import { OURS } from '../support/cases.js';
import { cloudPort } from '../support/ports.js';

const ends: End[] = [];
const asked: Asked[] = [];
afterEach(async () => {
  asked.splice(0);
  for (const each of ends.splice(0)) await each.close();
});

/** A Meta that knows these paths below the version; `origin` in a text stands for its own address. */
async function meta(
  answers: Readonly<Record<string, { readonly status?: number; readonly body: unknown }>>,
): Promise<string> {
  let origin = '';
  const made = await answering((request, response) => {
    asked.push(request);
    const path = (request.url.split('?')[0] ?? '').replace(/^\/v\d+\.\d+\//, '');
    const found = answers[path] ?? { status: 400, body: { error: { code: 100, error_subcode: 33 } } };
    const text = Buffer.isBuffer(found.body) ? found.body : JSON.stringify(found.body).replaceAll('origin', origin);
    response.writeHead(found.status ?? 200, { 'Content-Type': 'application/json' }).end(text);
  });
  origin = made.url;
  ends.push(made);
  return made.url;
}

describe('a file that a person sent', () => {
  const media = { id: '100003500699413', type: 'audio/ogg' };
  const about = { [media.id]: { body: { url: 'origin/v1.0/file', mime_type: 'audio/ogg; codecs=opus' } } };

  it('is fetched in two steps, both with the token', async () => {
    const url = await meta({ ...about, file: { body: Buffer.from([1, 2]) } });
    const found = await cloudPort(url).fetchMedia?.(media);
    expect(found).toEqual({ type: 'audio/ogg; codecs=opus', bytes: Buffer.from([1, 2]) });
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer a-token', 'Bearer a-token']);
  });

  it('that Meta no longer has, or is larger than 16 MB, is no file', async () => {
    expect(await cloudPort(await meta({})).fetchMedia?.(media)).toBeNull();
    const large = await meta({ ...about, file: { body: Buffer.alloc(16 * 1024 * 1024 + 1) } });
    expect(await cloudPort(large).fetchMedia?.(media)).toBeNull();
  });

  it('may be fetched later when Meta is in trouble', async () => {
    const url = await meta({ ...about, file: { status: 500, body: {} } });
    await expect(cloudPort(url).fetchMedia?.(media)).rejects.toThrow('HTTP 500');
  });

  it('is never asked for at a place that is not of Meta, nor by an id that is a path', async () => {
    const url = await meta({ [media.id]: { body: { url: 'https://evil.example/x' } } });
    expect(await cloudPort(url).fetchMedia?.(media)).toBeNull();
    expect(await cloudPort(url).fetchMedia?.({ id: '../me/accounts', type: 'x' })).toBeNull();
    expect(asked).toHaveLength(1);
  });
});

describe('the templates of the account', () => {
  it('are read page by page', async () => {
    const end = await answering((request, response) => {
      const second = request.url.includes('after=next');
      const template = (name: string) => ({
        name, language: 'es', status: 'APPROVED', category: 'UTILITY', quality_score: { score: 'GREEN' },
      }); // prettier-ignore
      const body = second
        ? { data: [template('b')], paging: { cursors: { after: 'end' } } }
        : { data: [template('a')], paging: { cursors: { after: 'next' }, next: 'https://x' } };
      response.end(JSON.stringify(body));
    });
    ends.push(end);
    expect(await cloudPort(end.url, { businessId: '330000000000001' }).templates?.()).toEqual(
      ['a', 'b'].map((name) => ({
        name, language: 'es', status: 'APPROVED', category: 'UTILITY', quality: 'GREEN', contentSid: null,
      })),
    ); // prettier-ignore
    expect(cloudPort(end.url).templates).toBeUndefined();
  });

  it('are not taken for none when Meta cannot be asked', async () => {
    const url = await meta({ 'b/message_templates': { status: 401, body: { error: { code: 190 } } } });
    await expect(cloudPort(url, { businessId: 'b' }).templates?.()).rejects.toThrow('190');
  });
});

describe('the doctor', () => {
  const number = { [OURS.phoneId]: { body: { quality_rating: 'GREEN' } } };
  const oks = async (url: string, businessId?: string) =>
    (await cloudPort(url, businessId === undefined ? {} : { businessId }).probe?.())?.map(({ ok }) => ok);

  it('finds a number that works and a webhook that is connected', async () => {
    expect(await oks(await meta({ ...number, 'b/subscribed_apps': { body: { data: [{}] } } }), 'b')).toEqual([
      true,
      true,
    ]);
  });

  it('says what to click when no app is told of the messages', async () => {
    const url = await meta({ ...number, 'b/subscribed_apps': { body: { data: [] } } });
    expect((await cloudPort(url, { businessId: 'b' }).probe?.())?.[1]).toMatchObject({
      ok: false,
      hint: expect.stringContaining('/webhooks/whatsapp'),
    });
  });

  it('says so when the token is wrong, the quality red, or nobody answers', async () => {
    const locked = await meta({ [OURS.phoneId]: { status: 401, body: { error: { code: 190 } } } });
    expect(await cloudPort(locked).probe?.()).toMatchObject([{ ok: false, what: expect.stringContaining('190') }]);
    expect(await oks(await meta({ [OURS.phoneId]: { body: { quality_rating: 'RED' } } }))).toEqual([false]);
    const nobody = await refused();
    expect(await cloudPort(nobody.url).probe?.()).toMatchObject([
      { ok: false, what: expect.stringContaining('ECONNREFUSED') },
    ]);
  });
});
