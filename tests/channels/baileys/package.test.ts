import { afterAll, beforeAll, expect, describe, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as baileys from '@whiskeysockets/baileys';
import { baileysChannel } from '../../../src/channels/baileys/index.js';
import { isPerson } from '../../../src/channels/baileys/package.js';
import { systemClock } from '../../../src/domain/clock.js';
import { freshDatabase, type FreshDatabase } from '../../support/database.js';
import { refused } from '../conformance/ends.js';

let database: FreshDatabase;
beforeAll(async () => void (database = await freshDatabase('baileys')));
afterAll(() => database.drop());

describe('the real package', () => {
  it('takes our settings, and a line that cannot be made is tried again without a word on the terminal of its own', async () => {
    const nobody = (await refused()).url.replace('http', 'ws');
    const configs: baileys.UserFacingSocketConfig[] = [];
    // The package as it is, but for where it calls.
    const makeWASocket: typeof baileys.makeWASocket = (config) => {
      configs.push(config);
      return baileys.makeWASocket({ ...config, waWebSocketUrl: nobody });
    };
    const printed: string[] = [];
    const port = baileysChannel({
      db: database.db,
      sealKey: randomBytes(32),
      clock: systemClock(),
      print: (line) => printed.push(line),
      load: async () => ({ ...baileys, makeWASocket }),
      delayMs: () => 1,
    });
    const listening = await port.listen?.(async () => undefined);
    while (configs.length < 3) await sleep(2);
    await listening?.stop();
    expect(printed.slice(0, 2).every((line) => /^baileys: the connection was closed \(/.test(line))).toBe(true);
    expect(configs.every(({ logger }) => logger?.level === 'silent')).toBe(true);
  });

  it('is asked to leave alone whatever is no chat of two', () => {
    for (const jid of ['1@s.whatsapp.net', '1@lid', '1@hosted', '1@hosted.lid', '1@c.us'])
      expect(isPerson(jid)).toBe(true);
    for (const jid of ['1@g.us', 'status@broadcast', '1@newsletter', '1@bot', '']) expect(isPerson(jid)).toBe(false);
  });
});
