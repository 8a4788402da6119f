import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { smsGatewayFiles } from '../../../src/channels/sms-gateway/index.js';
import { VirtualClock } from '../../../src/domain/clock.js';
import type { ProviderEvent } from '../../../src/domain/provider-event.js';
import { eventually, Folders } from './folders.js';
import { NOW } from './message.js';

let folders: Folders;
let listening: { stop(): Promise<void> } | undefined;
let calls: (readonly ProviderEvent[])[];
beforeEach(() => {
  folders = new Folders();
  calls = [];
});
afterEach(async () => {
  await listening?.stop();
  folders.remove();
});

async function listen(
  deliver: (events: readonly ProviderEvent[]) => Promise<void> = async (events) => void calls.push(events),
  key: { readonly idKey?: Buffer } = { idKey: Buffer.alloc(32, 1) },
): Promise<void> {
  const port = smsGatewayFiles({
    outFolder: folders.out,
    inFolder: folders.in,
    clock: new VirtualClock(NOW),
    intervalMs: 3,
    ...key,
  });
  listening = await port.listen?.(deliver);
}
/** Puts a file, and waits until it was taken. */
async function read(content: string | Buffer, name = 'answers.csv'): Promise<readonly ProviderEvent[]> {
  folders.put(name, content);
  await listen();
  await eventually(() => !folders.names('in').includes(name));
  return calls.flat();
}

describe('a file of answers', () => {
  it('becomes one event a line, and moves to done', async () => {
    const events = await read(
      'message_id;number;text;at\na-1;+56961234567;"Sí; la ""necesito""\ntodavía";2026-11-25T13:00:00Z\na-2;961234568;BAJA;\n',
    );
    expect(events).toEqual([
      {
        kind: 'inbound', channel: 'sms', messageId: 'a-1', from: '+56961234567', userId: null, to: null, type: 'text',
        text: 'Sí; la "necesito"\ntodavía', at: '2026-11-25T13:00:00.000Z',
      },
      {
        kind: 'optOut', action: 'stop', by: 'keyword', channel: 'sms', messageId: 'a-2', from: '+56961234568', userId: null,
        to: null, type: 'text', text: 'BAJA',
      },
    ]); // prettier-ignore
    expect(folders.names('in/done')).toEqual(['answers.csv']);
  });

  it('may have its columns in any order, with a BOM, commas, Windows letters and columns we do not know', async () => {
    const windows = Buffer.from(
      'TEXT,Operator,Number,At,Message_ID\r\n"Sí, señora",ENTEL,56961234567,,a-1\r\n',
      'latin1',
    );
    expect(await read(windows)).toMatchObject([{ messageId: 'a-1', from: '+56961234567', text: 'Sí, señora' }]);
    await listening?.stop();
    calls = [];
    expect(await read('\uFEFFnumber;text\r\n+56961234567;Sí\r\n', 'b.csv')).toMatchObject([{ text: 'Sí' }]);
  });

  it('counts once, however often it comes, also after a new start', async () => {
    const lines = '+56961234567;1;2026-11-25T13:00:00Z\n+56961234567;1;\n';
    const first = await read(`number;text;at\n${lines}`);
    await listening?.stop();
    calls = [];
    const again = await read(`number;text;at\n${lines}`);
    expect(again).toEqual(first);
    expect(new Set(first.map((event) => 'messageId' in event && event.messageId)).size).toBe(2);
    expect(folders.names('in/done')).toEqual(['answers-2.csv', 'answers.csv']);
  });

  it('has ids that nobody can work out, also where no key was given', async () => {
    for (const start of [1, 2]) {
      folders.put('answers.csv', 'number;text\n+56961234567;1\n');
      await listen(undefined, {});
      await eventually(() => calls.length === start);
      await listening?.stop();
    }
    const [first, second] = calls.flat().map((event) => 'messageId' in event && event.messageId);
    expect(first).not.toBe(second);
  });

  it('keeps both answers of a person where the gateway gives them one id', async () => {
    const events = await read('message_id;number;text\nm-1;+56961234567;1\nm-1;+56961234567;No, me equivoqué\n');
    expect(events).toMatchObject([
      { messageId: 'm-1', text: '1' },
      { messageId: expect.stringMatching(/^h-/), text: 'No, me equivoqué' },
    ]);
  });

  it('loses no good line to a bad one, and says which was left out without saying what it held', async () => {
    const events = await read('number;text\n+56961234567;Sí\nENTEL;Promo\n+56961234568;1; gracias\n+56961234569;No\n');
    expect(events).toMatchObject([{ text: 'Sí' }, { text: 'No' }]);
    expect(folders.text('in', 'done', 'answers.csv.txt')).toBe(
      'line 3: the number is not a phone number\nline 4: more cells than the header has names\n',
    );
  });

  it('is handed on in parts', async () => {
    const lines = Array.from({ length: 1201 }, (_, n) => `a-${n};+56961234567;1\n`);
    expect(await read(`message_id;number;text\n${lines.join('')}`)).toHaveLength(1201);
    expect(calls.map(({ length }) => length)).toEqual([500, 500, 201]);
  });
});

