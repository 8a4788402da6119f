import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { baileysChannel, type BaileysOptions } from '../../../src/channels/baileys/index.js';
import type { ChannelPort, OutboundMessage } from '../../../src/channels/port.js';
import { VirtualClock } from '../../../src/domain/clock.js';
import type { ProviderEvent } from '../../../src/domain/provider-event.js';
import { freshDatabase, type FreshDatabase } from '../../support/database.js';
import { boom, LID_JID, Line, PHONE_JID, written } from './line.js';

const NOW = '2026-11-25T14:00:00Z';
const HOUR = 3_600_000;
let database: FreshDatabase;
beforeAll(async () => void (database = await freshDatabase('baileys')));
afterAll(() => database.drop());

let line: Line;
let clock: VirtualClock;
let port: ChannelPort;
let printed: string[];
let delivered: ProviderEvent[];
let listening: { stop(): Promise<void> } | undefined;
let sealKey: Buffer;
beforeEach(async () => {
  await database.db.collection('baileysAuth').deleteMany({});
  line = new Line();
  clock = new VirtualClock(NOW);
  printed = [];
  delivered = [];
  sealKey = randomBytes(32);
  port = channel();
});
afterEach(() => listening?.stop());

function channel(given: Partial<BaileysOptions> = {}): ChannelPort {
  return baileysChannel({
    db: database.db, sealKey, clock, print: (text) => printed.push(text), connect: line.connect, delayMs: () => 0, retryMs: 1, ...given,
  }); // prettier-ignore
}
async function listen(deliver?: (events: readonly ProviderEvent[]) => Promise<void>): Promise<void> {
  listening = await port.listen?.(deliver ?? (async (events) => void delivered.push(...events)));
}
async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(2);
}
const reply = (given: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: 'c-1-m-1', channel: 'whatsapp', to: '+56961234567', from: { address: '+56448906100', providerRef: '' }, keys: ['test.words'],
  address: 'blind-index', kind: 'reply', text: '¿La necesita todavía?', choices: [], template: null, conversation: 'c-1', person: null,
  possibleDuplicate: false, ...given,
}); // prettier-ignore
/** Connected, and the person has just written. */
async function wroteJustNow(): Promise<void> {
  await listen();
  line.open();
  line.receive(written({ conversation: 'Hola' }));
  await eventually(() => delivered.length === 1);
}
const ONLY_REPLIES = { ok: false, failure: { kind: 'rejected', retryable: false, code: 'only-replies' } };

