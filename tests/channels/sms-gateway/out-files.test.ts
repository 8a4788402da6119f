import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { smsGatewayFiles } from '../../../src/channels/sms-gateway/index.js';
import { VirtualClock } from '../../../src/domain/clock.js';
import { Folders } from './folders.js';
import { message, NOW } from './message.js';

let folders: Folders;
beforeEach(() => void (folders = new Folders()));
afterEach(() => folders.remove());

const gateway = (given: { readonly lines?: number; readonly collectMs?: number } = {}) =>
  smsGatewayFiles({
    outFolder: folders.out,
    inFolder: folders.in,
    clock: new VirtualClock(NOW),
    collectMs: 1,
    ...given,
  });
const messages = (count: number) => Array.from({ length: count }, (_, n) => message({ id: `m-${n}` }));

describe('messages out', () => {
  it('are three columns and nothing else, with quotes doubled', async () => {
    const text = 'Diga "sí"; o no:\n1 Sí\n2 No ñ';
    expect(await gateway().send(message({ text }))).toEqual({ ok: true, providerId: 'c-1-m-1' });
    const [name = ''] = folders.names('out');
    expect(name).toBe('vigente-20261125T140000000Z-1.csv');
    expect(folders.text('out', name)).toBe(
      'message_id;number;text\nc-1-m-1;+56961234567;"Diga ""sí""; o no:\n1 Sí\n2 No ñ"\n',
    );
  });

  it('of one moment share a file, which others cannot read', async () => {
    const port = gateway();
    await Promise.all(messages(300).map((each) => port.send(each)));
    const [name = '', ...more] = folders.names('out');
    expect(more).toEqual([]);
    expect(folders.sent().map(([id]) => id)).toEqual(messages(300).map(({ id }) => id));
    expect(statSync(join(folders.out, name)).mode & 0o007).toBe(0);
  });

  it('wait for no timer once a file is full', async () => {
    const port = gateway({ lines: 10, collectMs: 1000 });
    const begun = performance.now();
    await Promise.all(messages(30).map((each) => port.send(each)));
    expect(performance.now() - begun).toBeLessThan(900);
    expect(folders.names('out')).toHaveLength(3);
  });

  it('never replace a file that was not picked up, also when the clock stands still over a restart', async () => {
    await gateway().send(message({ id: 'before' }));
    await gateway().send(message({ id: 'after' }));
    expect(folders.sent().map(([id]) => id)).toEqual(['before', 'after']);
  });

  it('that a dead process left half-written are removed: they were never accepted', async () => {
    writeFileSync(join(folders.out, 'vigente-20261125T135959000Z-1.csv.part'), 'message_id;nu');
    writeFileSync(join(folders.out, 'another.part'), 'of somebody else');
    await gateway().send(message());
    expect(folders.names('out')).toEqual(['another.part', 'vigente-20261125T140000000Z-1.csv']);
  });

  it('stay ours to send when the folder refuses, and go when it is mended', async () => {
    rmSync(folders.out, { recursive: true });
    writeFileSync(folders.out, 'a file where the folder should be');
    const port = gateway();
    expect(await port.send(message())).toMatchObject({ failure: { kind: 'misconfigured', retryable: true, code: 'file-EEXIST' } }); // prettier-ignore
    rmSync(folders.out);
    expect((await port.send(message())).ok).toBe(true);
  });

  it('are looked at by the doctor: both folders must be writable', async () => {
    expect(await gateway().probe?.()).toMatchObject([{ ok: true }, { ok: true }]);
    if (process.getuid?.() === 0) return; // nothing is forbidden to root
    chmodSync(folders.in, 0o500);
    expect(await gateway().probe?.()).toMatchObject([{ ok: true }, { ok: false, what: 'EACCES' }]);
  });
});

describe('a process that is killed while it writes', () => {
  const script = fileURLToPath(new URL('../../support/send-by-file.js', import.meta.url));

  /** Ids that were accepted before the kill, which comes after `count` of them. */
  async function killedAfter(count: number, name: string): Promise<readonly string[]> {
    const child = spawn(process.execPath, [script, folders.root, name], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    const accepted: string[] = [];
    for await (const id of createInterface({ input: child.stdout })) {
      accepted.push(id);
      if (accepted.length === count) child.kill('SIGKILL');
    }
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
    return accepted;
  }

  it('loses no message that it had accepted, and leaves no half file to the gateway', async () => {
    const accepted: string[] = [];
    for (const [round, count] of [1, 150, 777, 1203].entries())
      accepted.push(...(await killedAfter(count, `r${round}`)));
    const sent = folders.sent();
    const ids = new Set(sent.map(([id]) => id));
    expect(accepted.filter((id) => !ids.has(id))).toEqual([]);
    expect(sent.every((cells) => cells.length === 3)).toBe(true);
    expect(ids.size).toBe(sent.length);
  });
});