describe('a file of receipts', () => {
  it('is known by its header and names our own messages', async () => {
    const events = await read(
      'message_id;status;code;at\nc-1-m-1;delivered;;2026-11-25T13:00:00Z\nc-1-m-2;failed;landline;\n',
    );
    expect(events).toMatchObject([
      { kind: 'receipt', messageId: 'c-1-m-1', ref: 'c-1-m-1', state: 'delivered', errorCode: null },
      { kind: 'receipt', messageId: 'c-1-m-2', ref: 'c-1-m-2', state: 'failed', errorCode: 102 },
    ]);
  });
});

describe('a file that cannot be read', () => {
  it('is set apart with the line and the reason, and nothing of it counts', async () => {
    expect(await read('nombre;edad\nx;1\n')).toEqual([]);
    expect(folders.names('in/refused')).toEqual(['answers.csv', 'answers.csv.txt']);
    expect(folders.text('in', 'refused', 'answers.csv.txt')).toBe(
      'line 1: the header has neither number and text (answers) nor message_id and status (receipts)\n',
    );
  });
});

describe('the folder of answers', () => {
  it('is not watched with a key that is too short', () => {
    const make = () =>
      smsGatewayFiles({
        outFolder: folders.out,
        inFolder: folders.in,
        clock: new VirtualClock(NOW),
        idKey: Buffer.alloc(31),
      });
    expect(make).toThrow('32 bytes');
  });

  it('keeps a file until all of it is stored', async () => {
    folders.put('answers.csv', 'message_id;number;text\na-1;+56961234567;Sí\n');
    let away = 3;
    await listen(async (events) => {
      if (away-- > 0) {
        expect(folders.names('in')).toEqual(['answers.csv']);
        throw new Error('the database is away');
      }
      calls.push(events);
    });
    await eventually(() => folders.names('in').length === 0);
    expect(calls.flat()).toMatchObject([{ messageId: 'a-1' }]);
  });

  it('leaves alone what has not its final name', async () => {
    for (const name of ['a.csv.part', 'b.tmp', 'c.txt', '.d.csv']) folders.put(name, 'number;text\n+56961234567;Sí\n');
    await read('message_id;number;text\nz;+56961234567;Sí\n', 'z.csv');
    expect(calls.flat()).toMatchObject([{ messageId: 'z' }]);
    expect(folders.names('in')).toEqual(['.d.csv', 'a.csv.part', 'b.tmp', 'c.txt']);
  });

  it('leaves alone what still grows under its final name', async () => {
    for (const id of ['a', 'b', 'c']) folders.put(`${id}.csv`, `message_id;number;text\n${id};+56961234567;Sí\n`);
    await listen(async (events) => {
      // The line comes after the look has begun; b has its turn only when it has come to rest.
      if (calls.length === 0) appendFileSync(join(folders.in, 'b.csv'), 'b-late;+56961234567;No\n');
      calls.push(events);
    });
    await eventually(() => folders.names('in').length === 0);
    expect(calls).toMatchObject([
      [{ messageId: 'a' }],
      [{ messageId: 'c' }],
      [{ messageId: 'b' }, { messageId: 'b-late' }],
    ]);
  });

  it('is read in the order of the names', async () => {
    for (const name of ['2', '3', '1'])
      folders.put(`answers-${name}.csv`, `message_id;number;text\n${name};+56961234567;Sí\n`);
    await listen();
    await eventually(() => folders.names('in').length === 0);
    expect(calls.flat()).toMatchObject([{ messageId: '1' }, { messageId: '2' }, { messageId: '3' }]);
  });
});
