import { describe } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { smsGatewayFiles, smsGatewayHttp } from '../../../src/channels/sms-gateway/index.js';
import { systemClock } from '../../../src/domain/clock.js';
import { answering, busy, closed, garbage, refused, type End } from './ends.js';
import { conforms, type Arrived, type Stage } from './suite.js';

const SENDER = {
  id: 'sms-gateway',
  carries: ['sms'],
  reaches: 'real',
  person: '+56981110001',
  from: { address: '+56448906100', providerRef: '' },
  numbers: 'text',
  references: true,
} as const;

describe('over HTTP', () => {
  const connected = (end: End, seen: readonly Arrived[] = []): Stage => ({
    port: smsGatewayHttp({ url: end.url, secret: 'shared', perSecond: 10, clock: systemClock() }),
    arrived: async () => seen,
    close: () => end.close(),
  });
  conforms({
    ...SENDER,
    make: async () => {
      const seen: Arrived[] = [];
      const end = await answering(({ body }, response) => {
        const { id, to, text } = JSON.parse(body) as { id: string; to: string; text: string };
        seen.push({ to, text, labels: [], reference: id });
        response.writeHead(202, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ id: `gw-${seen.length}` }));
      });
      return connected(end, seen);
    },
    troubles: {
      refused: async () => connected(await refused()),
      closed: async () => connected(await closed()),
      garbage: async () => connected(await garbage()),
      busy: async () => connected(await busy()),
    },
  });
});

describe('over files', () => {
  const NO_NETWORK = 'nothing leaves the machine: the file is there under its name, or the message was not accepted';
  conforms({
    ...SENDER,
    make: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'vigente-sms-'));
      const port = smsGatewayFiles({
        outFolder: join(folder, 'out'),
        inFolder: join(folder, 'in'),
        clock: systemClock(),
        collectMs: 1,
      });
      return {
        port,
        arrived: async () => arrivedIn(join(folder, 'out')),
        close: async () => rmSync(folder, { recursive: true }),
      };
    },
    troubles: { refused: NO_NETWORK, closed: NO_NETWORK, garbage: NO_NETWORK, busy: NO_NETWORK },
  });
});

/** Lines of all finished files, in the order they were written. */
function arrivedIn(folder: string): readonly Arrived[] {
  const sequence = (name: string): number => Number(/-(\d+)\.csv$/.exec(name)?.[1]);
  if (!existsSync(folder)) return []; // made with the first file
  return readdirSync(folder, { withFileTypes: true })
    .map(({ name }) => name)
    .sort((a, b) => sequence(a) - sequence(b))
    .flatMap((name) => {
      const [header, ...rows] = parse(readFileSync(join(folder, name)), { delimiter: ';' });
      if (header?.join(';') !== 'message_id;number;text')
        throw new Error(`the header of ${name} is not the agreed one`);
      return rows.map(([reference = '', to = '', text = '']) => ({ to, text, labels: [], reference }));
    });
}
