import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BSON } from 'mongodb';
import type { InboundDoc } from '../../../src/store/documents.js';
import type { Rows } from '../../../src/turn/rows.js';
import { openDoor, type Door } from './support/door.js';
import { ask, fromMeta, fromTwilio } from './support/sender.js';

let door: Door;
const open = async (options: { readonly maxBytes?: number } = {}) => void (door = await openDoor(options));
beforeEach(() => open());
afterEach(() => door.stop());

const twilio = (n: number, Body = `mensaje ${n}`) => ask(door.address, fromTwilio({ MessageSid: `SM${n}`, Body }));
const meta = (id: string) => ask(door.address, fromMeta(`wamid.${id}`, 'hola'));
/** The rows that stand in the spool, one a line. */
const onDisk = (): InboundDoc[] =>
  readdirSync(door.folder)
    .flatMap((name) => readFileSync(join(door.folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .flatMap((line) => (BSON.deserialize(Buffer.from(line, 'base64')) as Rows).inbound);
const rows = () => door.stage.services.store.inbound.find().toArray();
/** Ids in the order in which turns would be taken. */
const inOrder = async () =>
  (await rows()).sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime()).map(({ _id }) => _id);
/** The next moment in which the database is asked again. */
const later = () => door.stage.pass(2_001);

describe('while the database is away', () => {
  it('Meta is told to come again, and Twilio, which does not, is told that we have it: on disk first', async () => {
    door.away(true);
    expect(await meta('1')).toMatchObject({ status: 503 });
    for (let n = 1; n <= 3; n += 1) {
      expect(await twilio(n)).toMatchObject({ status: 200 });
      expect(onDisk()).toHaveLength(n);
      expect(onDisk().at(-1)?._id).toBe(`sms:SM${n}`);
    }
    expect(Buffer.concat(onDisk().map((doc) => Buffer.from(BSON.serialize(doc)))).toString('latin1')).not.toMatch(
      /mensaje|981110001/,
    );
    expect(await rows()).toEqual([]);
  });

  it('nobody waits for it: after the first failure the next requests are answered at once', async () => {
    door.away(true);
    await twilio(1);
    const before = door.inserts();
    await Promise.all([twilio(2), meta('1'), meta('2')]);
    expect(door.inserts()).toBe(before);
    later();
    expect(await meta('3')).toMatchObject({ status: 503 });
    expect(door.inserts()).toBeGreaterThan(before);
  });

  it('a full spool tells Twilio to wait, and keeps nothing of what it refused', async () => {
    await door.stop();
    await open({ maxBytes: 2_500 });
    door.away(true);
    const answers: number[] = [];
    for (let n = 1; n <= 8; n += 1) answers.push((await twilio(n)).status);
    const taken = answers.filter((status) => status === 200).length;
    expect(answers).toEqual([...Array(taken).fill(200), ...Array(8 - taken).fill(503)]);
    expect(taken).toBeGreaterThan(0);
    expect(onDisk()).toHaveLength(taken);
    door.away(false);
    later();
    await door.webhooks.drain();
    expect(await rows()).toHaveLength(taken);
    expect(await twilio(9)).toMatchObject({ status: 200 });
    expect(await rows()).toHaveLength(taken + 1);
  });
});

describe('when the database is back', () => {
  it('what waited arrives in the order in which it came, each once, and the spool is empty', async () => {
    door.away(true);
    for (let n = 1; n <= 40; n += 1) {
      expect((await twilio(n)).status).toBe(200);
      if (n % 7 === 0) expect((await twilio(n)).status).toBe(200); // Twilio tried twice
      door.stage.pass(10);
    }
    door.away(false);
    later();
    await door.webhooks.drain();
    expect(await inOrder()).toEqual(Array.from({ length: 40 }, (_, n) => `sms:SM${n + 1}`));
    expect(door.spool.isEmpty).toBe(true);
    expect(onDisk()).toEqual([]);
    // And the words can still be read.
    await door.stage.settle();
    expect(await door.stage.services.store.inbound.countDocuments({ state: 'applied' })).toBe(40);
  });

  it('newer messages of Twilio wait behind the older ones until those are in; Meta goes straight in', async () => {
    door.away(true);
    await twilio(1);
    door.away(false);
    later();
    expect(await meta('1')).toMatchObject({ status: 200 });
    expect(await rows()).toHaveLength(1); // the spool was not looked at yet
    expect(await twilio(2)).toMatchObject({ status: 200 });
    expect(onDisk().map(({ _id }) => _id)).toEqual(['sms:SM1', 'sms:SM2']);
    await door.webhooks.drain();
    expect(await inOrder()).toEqual(['sms:SM1', expect.stringContaining('whatsapp:'), 'sms:SM2']);
    const before = door.inserts();
    await twilio(3);
    expect(onDisk()).toEqual([]);
    expect(door.inserts()).toBe(before + 1);
  });

  it('and goes again while the spool is being emptied, what was not stored stays', async () => {
    door.away(true);
    await Promise.all([twilio(1), twilio(2), twilio(3)]);
    later();
    await door.webhooks.drain();
    expect(onDisk()).toHaveLength(3);
    door.away(false);
    later();
    await door.webhooks.drain();
    expect(await rows()).toHaveLength(3);
  });
});
