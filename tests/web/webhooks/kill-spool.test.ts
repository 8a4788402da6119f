import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Spool } from '../../../src/web/webhooks/spool.js';
import { temporaryFolder } from '../../support/engines.js';

const script = fileURLToPath(new URL('../../support/append-to-spool.js', import.meta.url));
let folder: string;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ids that were acknowledged before the kill, which comes after `count` of them. */
async function killedAfter(count: number, owner: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, [script, folder, owner], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const kept: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    kept.push(id);
    if (kept.length === count) child.kill('SIGKILL');
  }
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  return kept;
}

it('a program that is killed between two messages loses none that it told the provider it had', async () => {
  const kept: string[] = [];
  for (const count of [1, 33, 210]) kept.push(...(await killedAfter(count, `killed_${count}`)));
  const spool = await Spool.open({ folder, name: 'twilio', maxBytes: 2 ** 30, owner: 'next_1', isAlive: () => false });
  const found: string[] = [];
  await spool.drain(async ({ inbound }) => void found.push(...inbound.map(({ _id }) => _id)));
  const known = new Set(found);
  expect(kept.filter((id) => !known.has(id))).toEqual([]);
  expect(known.size).toBe(found.length);
  await spool.close();
});