describe('a message out', () => {
  it('goes to the chat the person wrote from, with the answers as numbers', async () => {
    await wroteJustNow();
    const choices = [{ id: 'yes', label: 'Sí' }, { id: 'no', label: 'No' }]; // prettier-ignore
    const result = await port.send(reply({ choices }));
    expect(line.sent).toMatchObject([{ jid: LID_JID, text: '¿La necesita todavía?\n\n1 Sí\n2 No' }]);
    expect(result).toEqual({ ok: true, providerId: line.sent[0]?.messageId });
  });

  it('never begins: not as a first message or a reminder, nor to somebody who never wrote', async () => {
    await wroteJustNow();
    expect(await port.send(reply({ kind: 'first' }))).toEqual(ONLY_REPLIES);
    expect(await port.send(reply({ kind: 'reminder' }))).toEqual(ONLY_REPLIES);
    expect(await port.send(reply({ to: '+56961234568' }))).toEqual(ONLY_REPLIES);
    expect(line.sent).toEqual([]);
  });

  it('goes up to a day after the last words, also after a restart', async () => {
    await wroteJustNow();
    await listening?.stop();
    port = channel();
    await listen();
    line.open();
    clock.advanceTo(Date.parse(NOW) + 24 * HOUR - 1);
    expect((await port.send(reply())).ok).toBe(true);
    clock.advanceTo(Date.parse(NOW) + 24 * HOUR);
    expect(await port.send(reply())).toEqual(ONLY_REPLIES);
  });

  it('finds a person without a number by the hidden id', async () => {
    await listen();
    line.open();
    line.receive(written({ conversation: 'Hola' }, { key: { remoteJid: LID_JID, id: 'A1' } }));
    await eventually(() => delivered.length === 1);
    expect(delivered).toMatchObject([{ from: null, userId: LID_JID }]);
    expect((await port.send(reply({ to: LID_JID }))).ok).toBe(true);
    expect(line.sent).toMatchObject([{ jid: LID_JID }]);
  });

  it('finds an Argentine whether the number has its 9 or not', async () => {
    await listen();
    line.open();
    line.receive(written({ conversation: 'Hola' }, { key: { remoteJid: '5493884123456@s.whatsapp.net', id: 'A1' } }));
    await eventually(() => delivered.length === 1);
    expect((await port.send(reply({ to: '+543884123456' }))).ok).toBe(true);
  });

  it('has the same id on every try, so the phone shows it once', async () => {
    await wroteJustNow();
    await port.send(reply());
    await port.send(reply({ possibleDuplicate: true }));
    await port.send(reply({ id: 'c-1-m-2' }));
    const [first, again, other] = line.sent.map(({ messageId }) => messageId);
    expect(first).toMatch(/^3EB0[0-9A-F]{18}$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('can be read again by a phone that could not open it', async () => {
    await wroteJustNow();
    await port.send(reply());
    const ask = (id: string) => line.settings.at(-1)?.getMessage({ id });
    expect(await ask(line.sent[0]?.messageId ?? '')).toEqual({
      extendedTextMessage: { text: '¿La necesita todavía?' },
    });
    expect(await ask('unknown')).toBeUndefined();
  });

  it.each([
    [429, { kind: 'throttled', retryable: true }],
    [403, { kind: 'misconfigured', stops: 'channel' }],
    [400, { kind: 'rejected', retryable: false }],
    [428, { kind: 'unknown', retryable: true }],
  ])('that the socket refuses with %d fails as a value', async (status, failure) => {
    await wroteJustNow();
    line.answer = () => Promise.reject(boom(status));
    expect(await port.send(reply())).toMatchObject({ ok: false, failure: { ...failure, code: `baileys-${status}` } });
  });

  it('waits while it is not known whether the person wrote', async () => {
    await wroteJustNow();
    await database.client.close();
    expect(await port.send(reply())).toMatchObject({ failure: { kind: 'throttled', retryable: true } });
    expect(line.sent).toEqual([]);
    await database.client.connect();
  });

  it('waits while there is no connection', async () => {
    await wroteJustNow();
    line.close(408);
    expect(await port.send(reply())).toMatchObject({ failure: { kind: 'throttled', retryable: true } });
  });
});

describe('a message in', () => {
  it('comes once, however often the history brings it', async () => {
    await wroteJustNow();
    line.receive(written({ conversation: 'Hola' }));
    line.receive(written({ conversation: 'Adiós' }, { key: { remoteJid: LID_JID, id: 'A2' } }));
    await eventually(() => delivered.length === 2);
    expect(delivered).toMatchObject([{ messageId: 'A1' }, { messageId: 'A2' }]);
  });

  it('counts only when it is new: what came while we were away is not answered', async () => {
    await listen();
    line.emit('messages.upsert', { messages: [written({ conversation: 'de ayer' })], type: 'append' });
    line.receive(written({ conversation: 'de hoy' }, { key: { remoteJid: LID_JID, id: 'A2' } }));
    await eventually(() => delivered.length > 0);
    expect(delivered).toMatchObject([{ text: 'de hoy' }]);
  });

  it('is handed on again, in its place, when it could not be stored', async () => {
    let away = 3;
    await listen(async (events) => {
      if (away-- > 0) throw new Error('the database is away');
      delivered.push(...events);
    });
    line.receive(
      written({ conversation: 'uno' }),
      written({ conversation: 'dos' }, { key: { remoteJid: LID_JID, id: 'A2' } }),
    );
    await eventually(() => delivered.length === 2);
    expect(delivered).toMatchObject([{ text: 'uno' }, { text: 'dos' }]);
  });

  it('that is in hand when we stop is still stored', async () => {
    await listen();
    line.receive(
      written({ conversation: 'uno' }),
      written({ conversation: 'dos' }, { key: { remoteJid: LID_JID, id: 'A2' } }),
    );
    await listening?.stop();
    expect(delivered).toHaveLength(2);
  });

  it('brings receipts of our own messages with our reference', async () => {
    await wroteJustNow();
    await port.send(reply());
    const id = line.sent[0]?.messageId ?? '';
    line.emit('messages.update', [{ key: { remoteJid: PHONE_JID, id, fromMe: true }, update: { status: 3 } }]);
    await eventually(() => delivered.length === 2);
    expect(delivered[1]).toMatchObject({ kind: 'receipt', messageId: id, ref: 'c-1-m-1', state: 'delivered' });
  });
});

describe('the connection', () => {
  it('shows the QR, and is made again right after the pairing', async () => {
    await listen();
    line.emit('connection.update', { qr: '2@abc' });
    expect(printed).toEqual(['2@abc']);
    line.close(515);
    await eventually(() => line.settings.length === 2);
    line.open();
    expect(printed.at(-1)).toBe('baileys: connected');
  });

  it('asks once for a code to type where our own number is given', async () => {
    port = channel({ pairNumber: '+56 9 7000 0000' });
    await listen();
    line.emit('connection.update', { qr: '2@abc' });
    line.emit('connection.update', { qr: '2@def' });
    await eventually(() => printed.length > 0);
    expect(line.codesAskedFor).toEqual(['56970000000']);
    expect(printed).toEqual([expect.stringContaining('ABCD-1234')]);
  });

  it.each([408, 428, 440, 500, 503])('is made again after a close with %d', async (status) => {
    await listen();
    line.open();
    line.close(status);
    await eventually(() => line.settings.length === 2);
    line.open();
    line.emit('messages.upsert', { messages: [written({ conversation: 'late' })], type: 'notify' }, 0);
    line.receive(written({ conversation: 'Hola' }, { key: { remoteJid: LID_JID, id: 'A2' } }));
    await eventually(() => delivered.length > 0);
    expect(delivered).toMatchObject([{ text: 'Hola' }]); // the old socket is not listened to any more
  });

  it('waits longer each time, and from the beginning once it was open', async () => {
    const tries: number[] = [];
    port = channel({ delayMs: (count) => tries.push(count) * 0 });
    await listen();
    for (const sockets of [2, 3, 4]) {
      line.close(408);
      await eventually(() => line.settings.length === sockets);
    }
    line.open();
    line.close(408);
    expect(tries).toEqual([1, 2, 3, 1]);
  });

  it('ends when the phone unlinks the device: it says so, and the next start begins anew', async () => {
    await wroteJustNow();
    line.emit('creds.update', { registered: true });
    await eventually(async () => (await database.db.collection('baileysAuth').countDocuments()) > 2);
    line.close(401);
    line.emit('creds.update', { registered: true });
    await eventually(async () => (await database.db.collection('baileysAuth').countDocuments()) === 0);
    expect(printed.at(-1)).toMatch(/unlinked/);
    expect(line.settings).toHaveLength(1);
    expect(await port.send(reply())).toMatchObject({ ok: false });
    port = channel();
    await listen();
    expect(line.settings.at(-1)?.auth.creds.registered).toBe(false);
  });

  it('keeps what the socket learns about itself', async () => {
    await listen();
    line.emit('creds.update', { registered: true, accountSyncCounter: 7 });
    await eventually(async () => (await database.db.collection('baileysAuth').countDocuments()) > 0);
    await listening?.stop();
    port = channel();
    await listen();
    expect(line.settings.at(-1)?.auth.creds).toMatchObject({ registered: true, accountSyncCounter: 7 });
  });

  it('is closed when we stop, and not made again', async () => {
    await listen();
    line.open();
    await listening?.stop();
    line.close(428);
    expect([line.ended, line.settings.length]).toEqual([1, 1]);
    expect(printed).toEqual(['baileys: connected']); // a close that counts is told
  });

  it('prints no number, name or word of a person', async () => {
    await wroteJustNow();
    await port.send(reply());
    line.close(500);
    await eventually(() => line.settings.length === 2);
    expect(printed.join('\n')).not.toMatch(/\d{7,}|Ana|Hola|necesita/);
  });
});

describe('a machine without the package', () => {
  it('is told what to do when the channel begins, and not before', async () => {
    const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    port = channel({ load: () => Promise.reject(missing) });
    await expect(listen()).rejects.toMatchObject({
      code: 'baileys-missing',
      hint: expect.stringContaining('npm install --include=optional'),
    });
  });
});
