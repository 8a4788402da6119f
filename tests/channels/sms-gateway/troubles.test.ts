import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accessSync, chmodSync, constants, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smsGatewayFiles } from '../../../src/channels/sms-gateway/index.js';
import { VirtualClock } from '../../../src/domain/clock.js';
import { eventually, Folders } from './folders.js';
import { NOW } from './message.js';

const GOOD = 'number;text\n+56961234567;Sí\n';

let folders: Folders;
let listening: { stop(): Promise<void> } | undefined;
let told: string[];
beforeEach(() => {
  folders = new Folders();
  told = [];
});
afterEach(async () => {
  await listening?.stop();
  folders.remove();
});
async function listen(deliver: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  const port = smsGatewayFiles({
    outFolder: folders.out,
    inFolder: folders.in,
    clock: new VirtualClock(NOW),
    intervalMs: 2,
    onTrouble: (code) => void told.push(code),
  });
  listening = await port.listen?.(deliver);
}
/** Puts a good file of a later name, and waits until it was read: each time a look at all of them. */
async function looks(times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    folders.put(`z${n}.csv`, GOOD);
    await eventually(() => !folders.names('in').includes(`z${n}.csv`));
  }
}
/** An administrator reads whatever the rights say. */
function obeysRights(): boolean {
  const probe = new Folders();
  try {
    chmodSync(probe.out, 0);
    accessSync(probe.out, constants.R_OK);
    return false;
  } catch {
    return true;
  } finally {
    probe.remove();
  }
}

describe('somebody is told once', () => {
  it('of a file that was refused, and of lines that were left out, but of no good file', async () => {
    folders.put('a.csv', 'nombre;edad\nx;1\n');
    folders.put('b.csv', 'number;text\nENTEL;Promo\nENTEL;Promo\n+56961234567;Sí\n');
    await listen();
    await looks(2);
    expect(told).toEqual(['sms-gateway-file-refused', 'sms-gateway-lines-left-out']);
  });

  it('of a file that cannot be moved away', async () => {
    let delivered = 0;
    await listen(async () => void (delivered += 1));
    rmSync(join(folders.in, 'done'), { recursive: true });
    writeFileSync(join(folders.in, 'done'), '');
    folders.put('a.csv', GOOD);
    await eventually(() => told.length > 0);
    folders.put('b.csv', GOOD);
    await eventually(() => delivered > 1);
    await eventually(() => told.length > 1);
    expect(told).toEqual(['sms-gateway-file-stuck', 'sms-gateway-file-stuck']);
  });

  (obeysRights() ? it : it.skip)('of a file that cannot be read', async () => {
    folders.put('a.csv', GOOD);
    chmodSync(join(folders.in, 'a.csv'), 0);
    await listen();
    await looks(2);
    expect(told).toEqual(['sms-gateway-file-unreadable']);
    expect(folders.names('in')).toEqual(['a.csv']);
  });

  it('and not while only the database is away', async () => {
    folders.put('a.csv', GOOD);
    let away = 3;
    await listen(() => (away-- > 0 ? Promise.reject(new Error('the database is away')) : Promise.resolve()));
    await looks(1);
    expect(told).toHaveLength(0);
  });
});
