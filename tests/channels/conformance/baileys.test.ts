import { afterAll, beforeAll } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { baileysChannel } from '../../../src/channels/baileys/index.js';
import { systemClock } from '../../../src/domain/clock.js';
import { freshDatabase, type FreshDatabase } from '../../support/database.js';
import { boom, Line, PHONE_JID, written } from '../baileys/line.js';
import { conforms, type Stage } from './suite.js';

let database: FreshDatabase;
beforeAll(async () => void (database = await freshDatabase('baileys')));
afterAll(() => database.drop());

/** Connected, and the person has just written: otherwise nothing may be sent at all. */
async function stage(trouble: (line: Line) => void = () => undefined): Promise<Stage> {
  const line = new Line();
  const clock = systemClock();
  const port = baileysChannel({
    db: database.db,
    sealKey: randomBytes(32),
    clock,
    print: () => undefined,
    connect: line.connect,
  });
  const arrivals = new EventEmitter();
  const listening = await port.listen?.(async () => void arrivals.emit('arrived'));
  line.open();
  const arrived = once(arrivals, 'arrived');
  line.receive(
    written(
      { conversation: 'Hola' },
      { key: { remoteJid: PHONE_JID, id: 'A1' }, messageTimestamp: clock.now() / 1000 },
    ),
  );
  await arrived;
  trouble(line);
  return {
    port,
    arrived: async () => line.sent.map(({ text }) => ({ to: '+56961234567', text, labels: [], reference: null })),
    close: async () => listening?.stop(),
  };
}

conforms({
  id: 'baileys',
  carries: ['whatsapp'],
  reaches: 'real',
  person: '+56961234567',
  from: { address: '+56448906100', providerRef: '' },
  kind: 'reply',
  numbers: 'channel',
  references: false,
  make: () => stage(),
  troubles: {
    refused: () => stage((line) => line.close(408)),
    closed: () => stage((line) => void (line.answer = () => Promise.reject(boom(428)))),
    garbage: () => stage((line) => void (line.answer = () => undefined)),
    busy: () => stage((line) => void (line.answer = () => Promise.reject(boom(429)))),
  },
});
