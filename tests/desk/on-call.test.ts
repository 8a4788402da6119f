/** An emergency that nobody has reaches whoever is on call, again and again until somebody has it, and names nobody. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLAIM, take } from '../../src/desk/claims.js';
import { alertOnCall, type OnCall } from '../../src/desk/on-call.js';
import { Senders } from '../../src/channels/senders.js';
import { Switchboard } from '../../src/channels/port.js';
import { toMorning } from '../discharge/stage.js';
import { patient } from '../support/people.js';
import { scriptedPort } from '../support/real-port.js';
import { TestStage } from '../support/services.js';

/** As any library of Standard Webhooks reads it. */
const SECRET = `whsec_${Buffer.from('veinticuatro letras o mas').toString('base64')}`;
let stage: TestStage;
let server: Server;
let onCall: OnCall;
let status = 204;
const got: { headers: IncomingHttpHeaders; body: string }[] = [];

beforeAll(async () => {
  stage = await TestStage.open();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  onCall = {
    url: `http://127.0.0.1:${port}/`,
    secret: SECRET,
    phone: '+56961234567',
    console: 'https://vigente.example/console/desk',
  };
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await stage.close();
});

it('is told at once, every five minutes, by two workers once, and no more when somebody has it', async () => {
  await toMorning(stage);
  const who = patient();
  const [placed] = await stage.add(who);
  await stage.settle();
  await stage.says(placed?.addresses[0] ?? '', 'tengo un dolor muy fuerte en el pecho y no puedo respirar');
  const task = await stage.services.store.deskTasks.findOne({ queue: 'emergency' });
  expect(task?.state).toBe('open');

  const sms = scriptedPort({ id: 'twilio-sms', reaches: 'real' });
  const senders = new Senders(stage.services.programmes, [
    {
      channel: 'sms',
      via: 'twilio-sms',
      address: '+56600000000',
      providerRef: '',
      state: 'live',
      twoWay: true,
      replyCost: 'free',
    },
  ]);
  const services = stage.also({ switchboard: new Switchboard([sms]), senders });
  expect((await Promise.all([alertOnCall(services, onCall), alertOnCall(services, onCall)])).sort()).toEqual([0, 1]);
  expect(got).toHaveLength(1);
  const [{ headers, body } = { headers: {}, body: '' }] = got;
  const id = String(headers['webhook-id']);
  const signed = createHmac('sha256', Buffer.from(SECRET.slice(6), 'base64'))
    .update(`${id}.${String(headers['webhook-timestamp'])}.${body}`)
    .digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${signed}`);
  expect(JSON.parse(body)).toMatchObject({
    type: 'emergency.waiting',
    data: { task: task?._id, programme: 'minsal', times: 1 },
  });
  expect(sms.requests.map(({ to, text }) => [to, text.includes('URGENCIA')])).toEqual([['+56961234567', true]]);
  // Nothing of the person, by neither way.
  for (const said of [body, sms.requests[0]?.text ?? ''])
    for (const own of ['HORTENSIA', 'QUILAQUEO', String(who.run), who.phones[0] ?? '', 'pecho', placed?.person ?? ''])
      expect(said).not.toContain(own);

  stage.pass(4 * 60_000);
  expect(await alertOnCall(services, onCall)).toBe(0);
  stage.pass(61_000);
  status = 500; // an address that fails stops nothing, and the SMS goes all the same
  expect(await alertOnCall(services, onCall)).toBe(1);
  expect(sms.requests).toHaveLength(2);
  // An operator has the person before them, and then lets them go without a word.
  if (task) await take(services, task, 'ana');
  stage.pass(6 * 60_000);
  expect(await alertOnCall(services, onCall)).toBe(0);
  stage.pass(CLAIM);
  expect(await alertOnCall(services, onCall)).toBe(1);
  await services.store.deskTasks.updateOne({ _id: task?._id ?? '' }, { $set: { state: 'done' } });
  stage.pass(6 * 60_000);
  expect(await alertOnCall(services, onCall)).toBe(0);
});

it('tells nobody where nobody is named', async () => {
  expect(await alertOnCall(stage.services, { url: null, secret: null, phone: null, console: null })).toBe(0);
});
