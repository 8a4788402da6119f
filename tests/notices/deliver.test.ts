/** Other systems are told what happens: signed, in order, at least once, in codes, and never an address inside. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPublic, targetOf } from '../../src/notices/address.js';
import { deliverNotices } from '../../src/notices/deliver.js';
import { addWebhook, resumeWebhook, rotateWebhook } from '../../src/notices/webhooks.js';
import { propose } from '../../src/discharge/propose.js';
import { dischargeStage, giveUp, type GaveUp } from '../discharge/stage.js';
import { HOUR, MINUTE, type TestStage } from '../support/services.js';

interface Got {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly told: { readonly type: string; readonly timestamp: string; readonly data: Record<string, unknown> };
}

let stage: TestStage;
let other: Server;
let host: string;
let answer: (got: Got) => number = () => 200;
const got: Got[] = [];

beforeAll(async () => {
  stage = await dischargeStage();
  other = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const one = { headers: request.headers as Record<string, string>, body, told: JSON.parse(body) as Got['told'] };
      const status = answer(one);
      if (status < 300) got.push(one);
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('ignored');
    });
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(other.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  other.closeAllConnections();
  await new Promise((resolve) => other.close(resolve));
  await stage.close();
});

const pass = () => deliverNotices(stage.services, { allowed: [host] });
const hookOf = async (id: string) => {
  const hook = await stage.services.store.webhooks.findOne({ _id: id });
  if (!hook) throw new Error('there is no such webhook');
  return hook;
};
const signs = ({ headers, body }: Got, secret: string): boolean => {
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'));
  const right = `v1,${mac.update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64')}`;
  return (headers['webhook-signature'] ?? '').split(' ').includes(right);
};

describe('an address', () => {
  it('inside is never called, however it is written; one that the settings name is', async () => {
    for (const inside of [
      '10.0.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.31.0.1',
      '192.168.1.1',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '::1',
      'fd00::1',
      'fe80::1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      '2001:db8::1',
    ])
      expect([inside, isPublic(inside)]).toEqual([inside, false]);
    for (const outside of ['8.8.8.8', '200.1.2.3', '2800:3f0::1']) expect(isPublic(outside)).toBe(true);
    for (const [url, why] of [
      ['https://127.0.0.1/x', 'address-private'],
      ['https://localhost/x', 'address-private'],
      ['https://[::ffff:127.0.0.1]/', 'address-private'],
      ['https://0x7f.1/', 'address-private'],
      ['https://2130706433/', 'address-private'],
      ['http://8.8.8.8/', 'not-https'],
      ['https://a:b@8.8.8.8/', 'address-wrong'],
      ['file:///etc/passwd', 'address-wrong'],
      ['nonsense', 'address-wrong'],
    ] as const)
      // prettier-ignore
      expect([url, await targetOf(url, [])]).toEqual([url, { refused: why }]);
    expect(await targetOf(`http://${host}/`, [host])).toMatchObject({ address: '127.0.0.1' });
    expect(await targetOf('http://127.0.0.1:1/', [host])).toEqual({ refused: 'not-https' });
    await expect(
      addWebhook(stage.services, { programme: 'minsal', url: 'https://10.1.2.3/' }, []),
    ).rejects.toMatchObject({ code: 'webhook-address' });
  });
});

describe('what happens', () => {
  let id: string;
  let secret: string;
  let who: GaveUp;

  it('is told in order, signed, in codes, and once the turns before it are written down', async () => {
    ({ id, secret } = await addWebhook(stage.services, { programme: 'minsal', url: `http://${host}/hook` }, [host]));
    const { id: away } = await addWebhook(
      stage.services,
      { programme: 'minsal', url: `http://${host}/away`, services: [1] },
      [host],
    );
    [who] = (await giveUp(stage)) as [GaveUp];
    await propose(stage.services, stage.programme);
    await pass();
    // What was just done may still be followed by something older.
    expect(got.some(({ told }) => told.data['state'] === 'verified')).toBe(false);
    stage.pass(2 * MINUTE);
    await pass();
    expect(got.map(({ told }) => [told.type, told.data['is'], told.data['state']])).toEqual([
      ['outcome.recorded', 'recovered', undefined],
      ['proposal.changed', 'recovered', 'verified'],
    ]);
    expect(
      got.every(
        (each) =>
          signs(each, secret) &&
          each.told.data['entry'] === who.entry &&
          each.told.data['sigteId'] === who.entry.split(':').at(-1),
      ),
    ).toBe(true);
    const text = JSON.stringify(got);
    for (const word of [who.patient.names, who.patient.surname, ...who.patient.phones, who.person, who.address])
      expect(text).not.toContain(word);
    expect((await hookOf(away)).failures).toBe(0);
    expect(await pass()).toBe(0);
    // Whoever takes it back is told, too: no decision, but the place is theirs again.
    await stage.says(who.address, 'sí la necesito');
    stage.pass(2 * MINUTE);
    await stage.settle();
    await pass();
    expect(got.slice(2).map(({ told }) => [told.type, told.data['is'], told.data['state']])).toEqual([
      ['outcome.recorded', 'stillNeeds', undefined],
      ['proposal.changed', 'recovered', 'withdrawn'],
    ]);
  });

  it('waits while the other side fails, goes on where it stood, and repeats only what was under way', async () => {
    const before = got.length;
    const [next] = (await giveUp(stage)) as [GaveUp];
    await propose(stage.services, stage.programme);
    stage.pass(2 * MINUTE);
    // It takes the first, and falls.
    let left = 1;
    answer = () => (left-- > 0 ? 200 : 503);
    await pass();
    const failed = await hookOf(id);
    expect([got.length - before, failed.failures, failed.why]).toEqual([1, 1, 'status-503']);
    expect(await pass()).toBe(0); // not before its pause is over
    stage.pass(MINUTE);
    answer = () => 302; // nothing is followed
    await pass();
    expect(await hookOf(id)).toMatchObject({ failures: 2, why: 'status-302' });
    answer = () => 200;
    stage.pass(MINUTE);
    await pass();
    expect(got.slice(before).map(({ told }) => [told.type, told.data['entry']])).toEqual([
      ['outcome.recorded', next.entry],
      ['proposal.changed', next.entry],
    ]);
    expect(await hookOf(id)).toMatchObject({ failures: 0, state: 'active' });
    // A worker was killed before it wrote how far it had come: the same again, under the same id.
    await stage.services.store.webhooks.updateOne({ _id: id }, { $set: { cursors: failed.cursors } });
    await pass();
    expect(got.at(-1)?.headers['webhook-id']).toBe(got.at(-2)?.headers['webhook-id']);
  });

  it('stops after half a day of failures, tells the coordinator, and goes on when somebody has looked', async () => {
    const before = got.length;
    const [next] = (await giveUp(stage)) as [GaveUp];
    answer = () => 500;
    for (let tries = 0; tries < 25; tries += 1) {
      stage.pass(2 * HOUR);
      await pass();
    }
    expect((await hookOf(id)).state).toBe('stopped');
    const tasks = await stage.services.store.deskTasks.find({ state: 'open', queue: 'coordinator' }).toArray();
    expect(tasks.filter(({ _id }) => _id.startsWith(`webhook:${id}`))).toHaveLength(1);
    answer = () => 200;
    stage.pass(2 * HOUR);
    expect(await pass()).toBe(0);
    const newer = await rotateWebhook(stage.services, id);
    await resumeWebhook(stage.services, id);
    await pass();
    expect(got.slice(before).some(({ told }) => told.data['entry'] === next.entry)).toBe(true);
    const last = got.at(-1) as Got;
    expect([signs(last, newer), signs(last, secret)]).toEqual([true, true]);
    expect(
      await stage.services.store.deskTasks.countDocuments({
        _id: { $gte: `webhook:${id}:`, $lt: `webhook:${id};` },
        state: 'open',
      }),
    ).toBe(0);
  });
});
